"""What a pack says of fines: the tariffs of overstay, and the letter that asks to waive them."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Annotated, Final

from django.utils.translation import pgettext_lazy
from pydantic import Strict

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.checking import expect
from amana.countrypacks.room_sections import Example, RoomSection, register_section
from amana.countrypacks.schema import LANGUAGES, Entry, I18n, Names, Sourced, Words
from amana.countrypacks.source import Key
from amana.countrypacks.values import Field, Pack, frozen
from amana.justice.tariffs import Tariff, fine

PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
LETTER_EXTRAS: Final = frozenset(
    {
        "relief",
        "letter_number",
        "letter_date",
        "organisation",
        "addressee",
        "territory_name",
        "page",
        "pages",
    }
)


class Addressee(Sourced):
    authority: Words | None = None
    name: I18n
    copies: Annotated[tuple[I18n, ...], Strict(False)] = ()


class Wording(Sourced):
    """A sentence of a letter; names in braces are filled from the letter's fields."""

    text: I18n


class WaiverEntry(Entry):
    """The letter of recommendation for the waiver of fines."""

    name: I18n
    addressee: Mapping[str, Addressee]
    ground: I18n
    eligible: Names
    fields: Names
    counting_excludes: Mapping[str, I18n]
    wording: Mapping[str, Wording]
    requests: Mapping[str, Wording]


@dataclass(frozen=True, slots=True)
class Waiver:
    """The letter that asks for a waiver: to whom by territory, for whom, from which fields, in which words."""

    addressee: Mapping[str, Addressee]
    eligible: tuple[str, ...]
    fields: tuple[Field, ...]
    wording: Mapping[str, Wording]
    requests: Mapping[str, Wording]


def build_tariffs(builder: Builder, tariffs: dict[str, Tariff]) -> Mapping[str, Tariff]:
    """Checks that each tariff has a territory and the amounts of its type."""
    for key, tariff in tariffs.items():
        at = ("tariffs", key)
        builder.check_known((*at, "territory"), tariff.territory, builder.said.territories, "territory")
        needs = {
            "base_plus_daily_capped": ("base", "daily", "cap"),
            "daily": ("daily",),
            "range_discretionary": ("min", "max"),
            "consequence": (),
        }[tariff.type]
        if needs and tariff.currency not in tariff.amounts:
            builder.tree.complain((*at, "currency"), "the amounts do not name the currency that was published")
        for currency, amounts in tariff.amounts.items():
            for name in needs:
                if getattr(amounts, name) is None:
                    builder.tree.complain(
                        (*at, "amounts", currency, name), f"is missing (a tariff of the type {tariff.type})"
                    )
    return frozen(tariffs)


def build_waiver(builder: Builder, said: WaiverEntry) -> Waiver:
    """Returns the letter with its fields resolved; checks addressees, places, and every place to fill in its sentences."""
    at = ("waiver",)
    for territory, addressee in said.addressee.items():
        here = (*at, "addressee", territory)
        builder.check_known(here, territory, builder.said.territories, "territory")
        if addressee.authority is not None:
            builder.check_known((*here, "authority"), addressee.authority, builder.said.authorities, "authority")
    if "procedure" in builder.said.machines:
        places = builder.said.machines["procedure"].tracks["identification"].states
        builder.check_all_known((*at, "eligible"), said.eligible, places, "identification place")
    fields = builder.fields_at((*at, "fields"), said.fields, scope="waiver", section="legal")
    known = {field.id for field in fields} | LETTER_EXTRAS
    groups: dict[str, Mapping[str, Wording]] = {"wording": said.wording, "requests": said.requests}
    for group, lines in groups.items():
        for key, wording in lines.items():
            _check_placeholders(builder, (*at, group, key, "text"), wording.text, known)
    relief = next((field for field in fields if field.id == "requested_relief"), None)
    for option in relief.options if relief else ():
        builder.check_known((*at, "requests"), option.id, said.requests, "request for the relief")
    return Waiver(said.addressee, said.eligible, fields, said.wording, said.requests)


def _check_placeholders(builder: Builder, at: Key, text: I18n, known: Set[str]) -> None:
    wanted = set(PLACEHOLDER.findall(text.en))
    for language in LANGUAGES:
        used = set(PLACEHOLDER.findall(text.text(language)))
        for name in sorted(used - known):
            builder.tree.complain((*at, language), f"the letter has no field {name}")
        for name in sorted(wanted - used):
            builder.tree.complain((*at, language), f"leaves out {{{name}}}, which the English text has")


def run_tariff_example(pack: Pack, example: Example) -> None:
    """Compares the fine, or its range, after so many days."""
    estimate = fine(TARIFFS.of(pack)[example["tariff"]], example["days"], example["currency"])
    if "range" in example:
        expect("range", example["range"], [estimate.least, estimate.most])
    else:
        expect("fine", example["fine"], estimate.amount)


def run_letter_example(pack: Pack, example: Example) -> None:
    """Compares a sentence of the letter, with its places filled."""
    waiver = WAIVER.of(pack)
    line = waiver.wording[example["wording"]] if "wording" in example else waiver.requests[example["request"]]
    text = line.text.text(example["language"])
    for name, value in example.get("fields", {}).items():
        text = text.replace(f"{{{name}}}", value)
    expect("text", example["text"], text)


TARIFFS = register_section(
    RoomSection(
        "tariffs",
        dict[str, Tariff],
        build_tariffs,
        label=pgettext_lazy("country pack", "Fines and tariffs"),
        examples={"tariffs": run_tariff_example},
    )
)
WAIVER = register_section(
    RoomSection(
        "waiver",
        WaiverEntry,
        build_waiver,
        label=pgettext_lazy("country pack", "Letter about fines"),
        examples={"letters": run_letter_example},
    )
)
