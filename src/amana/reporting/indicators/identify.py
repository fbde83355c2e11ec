"""Identification: from a sign to a presumption and a formal decision."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from amana.reporting.indicators.recipe import Measure, Recipe, Records
from amana.reporting.tables import People, Snapshot, Step
from amana_methods.calendar import Period

PROCEDURE, IDENTIFICATION = "procedure", "identification"
PRESUMED, IDENTIFIED, OTHER_PROTECTION = "presumed", "identified", "other_protection"
COMMUNITY = frozenset({"in_person", "phone", "hotline", "public_page", "outreach"})


def on_identification(snapshot: Snapshot) -> list[Step]:
    """The steps of identification, in the order in which they happened."""
    rows = [each for each in snapshot.steps if each.machine == PROCEDURE and each.track == IDENTIFICATION]
    return sorted(rows, key=lambda each: each.at)


def first_day(steps: Iterable[Step], people: People, state: str) -> dict[UUID, tuple[date, UUID]]:
    """Returns by person the first day on which she reached this place, and in which case."""
    found: dict[UUID, tuple[date, UUID]] = {}
    for step in steps:
        person = people.of.get(step.case)
        if person is not None and step.to_state == state and person not in found:
            found[person] = (step.on, step.case)
    return found


def victims_by(snapshot: Snapshot, people: People, last_day: date) -> set[UUID]:
    """Persons presumed or formally identified by the end of that day, who are not in other protection then."""
    reached: dict[UUID, bool] = {}
    stands: dict[UUID, str] = {}
    for step in on_identification(snapshot):
        if step.on <= last_day and step.case in people.of:
            stands[step.case] = step.to_state
            reached[step.case] = reached.get(step.case, False) or step.to_state in (PRESUMED, IDENTIFIED)
    return {people.of[case] for case, was in reached.items() if was and stands[case] != OTHER_PROTECTION}


def list_screened(snapshot: Snapshot, period: Period) -> Records:
    """Persons whose screening was finished in the period, at the latest one."""
    people = People(snapshot.cases)
    latest: dict[UUID, dict[str, object]] = {}
    for each in sorted(snapshot.interviews, key=lambda row: row.ended_at):
        about = people.about(each.case)
        if about is not None and each.ended_on in period:
            latest[people.of[each.case]] = {**about, "profile": each.profile}
    return list(latest.values())


def _first(snapshot: Snapshot, period: Period, state: str) -> Records:
    people = People(snapshot.cases)
    days = first_day(on_identification(snapshot), people, state)
    return [{**(people.about(case) or {}), "on": on} for on, case in days.values() if on in period]


def list_presumed(snapshot: Snapshot, period: Period) -> Records:
    """Persons first presumed in the period, regardless of later decisions."""
    return _first(snapshot, period, PRESUMED)


def list_identified(snapshot: Snapshot, period: Period) -> Records:
    """Persons first identified formally in the period, by the day of the decision."""
    return _first(snapshot, period, IDENTIFIED)


def days_to_presumption(snapshot: Snapshot, period: Period) -> Records:
    """Days from the first sign to the presumption."""
    people = People(snapshot.cases)
    days = first_day(on_identification(snapshot), people, PRESUMED)
    return [
        {**(people.about(case) or {}), "days": max(0, (on - people.begun[person]).days)}
        for person, (on, case) in days.items()
        if on in period
    ]


def community_signs(snapshot: Snapshot, period: Period) -> Records:
    """Signs from the community in the period that led to a screening."""
    people = People(snapshot.cases)
    records: Records = []
    for sign in snapshot.signs:
        about = people.about(sign.case)
        if about is not None and sign.on in period and sign.channel in COMMUNITY and sign.screened:
            records.append({**about, "channel": sign.channel})
    return records


_WHO = frozenset({"sex", "age_group", "nationality_group", "exploitation", "governorate", "territory"})
_BASIS = frozenset({"cases", "steps"})

RECIPES = {
    "C-03": Recipe(
        frozenset({"cases", "signs"}),
        community_signs,
        Measure.EVENTS,
        frozenset({"channel", "governorate"}),
        hides=True,
        notes=(
            _("From the community: in person, by telephone or hotline, through the public page or at an activity."),
        ),
    ),
    "I-01": Recipe(frozenset({"cases", "interviews"}), list_screened, Measure.PERSONS, _WHO | {"profile"}, hides=True),
    "I-02": Recipe(_BASIS, list_presumed, Measure.PERSONS, _WHO, hides=True),
    "I-03": Recipe(_BASIS, list_identified, Measure.PERSONS, _WHO, hides=True),
    "I-04": Recipe(_BASIS, days_to_presumption, Measure.MEDIAN_DAYS, frozenset({"territory"}), hides=True),
}
