"""The people of a register: their true names, dates and numbers, and the hard groups among them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from benchmarks.names.generator import dates, places
from benchmarks.names.generator.lexicon import Name, Pool
from benchmarks.names.generator.populations import DRAWN, Families, Population

HARD = 0.10  # share of groups that are twins, siblings, grandchildren or homonyms
ALIAS = 0.06
PHONE_OWN = 0.36
PHONE_SHARED = 0.09
KINDS = Pool(["twins", "siblings", "grandchild", "homonyms"], [0.2, 0.35, 0.15, 0.3])


@dataclass(slots=True)
class Person:
    """Somebody as she is; what desks write of her is made in `registrations`.

    `parts` are her names by role (given, second, father, grandfather, family, maiden, mother); `papers` the spelling of
    each in the papers she carries, by script; `kind` is `plain` or the hard group she belongs to.
    """

    id: str
    kind: str
    population: Population
    sex: str
    birth: date
    parts: dict[str, Name]
    knows_day: bool
    governorate: str
    town: Name
    documents: list[str]
    phone: str
    shared_phone: str
    title: str = ""
    alias: tuple[str, Name | None] = ("", None)
    initials: str = ""
    papers: dict[tuple[str, str], str] = field(default_factory=dict)

    def in_papers(self, role: str, script: str, seed: int, chance: random.Random) -> str:
        """The spelling of a part in her papers of that script, the same each time."""
        key = (role, script)
        if key not in self.papers:
            self.papers[key] = self.parts[role].spelling(script, seed, chance)
        return self.papers[key]


class People:
    """A stream of people, reproducible by its seed; `size` is how many are expected (it sets how rare invented names are)."""

    def __init__(self, seed: int, size: int, purpose: str = "people") -> None:
        self.seed = seed
        self.families = Families(seed, size)
        self._chance = random.Random(f"{seed}:{purpose}")  # noqa: S311 (made-up people, not a key)
        self._purpose = purpose
        self._count = 0
        self._shared = [self._number() for _ in range(max(3, size // 150))]

    def __iter__(self) -> Iterator[Person]:
        while True:
            yield from self._group()

    def _group(self) -> list[Person]:
        first = self._person()
        if self._chance.random() >= HARD:
            return [first]
        kind = first.kind = KINDS.draw(self._chance)
        return [first, self._other(first, kind)]

    def _number(self) -> str:
        return "+9647" + "".join(self._chance.choice("0123456789") for _ in range(9))

    def _id(self) -> str:
        self._count += 1
        return f"{self._purpose[0]}{self._count:07d}"

    def _person(self) -> Person:
        chance = self._chance
        population = DRAWN.draw(chance)
        sex = "f" if chance.random() < population.women else "m"
        foreign = population.nationality not in ("IQ", "SY", "IR")
        person = Person(
            self._id(), "plain", population, sex, dates.born(foreign, chance), self._parts(population, sex),
            chance.random() < (0.46 if foreign else 0.38), places.governorate(population.code, chance),
            places.TOWNS[population.places].draw(chance), [], "", "",
        )  # fmt: skip
        self._numbers(person)
        if population.titles and chance.random() < 0.4:
            men = population.titles[:1] if population.chain == "bangla" else population.titles
            person.title = chance.choice(men if sex == "m" else population.titles[1:] or population.titles)
        if population.chain == "initials" and chance.random() < 0.5:
            person.initials = (
                ". ".join(chance.choice("ABCDGHJKLMNPRSTUW") for _ in range(chance.choice((1, 2, 2, 3)))) + "."
            )
        if chance.random() < ALIAS:
            person.alias = self._alias(person)
        return person

    def _numbers(self, person: Person) -> None:
        """Papers and phones of her own."""
        chance = self._chance
        person.documents = []
        if chance.random() < person.population.documents * 1.45:
            letters = (
                "A" if person.population.nationality == "IQ" else chance.choice("ABEGHKNP") + chance.choice("ABEGHKNP")
            )
            person.documents = [letters + "".join(chance.choice("0123456789") for _ in range(9 - len(letters)))]
        person.phone = self._number() if chance.random() < PHONE_OWN else ""
        person.shared_phone = chance.choice(self._shared) if chance.random() < PHONE_SHARED else ""

    def _parts(self, population: Population, sex: str) -> dict[str, Name]:
        chance, men, own = self._chance, population.given("m"), population.given(sex)
        parts = {"given": own.draw(chance), "father": men.draw(chance), "grandfather": men.draw(chance)}
        parts["family"] = self.families.draw(population, chance)
        parts["mother"] = population.given("f").draw(chance)
        if population.chain in ("philippine", "given-family", "single", "family-given") and chance.random() < 0.4:
            parts["second"] = own.draw(chance)
        if population.chain == "philippine":
            parts["maiden"] = self.families.draw(population, chance)
            parts["middle"] = self.families.draw(population, chance)
        return parts

    def _alias(self, person: Person) -> tuple[str, Name | None]:
        """Another name she goes by: a kunya among Arabs and Kurds, else another given name."""
        chance = self._chance
        if person.population.chain == "chain" and chance.random() < 0.5:
            return "kunya", person.population.given("m").draw(chance)
        return "other name", person.population.given(person.sex).draw(chance)

    def _other(self, first: Person, kind: str) -> Person:
        """The second of a hard group: the same names but for what tells the two apart."""
        chance = self._chance
        other = replace(first, id=self._id(), kind=kind, parts=dict(first.parts), papers={}, alias=("", None))
        population = first.population
        if kind == "twins":
            self._regiven(other, first)
        elif kind == "siblings":
            other.sex = "f" if chance.random() < 0.6 else "m"
            self._regiven(other, first)
            other.birth = first.birth + timedelta(days=chance.choice((-1, 1)) * chance.randrange(330, 2600))
        elif kind == "grandchild":
            other.birth = first.birth + timedelta(days=chance.randrange(14000, 19500))
            if other.birth > dates.EPOCH:
                other.birth, first.birth = first.birth, first.birth - timedelta(days=chance.randrange(14000, 19500))
            other.parts |= {"father": population.given("m").draw(chance), "grandfather": first.parts["given"] if first.sex == "m"
                            else population.given("m").draw(chance), "mother": population.given("f").draw(chance)}  # fmt: skip
        else:
            other.birth = first.birth + timedelta(days=chance.randrange(-700, 700))
            other.parts |= {
                "grandfather": population.given("m").draw(chance),
                "mother": population.given("f").draw(chance),
            }
            if chance.random() < 0.5:
                other.town = places.TOWNS[population.places].draw(chance)
                other.governorate = places.governorate(population.code, chance)
        self._numbers(other)
        if kind in ("twins", "siblings") and first.phone and chance.random() < 0.3:
            other.phone = first.phone
        return other

    def _regiven(self, other: Person, first: Person) -> None:
        pool = other.population.given(other.sex)
        while other.parts["given"] is first.parts["given"]:
            other.parts["given"] = pool.draw(self._chance)
