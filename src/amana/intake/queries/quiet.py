"""Reports that were read, led to no case and on which nothing happens any more: somebody goes on with them or ends them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext

from amana import vault
from amana.cases.models import Step
from amana.cases.states import StepState
from amana.countrypacks import dates, pack
from amana.countrypacks.deadlines import due_at
from amana.intake.models import Call, Joined, Sign
from amana.intake.pack import last_places
from amana.intake.pack_sections import INTAKE
from amana.intake.queries.signs import next_clocks, signs_for
from amana.my_day import WorkItem, group_of
from amana.trust.actor import Actor

_AT_ONCE = 60


def quiet_signs(actor: Actor, now: datetime) -> QuerySet[Sign]:
    """Reports of the actor's own units on which nothing has happened for the pack's time, the longest quiet one first.

    `last_at` of each says when something happened last; one with an entry that waits for a second person is left out.
    """
    since = now - (due_at(INTAKE.of(pack()).quiet, now, pack()) - now)
    return (
        signs_for(actor)
        .filter(unit__in=actor.unit_ids, procedure__number=None, joined=None)
        .filter(read_at__lte=since, procedure__changed_at__lte=since)
        .exclude(procedure__help__in=last_places())
        .exclude(procedure__steps__state=StepState.WAITS)
        .annotate(last_at=_last_at())
        .filter(last_at__lte=since)
        .order_by("last_at", "number")
    )


def _last_at() -> Greatest:
    """When something happened last: a text of the report, an entry, a call about it, or a report that was joined to it."""
    text_at, mine = vault.texts.last_change, OuterRef("id")
    calls = Call.objects.filter(sign=mine).annotate(text_at=text_at("lock"))
    joined = Joined.objects.filter(into=mine).annotate(text_at=text_at("sign__procedure__lock"))
    found = (
        text_at("procedure__lock"),
        *_latest(Step.objects.filter(procedure=OuterRef("procedure")), "recorded_at", "confirmed_at"),
        *_latest(calls, "ended_at", "back_by", "back_done_at", "text_at"),
        *_latest(joined, "joined_at", "text_at"),
    )
    return Greatest("read_at", "procedure__changed_at", *(Coalesce(each, "read_at") for each in found))


def _latest(rows: QuerySet[Any], *fields: str) -> list[Subquery]:
    return [Subquery(rows.order_by(F(each).desc(nulls_last=True)).values(each)[:1]) for each in fields]


def proposed_to(actor: Actor, now: datetime) -> QuerySet[Sign]:
    """The quiet reports that the actor is asked to go on with or to end."""
    return quiet_signs(actor, now) if actor.can("signs.triage") else Sign.objects.none()


def quiet_since(actor: Actor, record: Sign, now: datetime) -> datetime | None:
    """When something happened last on a report that the actor is asked to go on with or to end; None for any other."""
    found: Any = proposed_to(actor, now).filter(id=record.id).first()
    return None if found is None else found.last_at


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Yields what is proposed for each quiet report, instead of the deadline that nobody follows any more."""
    rows: list[Any] = list(proposed_to(actor, now)[:_AT_ONCE])
    clocks = next_clocks([row.procedure_id for row in rows])
    for row in rows:
        due = clocks.get(row.procedure_id)
        yield WorkItem(
            group_of(due, now) if due is not None else "open", due,
            gettext("Go on with a report, or end it with a reason"),
            gettext("Nothing has happened on it since %(day)s.") % {"day": dates.day(row.last_at)},
            row.number, reverse("intake:sign", args=[row.id]),
        )  # fmt: skip
