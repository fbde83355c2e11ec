"""Reports that were read, led to no case and on which nothing happens any more: somebody goes on with them or ends them."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from amana.cases.states import StepState
from amana.countrypacks import dates, pack
from amana.countrypacks.deadlines import due_at
from amana.intake.models import Sign
from amana.intake.pack import last_places
from amana.intake.pack_sections import INTAKE
from amana.intake.queries.signs import next_clocks, signs_for
from amana.my_day import WorkItem, group_of
from amana.trust.actor import Actor

_AT_ONCE = 60


def quiet_signs(actor: Actor, now: datetime) -> QuerySet[Sign]:
    """Reports of the actor's own units on which nothing has happened for the pack's time, the longest quiet one first.

    A change of the procedure, what the reporter added, a report that was joined and an entry that waits for a second person
    all count as something.
    """
    since = now - (due_at(INTAKE.of(pack()).quiet, now, pack()) - now)
    happened = Q(replies__written_at__gt=since) | Q(files__came_at__gt=since) | Q(reports__joined_at__gt=since)
    busy = Sign.objects.filter(happened | Q(procedure__steps__state=StepState.WAITS))
    return (
        signs_for(actor)
        .filter(unit__in=actor.unit_ids, procedure__number=None, joined=None)
        .filter(read_at__lte=since, procedure__changed_at__lte=since)
        .exclude(procedure__help__in=last_places())
        .exclude(id__in=busy.values("id"))
        .order_by("procedure__changed_at", "number")
    )


def proposed_to(actor: Actor, now: datetime) -> QuerySet[Sign]:
    """The quiet reports that the actor is asked to go on with or to end."""
    return quiet_signs(actor, now) if actor.can("signs.triage") else Sign.objects.none()


def is_quiet(actor: Actor, record: Sign, now: datetime) -> bool:
    """Whether the actor is asked to go on with this report or to end it."""
    return proposed_to(actor, now).filter(id=record.id).exists()


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Yields what is proposed for each quiet report, instead of the deadline that nobody follows any more."""
    rows = list(proposed_to(actor, now)[:_AT_ONCE])
    clocks = next_clocks([row.procedure_id for row in rows])
    for row in rows:
        due = clocks.get(row.procedure_id)
        yield WorkItem(
            group_of(due, now) if due is not None else "open",
            due,
            gettext("Go on with a report, or end it with a reason"),
            gettext("Nothing has happened on it since %(day)s.") % {"day": dates.day(row.procedure.changed_at)},
            row.number,
            reverse("intake:sign", args=[row.id]),
        )
