"""What intake tells my day: which signs wait, and how far those are that the actor handed on."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from amana.cases.models import Deadline
from amana.cases.numbers import Numbered
from amana.countrypacks import pack
from amana.intake import pack as says
from amana.intake.models import Sign
from amana.intake.queries import quiet
from amana.intake.queries.signs import may_know, my_signs, present_facts, signs_for, status_of
from amana.intake.words import STATUS
from amana.my_day import WorkItem, group_of
from amana.trust import queries as trust
from amana.trust.actor import Actor

_AT_ONCE = 60
_LATELY = timedelta(days=7)


def work(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Signs to triage, people to screen, decisions to take, and how far the actor's own reports are."""
    yield from quiet.work(actor, now)
    yield from _clocks(actor, now)
    yield from _handed_on(actor, now)


def find_by_number(actor: Actor, number: str) -> Iterable[Numbered]:
    """Yields the report with this number, for those who may open it and for the colleague who recorded it."""
    for row in Sign.objects.filter(number=number).select_related("procedure"):
        if may_know(actor, row):
            yield Numbered(row.number, gettext("Report"), reverse("intake:sign", args=[row.id]))


def _clocks(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    wanted = {
        says.BEGIN_TRIAGE: actor.can("signs.triage"),
        says.BEGIN_SCREENING: actor.can("screening.run") or actor.can("signs.triage"),
        says.PRESUME: actor.can("screening.run") or actor.can("presumption.decide"),
    }
    rows = list(
        Deadline.objects.filter(
            transition__in=[name for name, mine in wanted.items() if mine],
            done_at=None,
            unit__in=actor.unit_ids,
            procedure__number=None,
            procedure__in=signs_for(actor).values("procedure"),
        )
        .exclude(procedure__in=quiet.proposed_to(actor, now).values("procedure"))
        .select_related("procedure__sign")
        .order_by("due_at")[:_AT_ONCE]
    )
    facts = present_facts([row.procedure.sign for row in rows])
    for row in rows:
        sign = row.procedure.sign
        yield WorkItem(
            _group(row, now), row.due_at, *_order(row, facts.get(sign.id, {})), sign.number,
            reverse("intake:sign", args=[sign.id]),
        )  # fmt: skip


def _group(row: Deadline, now: datetime) -> str:
    """A sign that nobody has read yet is new for the unit until its clock has run out."""
    group = group_of(row.due_at, now)
    if row.transition == says.BEGIN_TRIAGE and group != "late" and row.procedure.sign.read_at is None:
        return "new"
    return group


def _order(row: Deadline, facts: dict[str, Any]) -> tuple[str, str]:
    urgency = str(facts.get("urgency", ""))
    name = next((str(each.name) for each in pack().urgencies if each.id == urgency), "")
    if row.transition == says.BEGIN_TRIAGE:
        return gettext("Read a report and see if the person is safe"), name
    if row.transition == says.BEGIN_SCREENING:
        return gettext("Ask the person, when it is safe and they agree to it"), name
    return gettext("Finish the screening and decide"), gettext("The rules only advise; a named person decides.")


def _handed_on(actor: Actor, now: datetime) -> Iterable[WorkItem]:
    """Signs that the actor recorded lately for another unit: they hear how far each one is, and nothing else."""
    rows = my_signs(actor).filter(came_at__gte=now - _LATELY).exclude(unit__in=actor.unit_ids)
    for sign in rows[:10]:
        yield WorkItem(
            "waiting",
            None,
            gettext("%(unit)s has your report") % {"unit": trust.unit(sign.unit).full_name},
            gettext("How far it is: %(status)s.") % {"status": STATUS[status_of(sign)]},
            sign.number,
            reverse("intake:sign", args=[sign.id]),
        )
