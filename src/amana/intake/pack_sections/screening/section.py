"""The section on screening: its value is built and checked, its examples are run, and it is registered."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import pgettext_lazy

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.checking import NotAsExpected, expect
from amana.countrypacks.room_sections import Example, RoomSection, register_section
from amana.countrypacks.schema import I18n
from amana.countrypacks.values import Pack, frozen
from amana.intake.pack_sections.screening.checks import check_entry, check_method
from amana.intake.pack_sections.screening.conversation import (
    build_child_prompts,
    build_conversation,
    build_prompts,
    build_words,
)
from amana.intake.pack_sections.screening.shape import ScreeningEntry
from amana.intake.pack_sections.screening.value import Screening
from amana_methods.screening import RuleError, evaluate


def build_screening(builder: Builder, said: ScreeningEntry) -> Screening:
    """Returns the section with its sentences and plain values; checks every reference, and that the rules make sense."""
    check_entry(builder, said)
    screening = Screening(
        entry=said,
        conversation=build_conversation(builder, said),
        words=build_words(builder, said),
        prompts=frozen(build_prompts(builder, said)),
        child_prompts=frozen(build_child_prompts(builder, said)),
        plain_indicators=_plain_indicators(builder),
        plain_rules=_plain_rules(builder),
    )
    check_method(builder, screening)
    return screening


def _plain_indicators(builder: Builder) -> tuple[dict[str, Any], ...]:
    """Returns the screening items as plain values, each with its id, in the order of the files."""
    return tuple({"id": key, **item} for key, item in builder.tree.value["screening"]["indicators"].items())


def _plain_rules(builder: Builder) -> dict[str, Any]:
    """Returns the rules as plain values, with the elements of act, means and purpose by id."""
    rules = dict(builder.tree.value["screening"]["rules"])
    rules["act_means_purpose_checklist"] = {part: list(names) for part, names in rules.pop("checklist").items()}
    return rules


def lists_of(said: ScreeningEntry) -> Mapping[str, Mapping[str, I18n]]:
    """Returns the lists of results, profiles and dimensions."""
    dimensions = {key: entry.title for key, entry in said.dimensions.items()}
    return {
        "screening_result": said.results,
        "screening_profile": said.profiles,
        "screening_dimension": dimensions,
    }


def run_example(pack: Pack, example: Example) -> None:
    """Compares the advice on these answers, and the rule that gave it."""
    try:
        rules = SCREENING.of(pack).rule_set()
    except RuleError:  # the building of the pack has complained of it
        return
    try:
        result = evaluate(
            rules,
            profile=example["profile"],
            flags=example["flags"],
            answers=dict.fromkeys(example["present"], "yes"),
            rest=example["rest"],
        )
    except RuleError as wrong:
        raise NotAsExpected(str(wrong)) from wrong
    expect("result", example["result"], result.result)
    expect("rule", example["rule"], result.rule)


SCREENING = register_section(
    RoomSection(
        "screening",
        ScreeningEntry,
        build_screening,
        label=pgettext_lazy("country pack", "Screening"),
        lists=lists_of,
        examples={"screening": run_example},
    )
)
