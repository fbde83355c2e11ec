"""Justice: proceedings, and letters that ask for fines to be waived."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amana.reporting.indicators.recipe import Measure, Recipe, Records
from amana.reporting.tables import People, Snapshot, Step
from amana_methods.calendar import Period

_REACHED = {"investigation": "investigations", "charges": "prosecutions", "judgment": "convictions"}
_ANSWERS = frozenset({"granted_full", "granted_partial", "refused"})


def proceedings(snapshot: Snapshot, period: Period) -> Records:
    """Each proceeding once per count: opened, charged, convicted in the period for the first time."""
    people = People(snapshot.cases)
    first: dict[tuple[UUID, str], Step] = {}
    for step in sorted(snapshot.steps, key=lambda each: each.at):
        count = _REACHED.get(step.to_state) if step.machine == "justice" else None
        if count == "convictions" and step.facts.get("result") != "convicted":
            continue
        if count is not None:
            first.setdefault((step.subject, count), step)
    return [
        {**about, "count": count}
        for (_subject, count), step in first.items()
        if step.on in period and (about := people.about(step.case)) is not None
    ]


def letters(snapshot: Snapshot, period: Period) -> Records:
    """Letters sent for the first time in the period, and letters whose last answer is in it."""
    people = People(snapshot.cases)
    sent: dict[UUID, Step] = {}
    answered: dict[UUID, Step] = {}
    for step in sorted(snapshot.steps, key=lambda each: each.at):
        if step.machine == "fine_waiver" and step.to_state == "sent":
            sent.setdefault(step.subject, step)
        elif step.machine == "fine_waiver" and step.to_state in _ANSWERS:
            answered[step.subject] = step
    counted = [("sent", step) for step in sent.values()] + [(step.to_state, step) for step in answered.values()]
    return [
        {**about, "count": count}
        for count, step in counted
        if step.on in period and (about := people.about(step.case)) is not None
    ]


_BASIS = frozenset({"cases", "steps"})

RECIPES = {
    "J-01": Recipe(
        _BASIS,
        proceedings,
        Measure.SEVERAL,
        frozenset({"exploitation", "territory"}),
        hides=False,
        counts=(
            ("investigations", _("investigations")),
            ("prosecutions", _("prosecutions")),
            ("convictions", _("convictions")),
        ),
    ),
    "J-02": Recipe(
        _BASIS,
        letters,
        Measure.SEVERAL,
        frozenset({"territory", "nationality_group"}),
        hides=True,
        counts=(
            ("sent", _("sent")),
            ("granted_full", _("granted in full")),
            ("granted_partial", _("granted in part")),
            ("refused", _("refused")),
        ),
    ),
}
