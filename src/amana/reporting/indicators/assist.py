"""Help: who received it, what was given, which goals were met, who returned."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amana.reporting.indicators.identify import PROCEDURE, victims_by
from amana.reporting.indicators.recipe import Measure, Recipe, Records
from amana.reporting.tables import People, Snapshot
from amana_methods.calendar import Period

HANDED_OUT = frozenset({"NFI", "CASH"})
CLOSED, TRAVELLING, AFTER = "closed", "handover_tx", "follow_up"
SGBV = "sgbv"
SEXUAL = frozenset(
    {"prostitution_of_others", "pornography_or_online", "sexual_slavery", "forced_marriage", "child_marriage"}
)


def _given_records(snapshot: Snapshot, period: Period, people: People) -> Records:
    """Yields what was given in the period, one record for each, with the person; leaves out entries made by mistake."""
    records: Records = []
    for each in snapshot.deliveries:
        about = people.about(each.case)
        if about is not None and each.on in period and not each.mistaken and not each.comes_back:
            records.append({**about, "service_category": each.category})
    return records


def list_assisted(snapshot: Snapshot, period: Period) -> Records:
    """Victims, presumed or formally identified by the end of the period, who received a service in it."""
    people = People(snapshot.cases)
    victims = victims_by(snapshot, people, period.ends)
    return [record for record in _given_records(snapshot, period, people) if record["person"] in victims]


def survivors_helped(snapshot: Snapshot, period: Period) -> Records:
    """Survivors of sexual and gender-based violence who received a service in the period."""
    people = People(snapshot.cases)
    survivors: set[UUID] = {
        people.of[step.case]
        for step in snapshot.steps
        if step.case in people.of and step.facts.get("need_type") == SGBV and step.on <= period.ends
    }
    survivors |= {case.person for case in snapshot.cases if SEXUAL & set(case.exploitation)}
    return [record for record in _given_records(snapshot, period, people) if record["person"] in survivors]


def handed_out(snapshot: Snapshot, period: Period) -> Records:
    """Items and cash in the period, with returns as negative numbers."""
    people = People(snapshot.cases)
    records: Records = []
    for each in snapshot.deliveries:
        about = people.about(each.case)
        if about is None or each.category not in HANDED_OUT or each.on not in period or each.mistaken:
            continue
        number = each.quantity or (0 if each.comes_back else 1)
        records.append({**about, "item": each.service, "amount": each.value, "currency": each.currency, "n": number})
    return records


def goals_met(snapshot: Snapshot, period: Period) -> Records:
    """Each goal of the cases closed in the period, and whether it was met."""
    closed = {
        step.case
        for step in snapshot.steps
        if step.machine == PROCEDURE and step.to_state == CLOSED and step.on in period
    }
    known = {case.id for case in snapshot.cases}
    return [
        {"service_category": goal.category, "met": goal.met is True}
        for goal in snapshot.goals
        if goal.case in closed and goal.case in known
    ]


def list_returned(snapshot: Snapshot, period: Period) -> Records:
    """Persons whose arrival after a return was confirmed in the period."""
    people = People(snapshot.cases)
    records: Records = []
    for step in snapshot.steps:
        arrived = step.machine == PROCEDURE and (step.from_state, step.to_state) == (TRAVELLING, AFTER)
        about = people.about(step.case)
        if arrived and about is not None and step.on in period:
            records.append(about)
    return records


RECIPES = {
    "A-01": Recipe(
        frozenset({"cases", "steps", "deliveries"}),
        list_assisted,
        Measure.PERSONS,
        frozenset({"sex", "age_group", "nationality_group", "exploitation", "service_category", "governorate"}),
        hides=True,
    ),
    "A-02": Recipe(
        frozenset({"cases", "deliveries"}), handed_out, Measure.MONEY, frozenset({"item", "sex"}), hides=True
    ),
    "A-03": Recipe(
        frozenset({"cases", "steps", "goals"}), goals_met, Measure.SHARE, frozenset({"service_category"}), hides=True
    ),
    "A-04": Recipe(frozenset({"cases", "steps"}), list_returned, Measure.PERSONS, frozenset({"sex"}), hides=True),
    "W-02": Recipe(
        frozenset({"cases", "steps", "deliveries"}),
        survivors_helped,
        Measure.PERSONS,
        frozenset({"sex", "age_group", "governorate"}),
        hides=True,
        notes=(
            _("Survivors are known by the need that was recorded, or by sexual exploitation or a forced marriage."),
        ),
    ),
}
