"""What is true about steps, clocks and files: pure statements."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

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


# Finding a person ---------------------------------------------------------------------------------

LOOK_UPS_PER_HOUR = 30  # of one person; a busy desk registers fewer people than that
SEARCHES_PER_HOUR = 120
MOST_CANDIDATES = 5
SHOWN_FROM = 0.05  # probability from which a file is shown to somebody who is asking her
PROPOSED_FROM = 0.5  # probability from which two files are shown to a supervisor
type Pair[T] = tuple[T, T]

# Fields that tell one person from another; sex, nationality and governorate are shared by too many.
IDENTIFYING = frozenset({"names", "birth", "document", "phone", "mother", "origin"})


@dataclass(frozen=True)
class Evidence:
    """What a comparison of two files found, by field: the same, the same in part, different; all else was not compared."""

    agree: frozenset[str] = frozenset()
    in_part: frozenset[str] = frozenset()
    against: frozenset[str] = frozenset()

    @property
    def compared(self) -> frozenset[str]:
        """The identifying fields that both files state and that say something."""
        return (self.agree | self.in_part | self.against) & IDENTIFYING


@dataclass(frozen=True)
class Likelihood:
    """A word for how likely two files are one person's, and the least that has to be there before it is used.

    `probability` is the model's. `compared` and `agreeing` count identifying fields. `whole` asks that nothing agrees
    only in part, and that nothing speaks against it.
    """

    word: str
    probability: float
    compared: int
    agreeing: int
    whole: bool


# The strongest first. A model that saw few fields is as sure as its few fields: the words are not.
LIKELIHOODS = (
    Likelihood("very_likely", 0.95, compared=4, agreeing=4, whole=True),
    Likelihood("likely", PROPOSED_FROM, compared=2, agreeing=1, whole=False),
    Likelihood("possible", SHOWN_FROM, compared=0, agreeing=0, whole=False),
    Likelihood("unlikely", 0.0, compared=0, agreeing=0, whole=False),
)


def likelihood_of(probability: float, evidence: Evidence, words: Sequence[Likelihood] = LIKELIHOODS) -> str:
    """The strongest word that the model's probability and the compared fields allow.

    Source: docs/understand/finding-a-person.md, "Words for likelihood".

    >>> same = Evidence(agree=frozenset({"names", "birth", "document", "phone"}))
    >>> likelihood_of(0.999, same)
    'very_likely'
    >>> likelihood_of(0.999, Evidence(agree=frozenset({"names", "birth"})))
    'likely'
    >>> likelihood_of(0.999, Evidence(same.agree, in_part=frozenset({"mother"})))
    'likely'
    """
    for each in words:
        agreeing = len(evidence.agree & IDENTIFYING)
        if (
            probability >= each.probability
            and len(evidence.compared) >= each.compared
            and agreeing >= each.agreeing
            and not (each.whole and (evidence.in_part or evidence.against))
        ):
            return each.word
    return words[-1].word


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


GROUND: Final = "break_glass"
