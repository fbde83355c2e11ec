# SPDX-License-Identifier: Apache-2.0
"""Dates as people give them: in the habits of two calendars, half missing, or guessed."""

import re
from typing import NamedTuple

from amana_methods.names import fold

__all__ = ["PRECISIONS", "Birth", "ordinal_of", "read_birth"]

DAY, MONTH, YEAR, DEFAULT, GUESSED, UNKNOWN = 5, 4, 3, 2, 1, 0

# Words of other registers, folded, for the four precisions.
PRECISIONS = {
    **dict.fromkeys(("day", "full", "exact", "date", "d", "يوم", "روژ"), DAY),
    **dict.fromkeys(("month", "m", "شهر", "مانگ"), MONTH),
    **dict.fromkeys(("year", "y", "سنه", "عام", "سال"), YEAR),
    **dict.fromkeys(
        ("guessed", "guess", "estimated", "estimate", "approximate", "about", "age", "تقديري", "خەملاندن"), GUESSED
    ),
    **dict.fromkeys(("unknown", "none", "missing", ""), UNKNOWN),
}
_ISO = re.compile(r"^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")
_DAY_FIRST = re.compile(r"^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$")
_YEAR_FIRST = re.compile(r"^(\d{4})[/.](\d{1,2})(?:[/.](\d{1,2}))?$")


class Birth(NamedTuple):
    """Year, month and day (0 where unknown) and the precision: 5 day, 4 month, 3 year, 2 a placeholder day,
    1 guessed, 0 unknown.
    """

    year: int = 0
    month: int = 0
    day: int = 0
    precision: int = UNKNOWN


def read_birth(text: str, precision: str = "") -> Birth:
    """Returns the date of birth in its parts. ValueError, with a sentence, for an invalid date.

    The first of January and of July are days that registers write when they know none: they are placeholders.

    >>> read_birth("٢٠٠١-٠٥-٠٩"), read_birth("1999", "guessed")
    (Birth(year=2001, month=5, day=9, precision=5), Birth(year=1999, month=0, day=0, precision=1))
    >>> read_birth("9/5/2001") == read_birth("2001-05-09")
    True
    """
    plain = fold(text).strip()
    if not plain or plain in PRECISIONS:
        return Birth()
    if found := _DAY_FIRST.match(plain):
        day, month, year = (int(each) for each in found.groups())
    elif found := _ISO.match(plain) if "-" in plain or plain.isdigit() else _YEAR_FIRST.match(plain):
        year, month, day = (int(each or 0) for each in found.groups())
    else:
        raise ValueError(f"“{text}” is no date; write 2001-05-09, 2001-05, 2001 or 9/5/2001")
    if not (1880 <= year <= 2100 and month <= 12 and day <= 31):
        raise ValueError(f"“{text}” is no date of birth")
    said = PRECISIONS.get(fold(precision).strip())
    if said is None:
        raise ValueError(f"“{precision}” is no precision; write day, month, year or guessed")
    by_form = DAY if day else MONTH if month else YEAR
    if said == UNKNOWN:
        said = by_form
    exact = min(said, by_form)
    if exact == DAY and (month, day) in ((1, 1), (7, 1)):
        exact = DEFAULT
    return Birth(year, month if exact >= MONTH else 0, day if exact >= DAY else 0, exact)


def ordinal_of(text: str) -> int:
    """Returns days since the year 0, roughly, of a registration date; 0 when it is not given."""
    birth = read_birth(text.split("T")[0].split(" ")[0], "day") if text.strip() else Birth()
    return birth.year * 372 + birth.month * 31 + birth.day if birth.year else 0
