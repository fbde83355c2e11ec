"""When something is due: a length of the pack, added to a moment."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from amana.countrypacks.schema import Deadline
from amana.countrypacks.values import Pack
from amana_methods.calendar import add_working_days

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def weekend_of(pack: Pack) -> frozenset[int]:
    """Returns the weekdays on which offices are closed, from 0 (Monday) to 6 (Sunday)."""
    return frozenset(WEEKDAYS.index(day) for day in pack.weekend)


def length_of(deadline: Deadline, circumstances: Mapping[str, str]) -> tuple[int, str]:
    """Returns how long, and in which unit; the first variant that fits the circumstances (`urgency`, `exit_visa`) wins."""
    for variant in deadline.variants:
        wanted = variant.when.model_dump(exclude_none=True)
        if wanted and all(circumstances.get(name) == value for name, value in wanted.items()):
            return variant.value, variant.unit
    return deadline.value, deadline.unit


def due_at(
    deadline: Deadline,
    start: datetime,
    pack: Pack,
    circumstances: Mapping[str, str] | None = None,
    holidays: Collection[date] = (),
) -> datetime:
    """Returns the moment after which it is late.

    `start` is timezone-aware. Hours run through nights and holidays. Days are those of the pack's time zone, at the
    same time of day; working days leave out its week-end and the holidays given.
    """
    value, unit = length_of(deadline, circumstances or {})
    if unit == "hour":
        return start + timedelta(hours=value)
    local = start.astimezone(ZoneInfo(pack.timezone))
    if unit == "day":
        return local + timedelta(days=value)
    last = add_working_days(local.date(), value, weekend=weekend_of(pack), holidays=frozenset(holidays))
    return local.replace(year=last.year, month=last.month, day=last.day)
