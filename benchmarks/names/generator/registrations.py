"""What a desk writes of a person: one row, and the kinds of variation that went into it."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.names.generator import dates, organisations, slips
from benchmarks.names.generator.lexicon import ARABIC, LATIN, SORANI
from benchmarks.names.generator.organisations import Organisation
from benchmarks.names.generator.people import Person
from benchmarks.names.generator.places import governorate as anywhere

COLUMNS = (
    "record_id", "name", "sex", "birth_date", "birth_precision", "nationality", "phone", "document_no", "governorate",
    "organisation", "registered_on", "mother_name", "place_of_origin",
)  # fmt: skip
SLIP = 0.03  # of the parts of a name
NATIONALITIES = ("IQ", "SY", "IR", "BD", "ET", "PH", "GH", "NG", "NP", "ID", "UG", "LK", "PK", "IN")
MANY = ((1, 0.5), (2, 0.3), (3, 0.15), (4, 0.05))  # registrations of a person


@dataclass(slots=True)
class Registration:
    """One row without its id: the values in the order of COLUMNS after `record_id`, and the truth about them."""

    values: tuple[str, ...]
    person: Person
    script: str
    tags: tuple[str, ...]


def how_many(chance: random.Random) -> int:
    """Registrations of one person, one to four."""
    mark = chance.random()
    for count, share in MANY:
        mark -= share
        if mark < 0:
            return count
    return 1


class Desk:
    """Writes registrations; the same seed and the same people give the same rows."""

    def __init__(self, seed: int, purpose: str = "registrations") -> None:
        self.seed = seed
        self.chance = random.Random(f"{seed}:{purpose}")  # noqa: S311

    def registrations(self, person: Person) -> list[Registration]:
        """All registrations of a person over the years."""
        first = date(2015, 1, 1) + timedelta(days=self.chance.randrange(4000))
        return [self.register(person, first, again) for again in range(how_many(self.chance))]

    def register(self, person: Person, first: date, again: int) -> Registration:
        """One registration; `again` counts those before it."""
        chance = self.chance
        when = min(first + timedelta(days=int(again * chance.expovariate(1 / 260))), dates.EPOCH)
        place = person.governorate if chance.random() < 0.75 else anywhere(person.population.code, chance)
        desk = organisations.meets(place, person.population.nationality != "IQ", chance)
        script = desk.script(chance)
        shown = chance.random() < desk.shown
        tags: list[str] = [] if shown else ["told, not shown"]
        keyboard = slips.Keyboard(script, chance)
        name = self._name(person, desk, script, shown, keyboard, tags)
        birth, precision, told = dates.written(person.birth, person.knows_day, shown, chance)
        if told:
            tags.append(told)
        values = (
            name, self._sex(person, tags), birth, precision, self._nationality(person, tags), self._phone(person, again),
            self._document(person, desk, shown), "" if chance.random() < 0.03 else place, desk.code, when.isoformat(),
            self._mother(person, desk, script, keyboard), self._origin(person, desk, script, keyboard),
        )  # fmt: skip
        return Registration(values, person, script, tuple(tags))

    # -- names ---------------------------------------------------------------------------------------------------------

    def _name(
        self, person: Person, desk: Organisation, script: str, shown: bool, keyboard: slips.Keyboard, tags: list[str]
    ) -> str:
        chance = self.chance
        roles = self._roles(person, desk, tags)
        words: list[str] = []
        for role in roles:
            if role == "given" and person.alias[1] is not None and chance.random() < 0.4:
                words.append(self._alias(person, script, tags))
                continue
            words.append(self._part(person, role, script, shown, tags))
        words = self._dressed(person, roles, words, script, tags)
        words = [keyboard.typed(word, script, chance) if script != LATIN else word for word in words]
        for at, word in enumerate(words):
            if chance.random() < SLIP:
                words[at] = slips.slip(word, script, chance)
                tags.append("slip")
        text = " ".join(word for word in words if word)
        if script == LATIN and chance.random() < desk.upper:
            tags.append("upper case")
            text = text.upper()
        return text

    def _roles(self, person: Person, desk: Organisation, tags: list[str]) -> list[str]:
        """Which of her names are written, and in which order."""
        chance, parts = self.chance, person.parts
        chain = person.population.chain
        mark = chance.random()
        short, middle, _ = desk.chain
        size = 0 if mark < short else 1 if mark < short + middle else 2
        if chain == "chain":
            full = chance.random()
            roles = (
                ["given", "father" if full < 0.6 else "family"] if size == 0
                else ["given", "father", "grandfather" if full < 0.5 else "family"] if size == 1
                else ["given", "father", "grandfather", "family"]
            )  # fmt: skip
        elif chain == "patronym":
            roles = ["given", "father", "grandfather"] if size == 2 else ["given", "father"]
        elif chain == "philippine":
            family = "maiden" if person.sex == "f" and chance.random() < 0.15 else "family"
            if family == "maiden":
                tags.append("maiden name")
            roles = [
                "given",
                *(["second"] if "second" in parts and size else []),
                *(["middle"] if size == 2 else []),
                family,
            ]
        elif chain == "single":
            roles = ["given", *(["second"] if "second" in parts and size else []), *(["family"] if size == 2 else [])]
        else:
            roles = ["given", *(["second"] if "second" in parts and size == 2 else []), "family"]
            if chain == "given-family" and person.population.style == "persian" and size == 2 and chance.random() < 0.4:
                roles.insert(-1, "father")
            if chain == "family-given":
                roles = [roles[-1], *roles[:-1]] if chance.random() < 0.5 else roles
        if size == 0:
            tags.append("short chain")
        if len(roles) > 1 and chance.random() < desk.family_first:
            tags.append("family first")
            roles = [roles[-1], *roles[:-1]]
        return roles

    def _part(self, person: Person, role: str, script: str, shown: bool, tags: list[str]) -> str:
        chance = self.chance
        if shown and (script == LATIN or person.parts[role].arabic):
            word = person.in_papers(role, script, self.seed, chance)
        else:
            word = person.parts[role].spelling(script, self.seed, chance)
        if person.parts[role].article and chance.random() < 0.2:
            bare = word.removeprefix("ال").removeprefix("ئەل")
            if script == LATIN and word[:2].lower() in ("al", "el"):
                bare = word[2:].lstrip("- ").title()
            if bare != word and len(bare) > 2:
                tags.append("article dropped")
                return bare
        return word

    def _alias(self, person: Person, script: str, tags: list[str]) -> str:
        kind, name = person.alias
        tags.append(kind)
        assert name is not None
        word = name.spelling(script, self.seed, self.chance)
        if kind == "kunya":
            mother = person.sex == "f"
            prefix = {
                ARABIC: "أم" if mother else "أبو",
                SORANI: "دایکی" if mother else "باوکی",
                LATIN: "Um" if mother else "Abu",
            }
            return f"{prefix[script]} {word}"
        return word

    def _dressed(self, person: Person, roles: list[str], words: list[str], script: str, tags: list[str]) -> list[str]:
        """Titles, initials, bin and bint."""
        chance = self.chance
        if person.title and chance.random() < 0.6:
            tags.append("title")
            if script == LATIN:
                words = [person.title + ("." if chance.random() < 0.3 else ""), *words]
            elif person.title in ("Md", "Muhammad"):
                words = ["محمد" if script == ARABIC else "محەمەد", *words]
        if person.initials and script == LATIN and chance.random() < 0.7:
            tags.append("initials")
            words = [person.initials, *words]
        if person.population.chain == "chain" and len(roles) > 1 and roles[1] == "father" and chance.random() < 0.04:
            tags.append("bin or bint")
            link = {
                ARABIC: "بنت" if person.sex == "f" else "بن",
                SORANI: "کچی" if person.sex == "f" else "کوڕی",
                LATIN: "bint" if person.sex == "f" else "bin",
            }
            words = [words[0], link[script], *words[1:]]
        return words

    # -- the other fields ----------------------------------------------------------------------------------------------

    def _sex(self, person: Person, tags: list[str]) -> str:
        mark = self.chance.random()
        if mark < 0.01:
            return ""
        if mark < 0.015:
            tags.append("sex wrong")
            return "m" if person.sex == "f" else "f"
        return person.sex

    def _nationality(self, person: Person, tags: list[str]) -> str:
        mark = self.chance.random()
        if mark < 0.02:
            return ""
        if mark < 0.03:
            tags.append("nationality wrong")
            return self.chance.choice(NATIONALITIES)
        return person.population.nationality

    def _phone(self, person: Person, again: int) -> str:
        chance = self.chance
        if person.shared_phone and chance.random() < 0.65:
            return person.shared_phone
        if person.phone and again and chance.random() < 0.3:
            person.phone = person.phone[:5] + "".join(chance.choice("0123456789") for _ in range(9))
        if not person.phone or chance.random() < 0.42:
            return ""
        if chance.random() < 0.02:
            at = chance.randrange(5, 14)
            return person.phone[:at] + chance.choice("0123456789") + person.phone[at + 1 :]
        return person.phone

    def _document(self, person: Person, desk: Organisation, shown: bool) -> str:
        chance = self.chance
        if not person.documents or chance.random() > (0.62 if shown else 0.22) * desk.fields:
            return ""
        if chance.random() < 0.12:
            number = person.documents[-1]
            person.documents.append(number[:-7] + "".join(chance.choice("0123456789") for _ in range(7)))
        number = person.documents[-1]
        if chance.random() < 0.03:
            at = chance.randrange(2, len(number))
            number = number[:at] + chance.choice("0123456789") + number[at + 1 :]
        return number

    def _mother(self, person: Person, desk: Organisation, script: str, keyboard: slips.Keyboard) -> str:
        share = 0.35 if person.population.chain == "chain" else 0.15
        if self.chance.random() >= share * desk.fields:
            return ""
        word = person.parts["mother"].spelling(script, self.seed, self.chance)
        return keyboard.typed(word, script, self.chance) if script != LATIN else word

    def _origin(self, person: Person, desk: Organisation, script: str, keyboard: slips.Keyboard) -> str:
        if self.chance.random() >= 0.5 * desk.fields:
            return ""
        word = person.town.spelling(script, self.seed, self.chance)
        return keyboard.typed(word, script, self.chance) if script != LATIN else word
