# SPDX-License-Identifier: Apache-2.0
"""Forty stories come out as they were reasoned by hand. They illustrate; they are no evidence of accuracy."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from amana.countrypacks import pack
from amana.intake.pack_sections import SCREENING
from amana_methods.screening import (
    Answer,
    Result,
    RuleSet,
    act_means_purpose,
    age_during,
    definitions_in_force,
    evaluate,
    held_against,
    international,
    profiles_during,
    smuggling,
    strongest,
)

STORIES: dict[str, dict[str, Any]] = {
    name: story
    for file in sorted((Path(__file__).parent / "vignettes").glob("*.yaml"))
    for name, story in yaml.safe_load(file.read_text(encoding="utf-8")).items()
}
TOLD_ON = date(2026, 11, 25)
TRUTHS = {True: True, False: False, "unknown": None}


def rules() -> RuleSet:
    """The rules of Iraq, with the definition of the country added to the checklist."""
    return SCREENING.of(pack("iraq")).rule_set()


def chosen(rule_set: RuleSet, story: dict[str, Any]) -> tuple[str, ...]:
    """The profiles that fit the age and the kinds of the story."""
    if "born" in story:
        age = age_during(rule_set, born=str(story["born"]), exploited_from=str(story["exploited_from"]), today=TOLD_ON)
    elif story["age"] == "disputed":
        age = age_during(rule_set, born="2006", exploited_from="2024-06-01", today=TOLD_ON, disputed=True)
    else:
        age = age_during(rule_set, born=date(2000, 1, 1), exploited_from=date(2000 + story["age"], 6, 1), today=TOLD_ON)
    return profiles_during(rule_set, age, frozenset(story["kinds"])).profiles


def results(rule_set: RuleSet, story: dict[str, Any]) -> dict[str, Result]:
    """What the engine says in each profile that fits."""
    answers: dict[str, Answer] = {f"ILO-{item}": "yes" for item in story["answered_yes"]}
    answers |= {f"ILO-{item}": "unknown" for item in story.get("not_known", [])}
    return {
        profile: evaluate(rule_set, profile=profile, flags=story["flags"], answers=answers, rest=story["rest"])
        for profile in chosen(rule_set, story)
    }


def checked(story: dict[str, Any], rule_set: RuleSet) -> dict[str, Answer]:
    """The elements of the checklist as they were answered."""
    told = story["checklist"]
    every = [element for elements in rule_set.checklist.values() for element in elements]
    return {element: "yes" if element in told["answered_yes"] else told["rest"] for element in every}


def test_there_are_forty_and_they_are_a_fair_mix() -> None:
    assert len(STORIES) == 40
    people = [story["person"] for story in STORIES.values()]
    assert min(people.count("woman"), people.count("man")) >= 12
    assert sum(person in ("girl", "boy") for person in people) >= 9
    told = [each for story in STORIES.values() for each in story["expect"].values() if isinstance(each, dict)]
    rows = {each["table"]["rule"] for each in told if "table" in each}
    assert rows == {*(f"A{n}" for n in (1, 2, 3, 4, 5, 6, 7, 9)), *(f"C{n}" for n in (1, 2, 3, 5, 9))}


@pytest.mark.parametrize("name", STORIES)
def test_each_dimension_and_row_is_as_reasoned_by_hand(name: str) -> None:
    story, rule_set = STORIES[name], rules()
    expected = {profile: told for profile, told in story["expect"].items() if profile in rule_set.profiles}
    found = results(rule_set, story)
    assert list(found) == list(expected)
    for profile, result in found.items():
        told = expected[profile]
        for dimension, seen in result.dimensions.items():
            by_hand = told.get(dimension, [0, 0, 0, "none"])
            assert [*seen.counts.values(), seen.combination or "none"] == by_hand, (profile, dimension)
        table = told["table"]
        assert (result.rule, result.result, result.strength or "none") == (
            table["rule"], table["result"], table["strength"],
        )  # fmt: skip
    if found:
        assert strongest(rule_set, found.values()).profile == story["expect"]["kept"]


@pytest.mark.parametrize("name", STORIES)
def test_what_contradicts_itself_is_named_and_nothing_else(name: str) -> None:
    story = STORIES[name]
    wanted = {tuple(pair) for pair in story.get("expect", {}).get("contradictions", [])}
    found = {
        (each.subject, item)
        for result in results(rules(), story).values()
        for each in result.contradictions
        for item in each.items
    }
    assert found == wanted


@pytest.mark.parametrize("name", [name for name, story in STORIES.items() if "checklist" in story])
def test_the_checklist_is_held_against_the_protocol_and_the_law_of_that_place_and_day(name: str) -> None:
    story, rule_set, laws = STORIES[name], rules(), pack("iraq").raw["laws"]
    protocol = international(laws)
    assert protocol is not None
    child = "child_labour" in story["expect"] or story["age"] < 18
    answers = checked(story, rule_set)
    assert act_means_purpose(rule_set, answers, child=child).met is not None
    held = held_against(rule_set, answers, protocol, child=child)
    assert held.checklist.met is TRUTHS[story["expect"]["protocol"]["met"]]
    wanted = story["expect"]["law"]
    domestic = definitions_in_force(laws, story["territory"], story["day"])
    if wanted["id"] == "none":
        assert domestic == ()
        return
    assert [definition.law for definition in domestic] == [wanted["id"]]
    there = held_against(rule_set, answers, domestic[0], child=child)
    assert (there.checklist.met, list(there.differences)) == (TRUTHS[wanted["met"]], wanted["lacks"])


@pytest.mark.parametrize("name", [name for name, story in STORIES.items() if "smuggling" in story])
def test_smuggling_stands_beside_and_takes_nothing_away(name: str) -> None:
    story, rule_set = STORIES[name], rules()
    heard = smuggling(rule_set, story["smuggling"], {f"ILO-{item}": "yes" for item in story["answered_yes"]})
    assert heard.indicated is story["expect"]["smuggling"]
    assert heard.against == {}


def test_the_trap_for_a_child_is_named_by_the_first_question() -> None:
    """V36: the table gives nothing while the act is unknown; the first thing to find out is the act."""
    story, rule_set = STORIES["V36"], rules()
    result = results(rule_set, story)["child_labour"]
    assert (result.open_flags[0], result.questions[0].id) == ("act", "act")
    story = {**story, "flags": {"act": True}}
    assert results(rule_set, story)["child_labour"].rule == "C2"
