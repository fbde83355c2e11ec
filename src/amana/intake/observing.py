"""The observation card of the pack: its questions, the signs of the country, whom to call, the card that is offered."""

from collections.abc import Sequence
from dataclasses import dataclass

from amana.countrypacks import pack
from amana.countrypacks.queries import is_confirmed
from amana.countrypacks.values import Option
from amana.intake.pack_sections import HOTLINES, SCREENING, Hotline
from amana.intake.rules.observing import CardQuestion

CONTEXT_SIGN = "context_sign"
# How a sign came that somebody wrote on the card: an entry of the pack's list of channels.
CHANNEL = "in_person"


@dataclass(frozen=True)
class ContactCard:
    """What the person is offered, in one language. `checked` is false for a translation that nobody has read yet."""

    language: str
    title: str
    lines: tuple[str, ...]
    call: str
    danger: str
    checked: bool


def questions() -> tuple[CardQuestion, ...]:
    """The questions of the card in their order."""
    said = SCREENING.of(pack()).entry.card.questions
    return tuple(CardQuestion(name, each.observation or "", each.about or "") for name, each in said.items())


def country_signs() -> tuple[Option, ...]:
    """The signs of this country that no question of the card asks for already."""
    asked = {each.observation for each in questions()}
    return tuple(
        Option(name, item.label)
        for name, item in SCREENING.of(pack()).entry.indicators.items()
        if item.dimension == CONTEXT_SIGN and name not in asked
    )


def lines_at(place: str) -> list[Hotline]:
    """The telephone lines that are answered at a place, emergencies first; all of the country where no place is named."""
    country = pack()
    territory = country.territory_of(place) if place else ""
    found = [line for line in HOTLINES.of(country).values() if not territory or line.territory == territory]
    return sorted(found, key=lambda line: (not line.emergency, not line.day_and_night))


def sure_lines_at(place: str) -> list[Hotline]:
    """Those among the lines at a place that may stand on a paper that is given away: confirmed by pack or instance.

    Where no place is named, only those for emergencies: a number that nobody answers there would be worse than none.
    """
    sure = [line for name, line in HOTLINES.of(pack()).items() if is_confirmed(f"hotlines.{name}")]
    return [line for line in lines_at(place) if line in sure and (place or line.emergency)]


def contact_languages() -> Sequence[tuple[str, str]]:
    """Code and name of the languages in which the pack has a contact card, those of the pages first."""
    country = pack()
    spoken = {option.id: str(option.label) for option in country.lists["language"]}
    codes = dict.fromkeys([*country.languages, *SCREENING.of(country).entry.card.contact_in])
    return [(code, spoken.get(code, code)) for code in codes]


def contact_card(language: str) -> ContactCard:
    """The contact card in this language, or in the first language of the pack where it has none."""
    country = pack()
    cards = SCREENING.of(country).entry.card
    card, more = cards.contact, cards.contact_in.get(language)
    if more is not None:
        return ContactCard(language, more.title, more.lines, more.call, more.danger, more.confidence == "confirmed")
    shown = language if language in country.languages else country.languages[0]
    return ContactCard(
        shown,
        card.title.text(shown),
        tuple(line.text(shown) for line in card.lines),
        card.call.text(shown),
        card.danger.text(shown),
        checked=True,
    )
