"""What is true about steps, clocks and files: pure statements."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta

CONFIRM_WITHIN = timedelta(hours=24)
# Whoever works in a file by consent moves nothing in it, except a lawyer, who records what courts and her client decide,
# and a judge, who enters the decision of the court.
RECORD_BY_CONSENT = frozenset({"legal_counsel", "investigative_judge"})
MAX_FILE_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Paper:
    """A decision that came on paper: its day, the authority, its number, and the scan as bytes."""

    decided_on: date
    authority: str
    number: str
    scan: bytes
    scan_name: str = ""


@dataclass(frozen=True)
class Word:
    """What the person said: the day, and the witness (a worker's id) or the method (a code of the pack)."""

    said_on: date
    method: str
    witness: str = ""


def may_record(records: Set[str], roles: Set[str]) -> bool:
    """Whether one of the actor's roles may enter the step."""
    return bool(records & roles)


def decides_in_person(decided_by: str, roles: Set[str]) -> bool:
    """Whether the one who decides is the one who records: nobody has to confirm what a person did herself."""
    return decided_by in roles


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


# Finding a person ---------------------------------------------------------------------------------

LOOK_UPS_PER_HOUR = 30  # of one person; a busy desk registers fewer people than that
SEARCHES_PER_HOUR = 120
MOST_CANDIDATES = 5
SHOWN_FROM = 0.05  # probability from which a file is shown to somebody who is asking her
PROPOSED_FROM = 0.5  # probability from which two files are shown to a supervisor
type Pair[T] = tuple[T, T]


def group_of[T](one: T, same: Iterable[Pair[T]]) -> frozenset[T]:
    """Everything that is linked with `one`, over however many links; `one` too.

    >>> sorted(group_of(1, [(1, 2), (2, 3), (4, 5)]))
    [1, 2, 3]
    """
    pairs, group, grown = list(same), {one}, 0
    while len(group) > grown:
        grown = len(group)
        group |= {each for pair in pairs if group & set(pair) for each in pair}
    return frozenset(group)


def told_apart[T](one: T, other: T, same: Iterable[Pair[T]], different: Iterable[Pair[T]]) -> Pair[T] | None:
    """A pair that a supervisor told apart and that linking `one` with `other` would join; None where there is none.

    >>> told_apart(1, 3, same=[(1, 2)], different=[(2, 3)])
    (2, 3)
    """
    joined = group_of(one, [*same, (one, other)])
    return next((pair for pair in different if set(pair) <= joined), None)
