"""Reading the country pack for letters: names of places, the words in the letter's language, what is unconfirmed."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.utils import translation

from amana.countrypacks import dates, pack
from amana.countrypacks.queries import is_confirmed
from amana.countrypacks.values import Field, HandoverField, Value
from amana.justice.letters.compose import ONLY_WHEN_CONFIRMED
from amana.justice.letters.letter import Language
from amana.justice.pack_sections import WAIVER

LETTER, PROCEEDING = "fine_waiver", "justice"
FORMAL = "formal_identification"
# Steps of a proceeding, by their codes in the pack.
COMPLAINT, INVESTIGATION, CHARGES, TRIAL, JUDGMENT = "j1", "j2", "j3", "j4", "j5"
# Filled automatically, never typed: the case number, the consent, and what a tariff gives.
GIVEN = frozenset({"case_reference", "consent_id", "computed_gross_fine"})


def state_name(machine: str, state: str) -> str:
    """The place in the reader's language."""
    return str(pack().machine(machine).state(state).name)


def draft_fields() -> tuple[Field, ...]:
    """Returns the fields typed for a letter, in the order of the pack."""
    return tuple(field for field in WAIVER.of(pack()).fields if field.id not in GIVEN)


def letter_languages() -> list[Language]:
    """Returns the languages a letter can be written in: those of the pack that have a layout."""
    return [cast("Language", code) for code in pack().languages if code in ("ar", "ckb", "en")]


def day_in(language: str, day: date) -> str:
    """Formats the day as the letter writes it: 24 March 2026, with the language's names of months."""
    with translation.override(language):
        return dates.day(day)


def day_or_words(language: str, value: object) -> str:
    """Formats a day that is stored as 2026-03-24; returns anything else unchanged.

    >>> day_or_words("en", "EP1234567")
    'EP1234567'
    """
    with suppress(ValueError):
        return day_in(language, date.fromisoformat(str(value)))
    return str(value)


def money_in(language: str, amount: float) -> str:
    """Formats an amount in the country's money, with thousands separated."""
    country = pack()
    name = next(
        (o.label.text(language) for o in country.lists["currency"] if o.id == country.currency), country.currency
    )
    number = f"{amount:,.0f}" if amount == int(amount) else f"{amount:,.2f}"
    return f"{number} {name}"


def as_read(fields: Mapping[str, Any], language: str) -> dict[str, str]:
    """Formats the facts of a letter in its language: names of options, days, amounts."""
    read: dict[str, str] = {}
    for field in WAIVER.of(pack()).fields:
        value = fields.get(field.id)
        if value in (None, "", []) or isinstance(value, list):
            continue
        read[field.id] = _format_value(field, value, language)
    return read


def _format_value(field: Field, value: Any, language: str) -> str:
    if field.options:
        return next((option.label.text(language) for option in field.options if option.id == value), str(value))
    if field.kind == "date":
        with suppress(ValueError):
            return day_in(language, date.fromisoformat(str(value)))
    return money_in(language, float(value)) if field.kind == "money" else str(value)


@dataclass(frozen=True, slots=True)
class Unsure:
    """An unconfirmed value of the pack that the letter would quote; `blocks` is whether the letter has to wait for it."""

    value: Value
    words: str
    blocks: bool


def addressee_name(territory: str, language: str = "en") -> str:
    """Returns the authority that a letter of this territory goes to; empty where the pack names none."""
    addressee = WAIVER.of(pack()).addressee
    return addressee[territory].name.text(language) if territory in addressee else ""


def addressee_read(territory: str) -> str:
    """Returns the same in the reader's language."""
    addressee = WAIVER.of(pack()).addressee
    return str(addressee[territory].name) if territory in addressee else ""


def unsure_for(territory: str, relief: list[str]) -> list[Unsure]:
    """Returns what in the letter's text is not confirmed: wording, legal power, addressee and requests of the pack.

    The sentence on the law is left out until somebody confirms it; everything else holds the signature back.
    """
    waiver, found = WAIVER.of(pack()), []
    texts = {f"waiver.wording.{name}": str(each.text) for name, each in waiver.wording.items()}
    texts |= {f"waiver.requests.{name}": str(waiver.requests[name].text) for name in relief if name in waiver.requests}
    if territory in waiver.addressee:
        texts[f"waiver.addressee.{territory}"] = str(waiver.addressee[territory].name)
    for path, words in texts.items():
        if not is_confirmed(path):
            found.append(Unsure(pack().value(path), words, path.rpartition(".")[2] not in ONLY_WHEN_CONFIRMED))
    return found


def formal_fields() -> tuple[HandoverField, ...]:
    """Returns the closed list of what may go to the judge."""
    return pack().handover_lists[FORMAL]


def typed_for_judge() -> tuple[HandoverField, ...]:
    """Returns those of the list that belong to no section: they are written when the request is made."""
    return tuple(
        field
        for field in formal_fields()
        if field.source.startswith("case.") and field.source != "case.presumption_date"
    )


def judges_steps() -> tuple[str, ...]:
    """Returns the steps of the procedure that only the investigative judge decides."""
    return tuple(
        step.id for step in pack().machine("procedure").transitions if step.decides == ("investigative_judge",)
    )
