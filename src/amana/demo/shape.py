"""The shape of the programme of January 2018 to July 2019: who the fictional people are, and nothing about commands.

Shares follow what the Counter-Trafficking Data Collaborative published about victims exploited in Iraq. They are turned
into whole persons by largest remainder, and distributed by a fixed seed: every demo world has the same people.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from amana.demo.names import NAMES, name_of

ASSISTED = 108
BEGAN, ENDED = date(2018, 1, 4), date(2019, 7, 12)
SEED = 20190731

SEX = {"female": 98, "male": 10}
COUNTRY = {
    "KE": 21, "GH": 13, "ET": 10, "NG": 5, "UG": 5, "PH": 18, "ID": 10, "LK": 5, "BD": 5, "NP": 6, "UA": 2,
}  # fmt: skip
SECTOR = {"domestic_work": 84, "construction": 8, "manufacturing": 3, "entertainment": 4, "hospitality": 1}
AGE_BAND = {"9_17": 2, "18_20": 7, "21_23": 9, "24_26": 20, "27_29": 22, "30_38": 31, "39_47": 9}
YEARS = {
    "9_17": (15, 17), "18_20": (18, 20), "21_23": (21, 23), "24_26": (24, 26), "27_29": (27, 29), "30_38": (30, 38),
    "39_47": (39, 45),
}  # fmt: skip
SEXUAL, LABOUR = 9, 96  # percent of all; who is in both was exploited in both ways
MEANS = {
    "withholds_documents": 80,
    "restricts_financial_access": 79,
    "restricts_movement": 79,
    "restricts_medical_care": 79,
    "withholds_necessities": 79,
    "excessive_working_hours": 75,
}
GOVERNORATE = {
    "IQG11": 34, "IQG06": 17, "IQG09": 10, "HALABJA": 1, "IQG08": 20, "IQG02": 7, "IQG13": 3, "IQG15": 3, "IQG04": 3,
    "IQG12": 2,
}  # fmt: skip
OF_THE_HAWA_CENTRE = frozenset({"IQG11", "IQG06", "IQG09", "HALABJA"})


@dataclass(frozen=True)
class Life:
    """A fictional person. `months` is how long the exploitation lasted; `sign_on` the day on which a sign came."""

    name: str
    sex: str
    age_years: int
    age_band: str
    country: str
    language: str
    exploitation: tuple[str, ...]
    sector: str
    means: tuple[str, ...]
    governorate: str
    months: int
    sign_on: date
    number: int
    born: date | None = None

    @property
    def birthday(self) -> date:
        """Returns the day she was born: as given, or one that fits her age."""
        return self.born or date(
            self.sign_on.year - self.age_years - 1, 1 + self.number * 5 % 12, 2 + self.number * 7 % 27
        )

    @property
    def age_group(self) -> str:
        """Returns the age group that figures use."""
        return "under_18" if self.age_years < 18 else "18_25" if self.age_years < 26 else "26_59"


def whole(total: int, shares: Mapping[str, float]) -> dict[str, int]:
    """Distributes `total` by largest remainder, so that the parts add up.

    >>> whole(108, {"female": 98, "male": 10})
    {'female': 98, 'male': 10}
    >>> whole(7, {"a": 50, "b": 30, "c": 20})
    {'a': 4, 'b': 2, 'c': 1}
    """
    exact = {name: total * share / sum(shares.values()) for name, share in shares.items()}
    parts = {name: int(value) for name, value in exact.items()}
    by_rest = sorted(exact, key=lambda name: parts[name] - exact[name])
    for name in by_rest[: total - sum(parts.values())]:
        parts[name] += 1
    return parts


def _distribute(chance: Random, total: int, shares: Mapping[str, float]) -> list[str]:
    cards = [name for name, count in whole(total, shares).items() for _ in range(count)]
    chance.shuffle(cards)
    return cards


def _some(chance: Random, total: int, percent: float) -> set[int]:
    return set(chance.sample(range(total), round(total * percent / 100)))


def list_assisted(total: int = ASSISTED) -> list[Life]:
    """Returns the people whom the programme assisted, in the order in which their signs were recorded."""
    chance = Random(SEED)  # noqa: S311  (the same world for everybody, not a secret)
    sexes = _distribute(chance, total, SEX)
    sectors = _sectors(chance, sexes)
    bands, countries = _distribute(chance, total, AGE_BAND), _distribute(chance, total, COUNTRY)
    places = _distribute(chance, total, GOVERNORATE)
    has = {name: _some(chance, total, percent) for name, percent in MEANS.items()}
    exploited = _kinds_of_exploitation(chance, sexes, sectors)
    count: dict[tuple[str, str], int] = {}
    lives = []
    for number, (sex, country, band) in enumerate(zip(sexes, countries, bands, strict=True)):
        nth = count[country, sex] = count.get((country, sex), -1) + 1
        lives.append(
            Life(
                name=name_of(country, sex, nth),
                sex=sex,
                age_years=chance.randint(*YEARS[band]),
                age_band=band,
                country=country,
                language=NAMES[country].language,
                exploitation=exploited[number],
                sector=sectors[number],
                means=tuple(name for name, whom in has.items() if number in whom),
                governorate=places[number],
                months=chance.randint(12, 24),
                sign_on=_day(number, total, lambda part: part**0.8),
                number=number,
            )
        )
    return lives


def _sectors(chance: Random, sexes: list[str]) -> list[str]:
    """Distributes building sites and factories first to the men, homes and bars to the women."""
    cards = _distribute(chance, len(sexes), SECTOR)
    cards.sort(key=lambda sector: {"construction": 0, "manufacturing": 1}.get(sector, 2))
    men = iter([number for number, sex in enumerate(sexes) if sex == "male"])
    women = [number for number, sex in enumerate(sexes) if sex == "female"]
    chance.shuffle(women)
    order = [*men, *women]
    found = dict(zip(order, cards, strict=True))
    return [found[number] for number in range(len(sexes))]


def _kinds_of_exploitation(chance: Random, sexes: list[str], sectors: list[str]) -> list[tuple[str, ...]]:
    """Forced labour for nearly all; sexual exploitation for some women, alone for those who were kept in bars."""
    total = len(sexes)
    only_sexual = total - round(total * LABOUR / 100)
    women = [number for number, sex in enumerate(sexes) if sex == "female"]
    chance.shuffle(women)
    women.sort(key=lambda number: sectors[number] != "entertainment")
    sexual = women[: round(total * SEXUAL / 100)]
    alone = set(sexual[:only_sexual])
    return [
        ("prostitution_of_others",)
        if number in alone
        else ("forced_labour", "prostitution_of_others")
        if number in sexual
        else ("forced_labour",)
        for number in range(total)
    ]


def _day(number: int, total: int, bend: Callable[[float], float]) -> date:
    """Returns a day; the programme grew, so later months have more people than the first ones."""
    return BEGAN + timedelta(days=round((ENDED - BEGAN).days * bend((number + 0.5) / total)))


def others(kind: str, total: int) -> list[Life]:
    """Returns people who do not count as assisted victims: `kind` says why, and gives them other names and days."""
    chance = Random(f"{SEED}{kind}")  # noqa: S311
    lives = []
    for number in range(total):
        country = chance.choice(["IQ", "SY", "IR", "IQ"] if kind == "other_protection" else ["ET", "NG", "UG", "BD"])
        band = chance.choice(["21_23", "27_29", "30_38"])
        lives.append(
            Life(
                name=name_of(country, "female", 3 + number * 2),
                sex="female",
                age_years=chance.randint(*YEARS[band]),
                age_band=band,
                country=country,
                language=NAMES[country].language,
                exploitation=("forced_labour",),
                sector="domestic_work",
                means=("withholds_documents",),
                governorate=("IQG11", "IQG06", "IQG08")[number % 3],
                months=chance.randint(3, 12),
                sign_on=_day(number, total, lambda part: part),
                number=number,
            )
        )
    return lives
