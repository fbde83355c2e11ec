"""What an answer to a consent still lacks (a witness, an interpreter), by when it is confirmed, and whether it holds.

Pure functions.
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

CONFIRM_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Asking:
    """How somebody was asked, as far as it decides whether the answer is complete; empty means not said."""

    language: str
    how: str
    has_interpreter: bool
    has_witness: bool


def lacks(asking: Asking, *, needs_witness: Set[str], spoken: Set[str]) -> str:
    """Returns what an answer still lacks: "language", "how", "witness" or "interpreter"; empty when nothing.

    `needs_witness` are ways of answering that count only with a witness, `spoken` languages in which the words to read aloud
    exist. In any other language somebody has to have interpreted.

    >>> lacks(Asking("ti", "written", False, False), needs_witness={"oral"}, spoken={"am"})
    'interpreter'
    >>> lacks(Asking("am", "oral", False, False), needs_witness={"oral"}, spoken={"am"})
    'witness'
    """
    if not asking.language or not asking.how:
        return "how" if asking.language else "language"
    if asking.how in needs_witness and not asking.has_witness:
        return "witness"
    return "" if asking.language in spoken or asking.has_interpreter else "interpreter"


@dataclass(frozen=True)
class Term:
    """From when and until when a consent holds; `ends` or `withdrawn` empty means not so."""

    given: datetime
    ends: datetime | None
    withdrawn: datetime | None


def is_live(term: Term, at: datetime) -> bool:
    """Whether the consent is valid at this moment. The end itself is excluded.

    >>> from datetime import UTC
    >>> day = lambda d: datetime(2026, 3, d, tzinfo=UTC)
    >>> is_live(Term(day(1), day(10), None), day(9)), is_live(Term(day(1), day(10), None), day(10))
    (True, False)
    """
    return term.given <= at and term.withdrawn is None and (term.ends is None or at < term.ends)


def not_agreed(wanted: Set[str], agreed: Set[str]) -> list[str]:
    """Returns what is wanted and was not agreed to, sorted."""
    return sorted(wanted - agreed)
