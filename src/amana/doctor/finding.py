"""One control: its light, what was seen, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

GREEN, AMBER, RED = "green", "amber", "red"
_ORDER = (GREEN, AMBER, RED)


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy` is empty where nothing is to be done."""

    control: str
    light: str
    seen: str
    remedy: str = ""


def worst(findings: Iterable[Finding]) -> str:
    """Returns the light that decides; green where there is nothing to judge."""
    return max((each.light for each in findings), key=_ORDER.index, default=GREEN)


def good(control: str, seen: str) -> Finding:
    """Returns a finding that needs nothing."""
    return Finding(control, GREEN, seen)


def format_age(age: timedelta) -> str:
    """Returns an age in the largest unit that is precise enough.

    >>> spoken(timedelta(days=3, hours=2)), spoken(timedelta(seconds=90)), spoken(timedelta(hours=1))
    ('3 days', '1 minute', '1 hour')
    """
    seconds = max(0, int(age.total_seconds()))
    for size, name in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size:
            number = seconds // size
            return f"{number} {name}" + ("s" if number > 1 else "")
    return "less than a minute"
