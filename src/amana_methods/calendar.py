# SPDX-License-Identifier: Apache-2.0
"""Hours, days, working days, months and ages, counted the same way everywhere.

Weekends and holidays are arguments, because they are facts of a country. A moment is timezone-aware; a date is the date
where the person is. Explained in docs/understand/calendar.md.
"""

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

__all__ = [
    "Month",
    "Period",
    "PeriodError",
    "add_days",
    "add_hours",
    "add_months",
    "add_working_days",
    "age_on",
    "age_range_on",
    "band_of",
    "count_days",
    "is_working_day",
    "months_between",
    "period",
]

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


class PeriodError(ValueError):
    """A period cannot be counted in whole months; `nearest` holds the nearest texts that can, the closest first.

    `field` is "from", "to" or "period".
    """

    def __init__(self, field: str, given: str, nearest: tuple[str, ...] = ()) -> None:
        self.field = field
        self.given = given
        self.nearest = nearest
        super().__init__(
            f"{field}: '{given}' is not a whole month" + (f"; nearest: {', '.join(nearest)}" * bool(nearest))
        )


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A month of a year, written as in ISO 8601: 2018-01."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1 <= self.year <= 9999):
            raise ValueError(f"{self.year}-{self.month} is not a month")

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"

    @classmethod
    def parse(cls, text: str) -> "Month":
        """Parses an ISO text such as 2018-01. Raises ValueError for anything else."""
        found = _MONTH.fullmatch(text)
        if found is None:
            raise ValueError(f"'{text}' is not a month like 2018-01")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        """Returns the month that contains a day."""
        return cls(day.year, day.month)

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def plus(self, months: int) -> "Month":
        """Returns the month so many months later, or earlier when negative."""
        years, month = divmod(self.month - 1 + months, 12)
        return Month(self.year + years, month + 1)

    def since(self, other: "Month") -> int:
        """Returns how many months are between `other` and this one."""
        return (self.year - other.year) * 12 + self.month - other.month


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months from `first` to `last`, both included. Raises PeriodError when `last` is before `first`."""

    first: Month
    last: Month

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise PeriodError("period", str(self), (f"{self.last}/{self.first}",))

    def __str__(self) -> str:
        return f"{self.first}/{self.last}"

    @property
    def starts(self) -> date:
        return self.first.first_day

    @property
    def ends(self) -> date:
        """Returns the last day that belongs to the period."""
        return self.last.last_day

    def __contains__(self, day: date) -> bool:
        return self.first <= Month.of(day) <= self.last

    def __iter__(self) -> Iterator[Month]:
        return (self.first.plus(number) for number in range(len(self)))

    def __len__(self) -> int:
        return self.last.since(self.first) + 1

    @classmethod
    def year(cls, year: int, *, first_month: int = 1) -> "Period":
        """Returns the twelve months of a reporting year that begins with `first_month` of `year`."""
        first = Month(year, first_month)
        return cls(first, first.plus(11))

    @classmethod
    def quarter(cls, year: int, quarter: int, *, first_month: int = 1) -> "Period":
        """Returns quarter 1 to 4 of the reporting year that begins with `first_month` of `year`."""
        if not 1 <= quarter <= 4:
            raise ValueError(f"{quarter} is not a quarter")
        first = Month(year, first_month).plus(3 * (quarter - 1))
        return cls(first, first.plus(2))


def period(first: str, last: str) -> Period:
    """Returns the period from `first` to `last`, both included, given as months or as the days that begin and end them.

    Raises PeriodError, with the nearest months, for another date.

    >>> str(period("2018-01", "2019-07")), str(period("2018-01-01", "2019-07-31"))
    ('2018-01/2019-07', '2018-01/2019-07')
    """
    return Period(_month_from("from", first), _month_from("to", last))


def _month_from(field: str, text: str) -> Month:
    if _MONTH.fullmatch(text):
        try:
            return Month.parse(text)
        except ValueError as error:
            raise PeriodError(field, text) from error
    found = _DAY.fullmatch(text)
    if found is None:
        raise PeriodError(field, text)
    try:
        day = date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as error:
        raise PeriodError(field, text) from error
    month = Month.of(day)
    if day == (month.first_day if field == "from" else month.last_day):
        return month
    if field == "from":
        nearest = sorted((month, month.plus(1)), key=lambda near: abs(near.first_day - day))
    else:
        nearest = sorted((month.plus(-1), month), key=lambda near: abs(near.last_day - day))
    raise PeriodError(field, text, tuple(str(near) for near in nearest))


def add_hours(moment: datetime, hours: float) -> datetime:
    """Returns the moment so many hours later, through nights, weekends, holidays and changes of the clock.

    `moment` is timezone-aware and the result is in the same zone. Raises ValueError for a naive moment.
    """
    if moment.tzinfo is None:
        raise ValueError("the moment has no time zone")
    return (moment.astimezone(UTC) + timedelta(hours=hours)).astimezone(moment.tzinfo)


def add_days[Day: date](day: Day, days: int) -> Day:
    """Returns the same time of day so many calendar days later. Works for dates and for moments in local time."""
    return day + timedelta(days=days)


def is_working_day(day: date, *, weekend: Set[int], holidays: Collection[date] = ()) -> bool:
    """Whether offices are open. `weekend` holds weekdays from 0 (Monday) to 6 (Sunday)."""
    return day.weekday() not in weekend and date(day.year, day.month, day.day) not in holidays


def add_working_days[Day: date](day: Day, days: int, *, weekend: Set[int], holidays: Collection[date] = ()) -> Day:
    """The working day that is the `days`-th after `day`; `day` itself never counts, and 0 leaves it as it is.

    For a moment, pass it in local time; the time of day is kept. Raises ValueError for negative days or a weekend of
    seven days.

    >>> add_working_days(date(2026, 3, 5), 1, weekend={4, 5})  # Thursday; Friday and Saturday are free
    datetime.date(2026, 3, 8)
    """
    if days < 0 or set(range(7)) <= weekend:
        raise ValueError("working days are counted forward, in a week that has some")
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day, weekend=weekend, holidays=holidays)
    return day


def add_months[Day: date](day: Day, months: int) -> Day:
    """The same day so many months later, or the last day of that month when it is shorter.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    month = Month.of(day).plus(months)
    return day.replace(year=month.year, month=month.month, day=min(day.day, month.last_day.day))


def months_between(earlier: date, later: date) -> int:
    """Returns how many whole months have passed; negative when `later` is before `earlier`."""
    if later < earlier:
        return -months_between(later, earlier)
    months = Month.of(later).since(Month.of(earlier))
    return months if add_months(earlier, months) <= later else months - 1


def count_days(first: date, last: date, *, without: Iterable[tuple[date, date]] = ()) -> int:
    """Counts the calendar days from `first` to `last`, both included, minus the days in any range of `without`.

    A day in several ranges is subtracted once. 0 when `last` is before `first`. With `first` the day after papers ran
    out and `last` the day of leaving, these are the days of overstay.
    """
    days = max(0, (last - first).days + 1)
    taken, covered_to = 0, first - timedelta(days=1)
    for start, end in sorted(without):
        start, end = max(start, covered_to + timedelta(days=1)), min(end, last)
        if start <= end:
            taken += (end - start).days + 1
            covered_to = end
    return days - taken


def age_on(born: date, day: date) -> int:
    """Returns the age in completed years. Someone born on 29 February is a year older on 1 March of a common year.

    Raises ValueError when `day` is before the birth.
    """
    if day < born:
        raise ValueError("the day lies before the birth")
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_range_on(born: date | Month | int, day: date) -> tuple[int, int]:
    """The youngest and the oldest the person can be, when the birth is known to the day, the month or the year.

    >>> age_range_on(2008, date(2026, 3, 1))
    (17, 18)
    """
    if isinstance(born, date):
        first = last = born
    elif isinstance(born, Month):
        first, last = born.first_day, born.last_day
    else:
        first, last = date(born, 1, 1), date(born, 12, 31)
    return age_on(min(last, day), day), age_on(first, day)


def band_of(age_years: int, bands: Mapping[str, tuple[int, int | None]]) -> str:
    """Returns the name of the band that contains the age; limits are included, and None means no upper limit.

    Raises ValueError when no band, or more than one, contains it.

    >>> band_of(17, {"under_18": (0, 17), "adult": (18, None)})
    'under_18'
    """
    found = [name for name, (low, high) in bands.items() if low <= age_years and (high is None or age_years <= high)]
    if len(found) != 1:
        raise ValueError(f"{age_years} years lie in {len(found)} of the bands {', '.join(bands)}")
    return found[0]
