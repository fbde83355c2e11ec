# SPDX-License-Identifier: Apache-2.0
"""The age that counts is the age while she was exploited; where it may be under age, she is a child."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from amana_methods.screening.expressions import RuleError
from amana_methods.screening.rules import RuleSet

__all__ = ["AgeDuring", "When", "age_during"]

type When = date | str | tuple[date | str, date | str]
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class AgeDuring:
    """The age in whole years when the exploitation began (`youngest` to `oldest`), and the profiles' groups of age.

    `groups` holds child, adult, or both where it began under age and continued beyond it: both periods are considered.
    `certain` says whether anything else was possible. `open` names what would have to be known: age, born,
    exploited_from. An age nobody knows is None.
    """

    youngest: int | None
    oldest: int | None
    groups: tuple[str, ...]
    certain: bool
    open: tuple[str, ...] = ()

    @property
    def child(self) -> bool:
        """Whether she is treated as a child."""
        return "child" in self.groups


def age_during(
    rule_set: RuleSet,
    *,
    born: When | None = None,
    exploited_from: When | None = None,
    exploited_to: When | None = None,
    today: date,
    disputed: bool = False,
) -> AgeDuring:
    """Returns the age that chooses the profiles.

    A date may be as precise as it is known: a day, "2008-03", "2008", or a pair from the earliest to the latest. Where
    any of the dates makes her under age, or the age is disputed, or nobody knows when she was born, she is a child.
    Without a beginning of the exploitation her age today is taken, and `open` says so. Raises RuleError for an
    impossible date, or an end before the beginning. Source: rules `profile_selection.age_threshold` and `age_at`;
    principle P4.
    """
    threshold = rule_set.profile_age_threshold
    if born is None:
        return AgeDuring(None, None, ("child",), certain=False, open=("born",))
    first_born, last_born = _range(born, "born")
    began_first, began_last = _range(exploited_from, "exploited_from") if exploited_from is not None else (today, today)
    ended = _range(exploited_to, "exploited_to")[1] if exploited_to is not None else None
    if ended is not None and ended < began_first:
        raise RuleError("exploited_to: it ended before it began")
    if began_last < first_born:
        raise RuleError("exploited_from: it began before the birth")
    youngest = max(0, _years(last_born, began_first))
    oldest = _years(first_born, began_last)
    missing = () if exploited_from is not None else ("exploited_from",)
    if disputed:
        return AgeDuring(youngest, oldest, ("child",), certain=False, open=("age",))
    if youngest >= threshold:
        return AgeDuring(youngest, oldest, ("adult",), certain=exploited_from is not None, open=missing)
    if oldest >= threshold:
        return AgeDuring(youngest, oldest, ("child",), certain=False, open=("age", *missing))
    grew_up = ended is not None and _years(first_born, ended) >= threshold
    groups = ("child", "adult") if grew_up else ("child",)
    return AgeDuring(youngest, oldest, groups, certain=True, open=missing)


def _range(when: When, name: str) -> tuple[date, date]:
    if isinstance(when, tuple):
        first, last = _range(when[0], name)[0], _range(when[1], name)[1]
        if last < first:
            raise RuleError(f"{name}: the latest day lies before the earliest")
        return first, last
    if isinstance(when, date):
        return when, when
    found = _PARTIAL.fullmatch(when)
    if found is None:
        raise RuleError(f"{name}: '{when}' is not a year, a month like 2008-03, or a day like 2008-03-21")
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        if month is None:
            return date(year or 0, 1, 1), date(year or 0, 12, 31)
        if day is None:
            return date(year or 0, month, 1), date(year or 0, month, calendar.monthrange(year or 0, month)[1])
        return date(year or 0, month, day), date(year or 0, month, day)
    except ValueError as wrong:
        raise RuleError(f"{name}: '{when}' is not a day of the calendar") from wrong


def _years(born: date, day: date) -> int:
    """Returns whole years between two days; a birthday on 29 February is kept on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
