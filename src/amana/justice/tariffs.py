"""Tariffs, and what overstay costs by one. Pure arithmetic; an amount is advice until the authority assessed it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from amana.countrypacks.schema import Confidence, Entry, I18n, Names, Sourced, Words


class Amounts(Entry):
    base: int | None = None
    daily: int | None = None
    cap: int | None = None
    min: int | None = None
    max: int | None = None
    confidence: Confidence
    source: Words | None = None
    note: Words | None = None


class Tariff(Sourced):
    """What a day of overstay costs at a place and time, as published."""

    name: I18n
    territory: Words
    type: Literal["base_plus_daily_capped", "daily", "range_discretionary", "consequence"]
    currency: Words | None = None
    amounts: Mapping[str, Amounts] = {}
    grace_days: int = 0
    exit_visa_first_days: int | None = None
    exit_visa_later_days: int | None = None
    depends_on: Names = ()
    consequences: Names = ()


@dataclass(frozen=True, slots=True)
class Estimate:
    """The result of a tariff: an `amount`, or the range `least` to `most`, or nothing that can be calculated."""

    currency: str | None
    amount: int | None
    least: int | None
    most: int | None


def fine(tariff: Tariff, days: int, currency: str | None = None) -> Estimate:
    """Returns the fine for this many calendar days of overstay, in `currency` (else the one that was published).

    A discretionary range gives its ends and no amount; a mere consequence gives nothing. Raises ValueError for negative
    days, KeyError for a currency the tariff lacks.
    """
    if days < 0:
        raise ValueError("days of overstay cannot be negative")
    if tariff.type == "consequence":
        return Estimate(None, None, None, None)
    chosen = currency or tariff.currency or ""
    amounts = tariff.amounts[chosen]
    if tariff.type == "range_discretionary":
        return Estimate(chosen, None, amounts.min, amounts.max)
    return Estimate(chosen, _compute_amount(tariff, amounts, days), None, None)


def _compute_amount(tariff: Tariff, amounts: Amounts, days: int) -> int:
    if days <= tariff.grace_days:
        return 0
    daily = amounts.daily or 0
    total = (amounts.base or 0) + daily * (days - 1) if tariff.type == "base_plus_daily_capped" else daily * days
    return total if amounts.cap is None else min(amounts.cap, total)


def in_force(tariffs: Mapping[str, Tariff], territory: str, on: date) -> dict[str, Tariff]:
    """Returns the tariffs of the territory whose dates cover the day; one without a start is older than every day."""
    return {
        key: tariff
        for key, tariff in tariffs.items()
        if tariff.territory == territory
        and (tariff.valid_from is None or tariff.valid_from <= on)
        and (tariff.valid_to is None or on <= tariff.valid_to)
    }


def overstay_days(valid_until: date, until: date) -> int:
    """Counts calendar days of overstay: from the day after `valid_until` to `until`, both included; 0 when there are none."""
    return max(0, (until - valid_until).days)


def overstay_days_within(valid_until: date, until: date, periods: Iterable[tuple[date, date]]) -> int:
    """Counts days of the overstay within one of the periods (first and last day included), each day once."""
    first = valid_until + timedelta(days=1)
    days: set[date] = set()
    for start, end in periods:
        day, last = max(start, first), min(end, until)
        while day <= last:
            days.add(day)
            day += timedelta(days=1)
    return len(days)
