"""What is true about a consent: pure statements."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

CONFIRM_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class Term:
    """From when and until when a consent holds; `ends` or `withdrawn` empty means not so."""

    given: datetime
    ends: datetime | None
    withdrawn: datetime | None


def is_live(term: Term, at: datetime) -> bool:
    """Whether the consent opens a door at this moment. The end itself is shut.

    >>> from datetime import UTC
    >>> day = lambda d: datetime(2026, 3, d, tzinfo=UTC)
    >>> is_live(Term(day(1), day(10), None), day(9)), is_live(Term(day(1), day(10), None), day(10))
    (True, False)
    """
    return term.given <= at and term.withdrawn is None and (term.ends is None or at < term.ends)


def not_agreed(wanted: Set[str], agreed: Set[str]) -> list[str]:
    """What is wanted and was not agreed to, sorted."""
    return sorted(wanted - agreed)
