"""The people a release is about: each person of an indicator once, with coded facts and nothing else."""

from collections.abc import Sequence
from typing import Any

from amana.reporting.indicators import ANSWERED, Measure
from amana.reporting.tables import People, Snapshot
from amana_methods.calendar import Period

CODED_ALONE = ("age_band", "means_of_control", "sector", "population_group", "country_of_exploitation")


def counts_people(indicator: str) -> bool:
    """Whether an indicator counts people whose facts are coded, so that a release can be made of it."""
    recipe = ANSWERED.get(indicator)
    return recipe is not None and recipe.measure is Measure.PERSONS and recipe.hides and "cases" in recipe.needs


def people_in(indicator: str, snapshot: Snapshot, period: Period, *, without_opted_out: bool) -> list[dict[str, Any]]:
    """Returns one entry for each person: a tuple of codes by family, in the order of the person's random id.

    Those who do not want to be in data releases are left out of rows about single people; totals count everybody.
    """
    people = People(snapshot.cases)
    counted = {record["person"] for record in ANSWERED[indicator].records(snapshot, period)}
    out = people.opted_out if without_opted_out else set()
    return [_coded_facts(people, person) for person in sorted(counted - out, key=str)]


def _coded_facts(people: People, person: Any) -> dict[str, Any]:
    case = people.case_of(person)
    about = {
        "year": (str(people.begun[person].year),),
        "sex": _one(case.sex),
        "age_group": _one(case.age_group),
        "nationality": tuple(sorted(case.nationality)),
        "exploitation": case.exploitation,
        "governorate": _one(case.governorate),
        "territory": _one(case.territory),
    }
    return about | {name: case.further.get(name, ()) for name in CODED_ALONE}


def _one(code: str) -> tuple[str, ...]:
    return (code,) if code else ()


def years_of(period: Period) -> Sequence[int]:
    """Returns the years that the months touch."""
    return range(period.starts.year, period.ends.year + 1)
