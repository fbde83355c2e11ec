"""What is true of a case: its number, who may record, when a clock is due, days without contact, the size of a file.

Pure functions.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

MAX_FILE_BYTES = 10 * 1024 * 1024


def may_record(records: Set[str], roles: Set[str]) -> bool:
    """Whether one of the actor's roles may enter the step."""
    return bool(records & roles)


def due_after(start: datetime, value: int, unit: str, weekend: Set[int] = frozenset({4, 5})) -> datetime:
    """The moment `value` hours, days or working days after `start`.

    Hours and days run through nights and holidays. Working days leave out `weekend` (0 is Monday; Friday and
    Saturday unless the pack says otherwise). Raises ValueError for another unit.

    >>> from datetime import UTC
    >>> thursday = datetime(2026, 3, 5, 9, tzinfo=UTC)
    >>> due_after(thursday, 1, "working_day").isoformat()
    '2026-03-08T09:00:00+00:00'
    """
    if unit == "hour":
        return start + timedelta(hours=value)
    if unit == "day":
        return start + timedelta(days=value)
    if unit != "working_day":
        raise ValueError(unit)
    moment, left = start, value
    while left:
        moment += timedelta(days=1)
        if moment.weekday() not in weekend:
            left -= 1
    return moment


def case_number(prefix: str, year: int, value: int) -> str:
    """A case number: country, year, six digits.

    >>> case_number("IQ", 2026, 108)
    'IQ-2026-000108'
    """
    return f"{prefix}-{year}-{value:06d}"


# Children, and contact that was lost --------------------------------------------------------------


def is_adult(facts: Mapping[str, Any], child_groups: Set[str]) -> bool:
    """Whether the record says that the person is an adult; an age that is not known, or a child flag, says no.

    `child_groups` are the codes of an age below eighteen. Source: `children.groups` of the country pack.

    >>> groups = {"under_18", "9_17"}
    >>> is_adult({"age_group": "26_59"}, groups), is_adult({"age_group": "26_59", "child_flag": "yes"}, groups)
    (True, False)
    >>> is_adult({"age_band": "9_17"}, groups), is_adult({}, groups), is_adult({"child_flag": "no"}, groups)
    (False, False, True)
    """
    if facts.get("child_flag") in ("yes", "unknown"):
        return False
    ages = {facts[name] for name in ("age_group", "age_band") if facts.get(name) not in (None, "", "unknown")}
    if ages & child_groups:
        return False
    return bool(ages) or facts.get("child_flag") == "no"


@dataclass(frozen=True)
class Attempt:
    """An attempt to reach a person: its day, whether it was safe, and whether it succeeded."""

    on: date
    safe: bool
    reached: bool


def days_without_contact(attempts: Iterable[Attempt]) -> int:
    """On how many days somebody tried safely and in vain since the person was last reached.

    A day on which the person was reached ends what was counted before it, and counts for nothing itself.

    >>> day = date(2026, 3, 1)
    >>> days_without_contact([Attempt(day, True, False), Attempt(day, True, False)])
    1
    >>> days_without_contact([Attempt(day, True, False), Attempt(date(2026, 3, 4), True, True)])
    0
    """
    known = list(attempts)
    last = max((each.on for each in known if each.reached), default=date.min)
    return len({each.on for each in known if each.safe and not each.reached and each.on > last})


GROUND: Final = "break_glass"
