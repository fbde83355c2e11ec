"""What intake reads from a country pack: the steps before a case, the rules of screening, what can be observed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from amana.countrypacks import dates, pack, pack_folder
from amana.countrypacks.values import Field, Option, Transition
from amana.intake.pack_sections import SCREENING
from amana.process_state import follows_from_arguments
from amana_methods.screening import RuleSet

# The steps of the procedure from a sign to a decision; every pack has them under these ids.
BEGIN_TRIAGE, CLOSE_DUPLICATE = "t01", "t02"
BEGIN_SCREENING, OTHER_AFTER_TRIAGE = "t03", "t04"
PRESUME, INCONCLUSIVE, OTHER_AFTER_SCREENING, NO_INDICATION = "t05", "t06", "t08", "t09"
SCREEN_AGAIN, SCREEN_AGAIN_FROM_OTHER = "t07", "t34"
PUBLIC_CHANNEL = "public_page"


def step(transition_id: str) -> Transition:
    """The transition of the procedure with this id."""
    return pack().machine("procedure").transition(transition_id)


def place_after(transition_id: str) -> str:
    """The place of the procedure once this step was taken."""
    return step(transition_id).to


def first_place() -> str:
    """The place of a procedure before anybody looked at its sign."""
    return pack().machine("procedure").initial()["identification"]


def last_places() -> tuple[str, ...]:
    """The places of help at which a procedure is closed."""
    return tuple(pack().machine("procedure").tracks["help"].terminal)


def most_urgent_first() -> list[str]:
    """The urgencies of the pack, the one with the shortest time first."""
    return [each.id for each in sorted(pack().urgencies, key=lambda each: each.acknowledge_hours)]


def rule_set(pack_id: str | None = None) -> RuleSet:
    """The rules of screening of a pack; of this instance's own where none is named."""
    return rules_from(rules_text(pack_id)[1])


def rules_text(pack_id: str | None = None) -> tuple[str, str]:
    """(digest, text) of a pack's rules and weights: JSON, always the same for the same rules."""
    return _rules_text(pack_id or pack().id, pack_folder())


@follows_from_arguments
@lru_cache(maxsize=8)
def _rules_text(pack_id: str, packs: Path) -> tuple[str, str]:
    country = pack(pack_id, packs)
    found = SCREENING.of(country).rule_set()
    return found.digest, json.dumps(found.as_data(), ensure_ascii=False)


@follows_from_arguments
@lru_cache(maxsize=32)
def rules_from(text: str) -> RuleSet:
    """The rules that `rules_text` put away."""
    said = json.loads(text)
    return RuleSet.from_data(**said)


def observations() -> tuple[Option, ...]:
    """Signs that somebody may see without asking anybody; enough of them call for a screening."""
    seen = rule_set().observations
    return tuple(
        Option(item_id, item.label)
        for item_id, item in SCREENING.of(pack()).entry.indicators.items()
        if item_id in seen
    )


def fields_by_id(fields: tuple[Field, ...]) -> Mapping[str, Field]:
    """Fields by their id."""
    return {field.id: field for field in fields}


def describe_value(field: Field, value: Any) -> str:
    """A kept value of a field in the reader's language."""
    if isinstance(value, list):
        return "، ".join(describe_value(field, each) for each in value)
    country = pack()
    for option in field.options:
        if option.id == value:
            return str(option.label)
    if field.kind in ("date", "month", "moment") and isinstance(value, str):
        return dates.as_words(value)
    if (
        field.kind == "place"
        and isinstance(value, str)
        and (value in country.governorates or value in country.districts)
    ):
        return str(country.place(value).name)
    return "" if value is None else str(value)
