"""The fifteen populations: how many they are, which names they bear, and how a full name is put together."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from benchmarks.names.generator import lexicon, sounds, writing
from benchmarks.names.generator.lexicon import Name, Pool

INVENTED = 0.2  # share of family names that stand in no list
MEN, WOMEN, FAMILIES = 130, 90, 150  # the commonest names of a country, as many as these
SLOPE = 1.0  # of the Zipf law where no source counts


@dataclass(frozen=True, slots=True)
class Population:
    """A group of people with one way of naming.

    `women` is the share of women, `chain` how names are built (see `people.full_name`), `titles` what may stand before
    or after a name in Latin papers, `documents` the share of people with a passport or card number.
    """

    code: str
    share: float
    nationality: str
    women: float
    chain: str
    style: str
    given: Callable[[str], Pool[Name]]
    family: Callable[[], Pool[Name]]
    documents: float
    places: str
    titles: tuple[str, ...] = ()


def _latin(country: str, slope: float = SLOPE) -> tuple[Callable[[str], Pool[Name]], Callable[[], Pool[Name]]]:
    return (lambda sex: lexicon.latin(country, sex, slope)), (lambda: lexicon.latin(country, "s", slope))


def _arab(country: str) -> Callable[[str], Pool[Name]]:
    return lambda sex: lexicon.arabic(country, "m", MEN) if sex == "m" else lexicon.arabic("AR", "f", WOMEN, SLOPE)


def _kurdish(sex: str) -> Pool[Name]:
    """Half of Kurdish given names are Kurdish, the others are the common Arabic ones."""
    return _mixed(sex)


_MIXED: dict[str, Pool[Name]] = {}


def _mixed(sex: str) -> Pool[Name]:
    if sex not in _MIXED:
        own, shared = lexicon.kurdish(sex, SLOPE), _arab("IQ")(sex)
        names, weights = [], []
        for pool, share in ((own, 0.62), (shared, 0.38)):
            marks = pool.weights
            names += pool.things
            weights += [share * w / pool.total for w in marks]
        _MIXED[sex] = Pool(names, weights)
    return _MIXED[sex]


_BD, _PH, _GH, _NG = _latin("BD"), _latin("PH"), _latin("GH"), _latin("NG")
_NP, _ID, _UG, _LK, _IN = _latin("NP"), _latin("ID"), _latin("UG"), _latin("LK"), _latin("IN")

POPULATIONS: tuple[Population, ...] = (
    Population("iraqi-arab", 0.24, "IQ", 0.68, "chain", "arabic", _arab("IQ"), lambda: lexicon.arabic("IQ", "s", FAMILIES), 0.25, "IQ"),
    Population("kurd", 0.12, "IQ", 0.68, "chain", "kurdish", _kurdish, lambda: lexicon.kurdish("s", SLOPE), 0.25, "KR"),
    Population("yezidi", 0.03, "IQ", 0.75, "chain", "kurdish", _kurdish, lambda: lexicon.kurdish("y", SLOPE), 0.2, "SJ"),
    Population("syrian", 0.09, "SY", 0.66, "chain", "arabic", _arab("SY"), lambda: lexicon.arabic("SY", "s", FAMILIES), 0.2, "SY"),
    Population("iranian", 0.07, "IR", 0.6, "given-family", "persian", lambda s: lexicon.arabic("IR", s, MEN),
               lambda: lexicon.arabic("IR", "s", FAMILIES), 0.2, "IR"),
    Population("bangladeshi", 0.08, "BD", 0.55, "bangla", "latin", *_BD, 0.3, "BD", ("Md", "Mst", "Mosammat", "Most")),
    Population("ethiopian", 0.08, "ET", 0.85, "patronym", "latin", lexicon.ethiopian, lambda: lexicon.ethiopian("m"), 0.25, "ET"),
    Population("filipino", 0.07, "PH", 0.85, "philippine", "latin", *_PH, 0.4, "PH"),
    Population("ghanaian", 0.04, "GH", 0.75, "given-family", "latin", *_GH, 0.25, "GH"),
    Population("nigerian", 0.04, "NG", 0.75, "given-family", "latin", *_NG, 0.25, "NG"),
    Population("nepali", 0.04, "NP", 0.75, "given-family", "latin", *_NP, 0.3, "NP"),
    Population("indonesian", 0.04, "ID", 0.9, "single", "latin", *_ID, 0.35, "ID"),
    Population("ugandan", 0.02, "UG", 0.85, "family-given", "latin", *_UG, 0.25, "UG"),
    Population("sri-lankan", 0.02, "LK", 0.8, "initials", "latin", *_LK, 0.3, "LK"),
    Population("pakistani", 0.01, "PK", 0.4, "given-family", "persian", lambda s: lexicon.arabic("PK", s, MEN),
               lambda: lexicon.arabic("PK", "s", FAMILIES), 0.25, "PK", ("Muhammad", "Syed")),
    Population("indian", 0.01, "IN", 0.5, "given-family", "latin", *_IN, 0.3, "IN"),
)  # fmt: skip
# Kurds and Yezidi families are one population of the fifteen; they differ in their family names only.
BY_CODE = {p.code: p for p in POPULATIONS}
DRAWN = Pool(list(POPULATIONS), [p.share for p in POPULATIONS])


class Families:
    """Family names of one register: listed ones, and a fifth that this seed made up."""

    def __init__(self, seed: int, people: int) -> None:
        self.seed = seed
        self.people = people
        self._made: dict[tuple[str, int], Name] = {}

    def draw(self, population: Population, chance: random.Random) -> Name:
        """A family name; invented ones are shared by about four people of the population, some by many more."""
        if population.chain == "patronym" or chance.random() >= INVENTED:
            return population.family().draw(chance)
        kinds = max(10, int(self.people * population.share * INVENTED / 4))
        number = int(kinds ** chance.random()) if chance.random() < 0.25 else chance.randrange(kinds)
        key = (population.code, number)
        if key not in self._made:
            self._made[key] = self._invented(population, number)
        return self._made[key]

    def _invented(self, population: Population, number: int) -> Name:
        chance = random.Random(f"{self.seed}:family:{population.code}:{number}")  # noqa: S311
        if population.style == "latin":
            pool = population.family().things
            head, tail = chance.choice(pool).text.split()[-1], chance.choice(pool).text.split()[-1].lower()
            return lexicon.foreign(head[: max(2, len(head) // 2)] + tail[len(tail) // 2 :])
        heard = sounds.invented(population.style, chance)
        article = population.style == "arabic" and chance.random() < 0.6
        text = writing.letters(heard)
        if population.style == "kurdish":
            return Name(f"{text}:{number}", "kurdish", (heard,))
        return replace_name(Name(f"{text}:{number}", population.style, (heard,), text, (), article))


def replace_name(name: Name) -> Name:
    """The invented name with its article written."""
    return replace(name, arabic="ال" + name.arabic) if name.article else name
