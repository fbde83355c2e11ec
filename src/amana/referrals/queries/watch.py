"""Late referrals, for supervisors over their cases and the coordinator over the whole mechanism, without people."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count as Number
from django.db.models import Q, QuerySet

from amana.referrals.models import Referral
from amana.referrals.pack import machine
from amana.referrals.queries.directory import name_of
from amana.referrals.states import ReferralState
from amana.trust.actor import Actor


@dataclass(frozen=True)
class Count:
    """How many referrals are in one place."""

    state: str
    name: str
    value: int


@dataclass(frozen=True)
class Late:
    """A referral that should have been confirmed or answered: by whom and since when, without the person."""

    id: UUID
    reference: str
    provider: str
    what: str
    due: datetime
    told_at: datetime | None


def _late(now: datetime) -> Q:
    return Q(state=ReferralState.SENT, acknowledge_due__lt=now) | Q(
        state__in=[ReferralState.SENT, ReferralState.ACKNOWLEDGED], answer_due__lt=now
    )


def overdue(actor: Actor, now: datetime) -> QuerySet[Referral]:
    """Every referral that is late, oldest first, for the coordinator; else none."""
    if not actor.can("mechanism.watch"):
        return Referral.objects.none()
    return Referral.objects.filter(_late(now)).select_related("provider").order_by("sent_at", "id")


def late_for(actor: Actor, now: datetime) -> QuerySet[Referral]:
    """Late referrals of the cases that the actor's units supervise, oldest first."""
    rows = Referral.objects.filter(_late(now), procedure__supervisors_unit__in=actor.unit_ids)
    if not actor.can("cases.review"):
        return rows.none()
    return rows.select_related("provider", "procedure").order_by("sent_at", "id")


def late_rows(rows: Iterable[Referral], now: datetime) -> list[Late]:
    """Late referrals as rows, with the first deadline that was missed: "answer" when that one has passed as well."""
    found = []
    for row in rows:
        unanswered = row.answer_due is not None and row.answer_due < now
        due = row.answer_due if unanswered else row.acknowledge_due
        told = row.answer_escalated_at if unanswered else row.acknowledge_escalated_at
        if due is not None:
            what = "answer" if unanswered else "acknowledge"
            found.append(Late(row.id, row.reference, name_of(row.provider), what, due, told))
    return found


def counts(actor: Actor) -> list[Count]:
    """Counts referrals by place, in the order of the pack, for the coordinator; for others nothing."""
    if not actor.can("mechanism.watch"):
        return []
    found = Counter(dict(Referral.objects.values_list("state").annotate(Number("id"))))
    return [
        Count(state.id, str(state.name), found[state.id])
        for track in machine().tracks.values()
        for state in track.states
        if found[state.id]
    ]
