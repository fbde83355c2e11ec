"""Dates of birth as desks write them: known to the day, to the year, guessed, turned round or mistyped."""

import random
from datetime import date, timedelta

DAY, MONTH, YEAR, ESTIMATED = "day", "month", "year", "estimated"
EPOCH = date(2026, 1, 1)


def born(women_worker: bool, chance: random.Random) -> date:
    """A birth date: mostly young, a fifth of them children or older."""
    mark = chance.random()
    if mark < 0.13 and not women_worker:
        age = chance.uniform(4, 17)
    elif mark < 0.85:
        age = chance.triangular(16, 42, 24)
    else:
        age = chance.uniform(35, 66)
    return EPOCH - timedelta(days=int(age * 365.25))


def written(birth: date, knows_day: bool, seen: bool, chance: random.Random) -> tuple[str, str, str]:
    """The date as one desk writes it, its precision, and a word for how it differs from the truth ('' if not).

    `seen`: copied from a paper, so nearly always right where the person has a day at all. ISO, shortened to what is
    known: 1994-03-12, 1994-03, 1994, or nothing.
    """
    mark = chance.random()
    if mark < 0.03:
        return "", "", "date missing"
    if knows_day:
        if mark < (0.93 if seen else 0.7):
            return birth.isoformat(), DAY, ""
        return _slipped(birth, chance)
    if mark < 0.16:
        return birth.isoformat(), DAY, ""
    if mark < 0.21:
        return f"{birth:%Y-%m}", MONTH, "date to the month"
    if mark < 0.4:
        return f"{birth:%Y}", YEAR, "date to the year"
    guess = birth.year + _guess(chance)
    told = "" if guess == birth.year else "date guessed"
    if mark < 0.68:
        return f"{guess}-01-01", DAY if chance.random() < 0.7 else YEAR, told or "first of January"
    if mark < 0.74:
        return f"{guess}-07-01", DAY if chance.random() < 0.7 else YEAR, told or "first of July"
    return f"{guess}", ESTIMATED, told


def _guess(chance: random.Random) -> int:
    """Years beside the truth, at most five, small ones more often."""
    return max(-5, min(5, round(chance.gauss(0, 1.8))))


def _slipped(birth: date, chance: random.Random) -> tuple[str, str, str]:
    mark = chance.random()
    if mark < 0.2:
        if birth.day <= 12 and birth.day != birth.month:
            return date(birth.year, birth.day, birth.month).isoformat(), DAY, "day and month swapped"
        return birth.isoformat(), DAY, ""
    if mark < 0.4:
        return _mistyped(birth, chance).isoformat(), DAY, "wrong digit"
    if mark < 0.52:
        return (
            date(birth.year + chance.choice((-10, -2, -1, 1, 2, 10)), birth.month, min(birth.day, 28)).isoformat(),
            DAY,
            "wrong year",
        )
    if mark < 0.66:
        return f"{birth:%Y-%m}", MONTH, "date to the month"
    if mark < 0.84:
        return f"{birth:%Y}", YEAR, "date to the year"
    return f"{birth.year}-01-01", DAY, "first of January"


def _mistyped(birth: date, chance: random.Random) -> date:
    """Another possible date with one digit changed."""
    text = f"{birth:%Y%m%d}"
    while True:
        at = chance.choice((3, 5, 6, 7, 7))
        other = text[:at] + chance.choice("0123456789") + text[at + 1 :]
        if other != text:
            try:
                return date(int(other[:4]), int(other[4:6]), int(other[6:]))
            except ValueError:
                continue
