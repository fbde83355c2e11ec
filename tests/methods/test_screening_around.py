# SPDX-License-Identifier: Apache-2.0
"""Around a result: the age that counts, smuggling beside it, the law of the place, other rules, and a record that lasts."""

import shutil
from copy import deepcopy
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.countrypacks import pack
from amana.countrypacks.loader import PACKS as PACKS_FOLDER
from amana.countrypacks.loader import read_pack
from amana.intake.pack_sections import SCREENING
from amana_methods.screening import (
    CHILD_EXCEPTION,
    AgeDuring,
    Answer,
    Checklist,
    RuleError,
    RuleSet,
    act_means_purpose,
    age_during,
    checklist_advice,
    compare,
    definitions_in_force,
    evaluate,
    held_against,
    international,
    lacks,
    profiles_during,
    record,
    replay,
    screen_again_on,
    smuggling,
)
from tests.methods.screening_data import indicators, rules, rules_with_everything

TODAY = date(2026, 11, 25)
RULES = RuleSet.from_data(rules_with_everything(), indicators())
PACKS = {name: SCREENING.of(pack(name)).rule_set() for name in ("iraq", "example")}


def during(**dates: Any) -> AgeDuring:
    return age_during(RULES, today=TODAY, **dates)


# The age that counts --------------------------------------------------------------------------------------------------


def test_the_age_while_exploited_counts_and_not_the_age_today() -> None:
    then = during(born="2007-04-12", exploited_from="2023-09-01")
    assert (then.youngest, then.oldest, then.groups, then.certain) == (16, 16, ("child",), True)
    assert during(born="2007-04-12", exploited_from="2025-09-01").groups == ("adult",)


def test_the_birthday_itself_makes_an_adult() -> None:
    assert during(born="2005-06-10", exploited_from="2023-06-09").groups == ("child",)
    assert during(born="2005-06-10", exploited_from="2023-06-10").groups == ("adult",)


def test_a_birthday_on_the_29th_of_february_is_kept_on_the_first_of_march() -> None:
    assert during(born="2004-02-29", exploited_from="2022-02-28").groups == ("child",)
    assert during(born="2004-02-29", exploited_from="2022-03-01").groups == ("adult",)


def test_a_date_as_vague_as_it_is_known_keeps_her_a_child_while_she_may_be_one() -> None:
    vague = during(born="2005", exploited_from="2023-06")
    assert (vague.youngest, vague.oldest, vague.groups, vague.certain, vague.open) == (
        17,
        18,
        ("child",),
        False,
        ("age",),
    )
    assert during(born=("2004-01", "2005-05-31"), exploited_from="2023-06-01").groups == ("adult",)


def test_a_disputed_or_unknown_age_is_a_child() -> None:
    assert during(born="1999", exploited_from="2024", disputed=True).groups == ("child",)
    unknown = during()
    assert (unknown.youngest, unknown.child, unknown.open) == (None, True, ("born",))


def test_who_grew_up_while_exploited_is_looked_at_in_both_groups() -> None:
    both = during(born="2005-01-01", exploited_from="2021-05", exploited_to="2024-02")
    assert both.groups == ("child", "adult")
    assert profiles_during(RULES, both, frozenset({"begging"})).profiles == ("adult_labour", "child_labour")


def test_without_a_beginning_the_age_today_stands_and_the_question_stays_open() -> None:
    today = during(born="2000-01-01")
    assert (today.youngest, today.groups, today.certain, today.open) == (26, ("adult",), False, ("exploited_from",))


@pytest.mark.parametrize(
    ("dates", "says"),
    [
        ({"born": "2008-13"}, "born: '2008-13'"),
        ({"born": "2008-02-30"}, "calendar"),
        ({"born": "spring"}, "a year, a month"),
        ({"born": "0000"}, "calendar"),
        ({"born": ("2008", "2007")}, "before the earliest"),
        ({"born": "2008", "exploited_from": "2005"}, "before the birth"),
        ({"born": "2008", "exploited_from": "2020", "exploited_to": "2019"}, "before it began"),
    ],
)
def test_dates_that_cannot_be_are_refused(dates: dict[str, Any], says: str) -> None:
    with pytest.raises(RuleError, match=says):
        during(**dates)


@given(st.dates(date(1960, 1, 1), date(2026, 1, 1)), st.dates(date(1990, 1, 1), TODAY), st.integers(0, 700))
def test_a_vaguer_birth_never_makes_an_adult_of_a_child(born: date, began: date, days: int) -> None:
    if began < born:
        return
    last = min(date.fromordinal(born.toordinal() + days), began)
    exact, vague = during(born=born, exploited_from=began), during(born=(born, last), exploited_from=began)
    assert exact.child <= vague.child
    assert vague.youngest is not None
    assert exact.youngest is not None
    assert vague.youngest <= exact.youngest


# Smuggling beside -----------------------------------------------------------------------------------------------------


def test_smuggling_is_open_until_each_element_is_known_and_ruled_out_by_one_no() -> None:
    assert smuggling(RULES, {}).indicated is None
    assert smuggling(RULES, {"crossing": "yes"}).missing == ("for_gain", "agreed")
    assert smuggling(RULES, {"crossing": "yes", "for_gain": "yes", "agreed": "yes"}).indicated is True
    assert smuggling(RULES, {"crossing": "yes", "agreed": "no"}).indicated is False


def test_an_agreed_crossing_under_violence_does_not_fit_together() -> None:
    heard = smuggling(RULES, {"agreed": "yes", "let_go": "no"}, {"ILO-CR01": "yes", "ILO-CD03": "yes"})
    assert heard.against == {"agreed": ("ILO-CR01",)}


@pytest.mark.parametrize(("told", "says"), [({"fee": "yes"}, "fee"), ({"agreed": "perhaps"}, "yes, no, unknown")])
def test_words_of_smuggling_that_are_not_known_are_refused(told: dict[str, Any], says: str) -> None:
    with pytest.raises(RuleError, match=says):
        smuggling(RULES, told)
    with pytest.raises(RuleError, match="nothing of it"):
        smuggling(RuleSet.from_data(rules(), indicators()), {})


# The checklist by itself ----------------------------------------------------------------------------------------------


def checked(act: bool | None, means: bool | None, purpose: bool | None) -> Checklist:
    answers: dict[str, Answer] = {}
    for part, truth in (("act", act), ("means", means), ("purpose", purpose)):
        for element in RULES.checklist[part]:
            answers[element] = "no" if truth is False else "unknown"
        if truth:
            answers[RULES.checklist[part][0]] = "yes"
    return act_means_purpose(RULES, answers, child=False)


type Parts = tuple[bool | None, bool | None, bool | None]
TRUTHS = (True, False, None)


def _with(parts: Parts, place: int) -> Parts:
    """The parts with one of them found."""
    act, means, purpose = (True if place == number else truth for number, truth in enumerate(parts))
    return act, means, purpose


@pytest.mark.parametrize("name", PACKS)
def test_the_tables_of_the_packs_are_those_proved_here(name: str) -> None:
    for group, rows in PACKS[name].checklist_outcomes.items():
        said = [(row.when.source, row.result, row.strength) for row in rows]
        assert said == [(row.when.source, row.result, row.strength) for row in RULES.checklist_outcomes[group]]


@pytest.mark.parametrize("child", [True, False])
def test_one_more_element_never_lowers_what_the_checklist_indicates(child: bool) -> None:
    for parts in product(TRUTHS, TRUTHS, TRUTHS):
        before = checklist_advice(RULES, checked(*parts), child=child)
        for place in range(3):
            more = checklist_advice(RULES, checked(*_with(parts, place)), child=child)
            assert RULES.protection_rank(more.result, more.strength) >= RULES.protection_rank(
                before.result, before.strength
            )


@pytest.mark.parametrize("child", [True, False])
def test_no_indication_needs_every_means_and_every_purpose_answered_no(child: bool) -> None:
    for act, means, purpose in product(TRUTHS, TRUTHS, TRUTHS):
        advice = checklist_advice(RULES, checked(act, means, purpose), child=child)
        assert (advice.result == "no_indication") == (means is False and purpose is False)


def test_rules_without_a_table_for_the_checklist_say_so() -> None:
    with pytest.raises(RuleError, match="checklist_outcomes"):
        checklist_advice(RuleSet.from_data(rules(), indicators()), checked(True, True, True), child=False)


# The law of that place and day ----------------------------------------------------------------------------------------

LAWS: dict[str, dict[str, Any]] = {
    "PROTOCOL": {
        "definition": {
            "covers": {
                "act": ["recruitment", "transport"],
                "means": ["fraud", "abduction"],
                "purpose": ["organ_removal"],
            },
            "at_least": ["purpose"],
            "means_needed_for_child": False,
            "international": True,
        }
    },
    "OLD": {"territories": ["NORTH"], "valid_from": "2001-01-01", "valid_to": "2011-12-31"},
    "LAW": {
        "territories": ["NORTH"],
        "valid_from": date(2012, 4, 30),
        "definition": {
            "covers": {"act": ["recruitment"], "means": ["abduction"], "purpose": ["organ_removal", "begging"]},
            "means_needed_for_child": True,
        },
    },
    "SOUTH-LAW": {"territories": ["SOUTH"], "valid_from": "2018-10-01", "incorporates": "LAW"},
    "LOOP": {"territories": ["SOUTH"], "incorporates": "LOOP"},
}


def test_the_definition_is_that_of_the_place_and_the_day() -> None:
    def found(territory: str, day: date) -> list[str]:
        return [definition.law for definition in definitions_in_force(LAWS, territory, day)]

    assert found("NORTH", date(2012, 4, 29)) == []
    assert found("NORTH", date(2012, 4, 30)) == ["LAW"]
    assert found("SOUTH", date(2018, 9, 30)) == []
    assert found("SOUTH", date(2018, 10, 1)) == ["SOUTH-LAW"]
    assert definitions_in_force(LAWS, "SOUTH", date(2020, 1, 1))[0].words_of == "LAW"
    with pytest.raises(RuleError, match="not a day"):
        definitions_in_force({"X": {**LAWS["LAW"], "valid_from": "soon"}}, "NORTH", date(2020, 1, 1))


def test_what_a_law_lacks_is_shown_as_a_difference() -> None:
    (law,), protocol = definitions_in_force(LAWS, "NORTH", date(2020, 1, 1)), international(LAWS)
    assert protocol is not None
    assert lacks(law, protocol) == ("fraud", "transport", CHILD_EXCEPTION)
    assert lacks(protocol, law) == ("begging",)
    answers: dict[str, Answer] = dict.fromkeys(RULES.checklist["means"], "no")
    answers |= {"recruitment": "yes", "fraud": "yes", "organ_removal": "yes"}
    assert held_against(RULES, answers, protocol, child=False).checklist.met is True
    there = held_against(RULES, answers, law, child=False)
    assert (there.checklist.met, there.differences) == (False, ("fraud",))


def test_a_law_without_the_exception_for_children_asks_for_means() -> None:
    (law,), protocol = definitions_in_force(LAWS, "NORTH", date(2020, 1, 1)), international(LAWS)
    assert protocol is not None
    answers: dict[str, Answer] = {"recruitment": "yes", "organ_removal": "yes"}
    assert held_against(RULES, answers, protocol, child=True).checklist.met is True
    there = held_against(RULES, answers, law, child=True)
    assert (there.checklist.met, there.checklist.missing, there.differences) == (None, ("means",), (CHILD_EXCEPTION,))


def test_a_purpose_beyond_a_list_that_is_a_minimum_is_open_there() -> None:
    protocol = international(LAWS)
    assert protocol is not None
    answers: dict[str, Answer] = dict.fromkeys((e for part in RULES.checklist.values() for e in part), "no")
    answers |= {"recruitment": "yes", "fraud": "yes", "begging": "yes"}
    assert held_against(RULES, answers, protocol, child=False).checklist.purpose is None
    answers["begging"] = "no"
    assert held_against(RULES, answers, protocol, child=False).checklist.purpose is False


# Strengths are data ---------------------------------------------------------------------------------------------------


def test_a_pack_replaces_a_strength_without_code(tmp_path: Path) -> None:
    shutil.copytree(PACKS_FOLDER, tmp_path / "packs")
    mine = tmp_path / "packs" / "mine"
    (mine / "screening").mkdir(parents=True)
    name = "{en: Mine, ar: لي, ckb: هی من}"
    (mine / "pack.yaml").write_text(f"pack: {{id: mine, name: {name}, extends: iraq}}\n", encoding="utf-8")
    weights = "screening: {indicators: {ILO-EX02: {strength: {adult_labour: strong}}}}\n"
    (mine / "screening" / "weights.yaml").write_text(weights, encoding="utf-8")
    found, problems = read_pack("mine", tmp_path / "packs")
    assert problems == []
    assert found is not None
    theirs, ours = PACKS["iraq"], SCREENING.of(found).rule_set()
    answers: dict[str, Answer] = {"ILO-EX02": "yes", "ILO-EX03": "yes"}
    before = evaluate(theirs, profile="adult_labour", flags={}, answers=answers, rest="no")
    changes = compare(before, theirs, ours)
    assert changes.after is not None
    assert (before.rule, changes.after.rule, changes.weights) == ("A9", "A6", {"ILO-EX02": ("medium", "strong")})
    assert ours.version != theirs.version


# What it leads to, what contradicts, and what lasts -------------------------------------------------------------------


def screened(yes: str, rest: Answer = "no", **flags: bool | None) -> Any:
    answers: dict[str, Answer] = {f"ILO-{item}": "yes" for item in yes.split()}
    return evaluate(RULES, profile="adult_labour", flags=flags, answers=answers, rest=rest)


def test_at_risk_asks_for_a_safety_plan_and_a_day_to_screen_again() -> None:
    at_risk = screened("CR01 CR05")
    assert at_risk.leads_to is not None
    assert (at_risk.leads_to.place, at_risk.leads_to.need) == ("other_protection", "at_risk")
    assert at_risk.leads_to.required == ("safety_plan", "re_screen_date")
    assert screen_again_on(RULES, at_risk, TODAY) == date(2026, 12, 9)
    assert screen_again_on(RULES, screened(""), TODAY) is None


def test_a_contradiction_is_named_and_changes_no_result() -> None:
    result = screened("DR01 DR02 EX01 EX02", act=False)
    assert [(each.id, each.subject, each.items) for each in result.contradictions] == [
        ("K1", "act", ("ILO-DR01", "ILO-DR02"))
    ]
    assert (result.rule, screened("DR01 DR02 EX01 EX02", act=None).contradictions) == ("A4", ())
    assert screened("DR01 DR02 EX01 EX02", act=True).contradictions == ()


def test_a_result_is_replayed_from_what_was_stored_and_a_changed_store_is_noticed() -> None:
    result = screened("DR01 DR02 EX01 EX02", act=False)
    stored = record(RULES, result)
    assert replay(stored) == result
    changed = deepcopy(stored)
    changed["indicators"][0]["strength"]["adult_labour"] = "weak"
    with pytest.raises(RuleError, match="not those of"):
        replay(changed)
    with pytest.raises(RuleError, match="given by"):
        record(RuleSet.from_data(rules(), indicators()), result)


def test_a_rule_set_comes_back_from_its_data_with_the_same_digest() -> None:
    again = RuleSet.from_data(**RULES.as_data())
    assert (again.digest, again.version) == (RULES.digest, RULES.version)
    assert again == RULES
    assert RULES.version.endswith(RULES.digest[:12])


@pytest.mark.parametrize("part", ["dimension", "contradiction", "smuggling", "checklist", "table"])
def test_the_digest_changes_with_everything_that_decides(part: str) -> None:
    data, items = deepcopy(rules_with_everything()), [dict(item) for item in indicators()]
    places: dict[str, Any] = data
    match part:
        case "dimension":
            items[0]["dimension"] = "exploitation"
        case "contradiction":
            places["contradictions"][0]["yes_in"] = ["ILO-DR01"]
        case "smuggling":
            places["smuggling"]["elements"] = ["crossing"]
            places["smuggling"]["against"] = {}
        case "checklist":
            places["act_means_purpose_checklist"]["act"] = ["recruitment"]
        case "table":
            places["checklist_outcomes"]["adult"][0]["when"] = "act and purpose"
    assert RuleSet.from_data(data, items).digest != RULES.digest


def test_other_rules_show_what_would_change() -> None:
    data, items = deepcopy(rules_with_everything()), [dict(item) for item in indicators()]
    lighter: list[Any] = [item for item in items if item["id"] != "ILO-CD14"]
    for item in lighter:
        if item["id"] == "ILO-EX01":
            item["strength"] = {**item["strength"], "adult_labour": "weak"}
    parameters: Any = data["parameters"]
    parameters["min_completeness"] = 0.4
    other = RuleSet.from_data(data, lighter)
    before = screened("DR01 DR02 EX01 EX02 CD14", act=True)
    changes = compare(before, RULES, other)
    assert changes.after is not None
    assert (changes.before.rule, changes.after.rule, changes.direction, changes.same) == ("A4", "A5", -1, False)
    assert changes.dimensions == ("exploitation",)
    assert changes.weights == {"ILO-EX01": ("strong", "weak"), "ILO-CD14": ("medium", None)}
    assert (changes.parameters, changes.not_asked_there) == ({"min_completeness": (0.5, 0.4)}, ("ILO-CD14",))
    back = compare(changes.after, other, RULES)
    assert back.asked_only_there == ("ILO-CD14",)
    assert compare(before, RULES, RULES).same


def test_a_profile_that_other_rules_lack_gives_no_result_there() -> None:
    fewer: list[Any] = [deepcopy(item) for item in indicators()]
    for item in fewer:
        if item["strength"]:
            item["strength"].pop("adult_labour")
    changes = compare(screened("EX01 EX02"), RULES, RuleSet.from_data(rules_with_everything(), fewer))
    assert (changes.after, changes.direction, changes.dimensions) == (None, None, ("exploitation",))


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("contradictions", 0, "when"), "acting no", "no rule asks for 'acting'"),
        (("contradictions", 0, "yes_in"), ["ILO-XX01"], "neither a dimension nor an item"),
        (("smuggling", "against"), {"agree": ["ILO-CR01"]}, "neither an element nor a sign"),
        (("smuggling", "against"), {"agreed": ["ILO-XX01"]}, "ILO-XX01"),
        (("smuggling", "elements"), "crossing", "list of texts"),
        (("checklist_outcomes", "adult", 0, "when"), "act and harm", "'harm' is not act, means or purpose"),
        (("result_to_place", "at_risk"), {"need_type": "at_risk"}, "place"),
    ],
)
def test_rules_around_that_cannot_be_trusted_are_refused(path: tuple[Any, ...], value: object, says: str) -> None:
    spoilt: Any = deepcopy(rules_with_everything())
    place = spoilt
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(RuleError, match=says):
        RuleSet.from_data(spoilt, indicators())
