"""Who may record a step, who decides it in person, on paper or by word, and by when it is confirmed. Pure functions."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta

CONFIRM_WITHIN = timedelta(hours=24)

# Whoever works in a file by consent moves nothing in it, except a lawyer, who records what courts and her client decide,
# and a judge, who enters the decision of the court.
RECORD_BY_CONSENT = frozenset({"legal_counsel", "investigative_judge"})


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


def decides_in_person(decided_by: str, roles: Set[str]) -> bool:
    """Whether the one who decides is the one who records: nobody has to confirm what a person did herself."""
    return decided_by in roles
