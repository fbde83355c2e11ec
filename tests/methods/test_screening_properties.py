# SPDX-License-Identifier: Apache-2.0
"""What must hold for any interview, and proof that these tests would notice if it did not."""

import random
from collections.abc import Callable, Mapping
from copy import deepcopy
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana_methods.screening import Result, RuleSet, evaluate, record, replay, summary
from tests.methods import screening_oracle as oracle
from tests.methods.screening_data import PROFILES, indicators, rules

RULES = RuleSet.from_data(rules(), indicators())
_CHOSEN = settings.default or settings()  # 30 examples; 1000 with --deep
MANY = settings(max_examples=max(300, _CHOSEN.max_examples * 2), deadline=None)
SOME = settings(max_examples=max(60, _CHOSEN.max_examples), deadline=None)
ANSWERS = ["yes", "no", "unknown", "declined", "not_asked"]


@st.composite
def interviews(draw: st.DrawFn) -> dict[str, Any]:
    """Any interview: few or many answers, spread or gathered in one dimension, any flags."""
    profile = draw(st.sampled_from(PROFILES))
    items = list(RULES.profiles[profile])
    answers = draw(st.dictionaries(st.sampled_from(items), st.sampled_from(ANSWERS)))
    more_yes = draw(st.lists(st.sampled_from(items), max_size=12))
    return {
        "profile": profile,
        "flags": draw(st.dictionaries(st.sampled_from(sorted(RULES.flags)), st.sampled_from([True, False, None]))),
        "answers": {**answers, **dict.fromkeys(more_yes, "yes")},
        "rest": draw(st.sampled_from(["no", "unknown", "declined", "not_asked"])),
    }


def by_chance(count: int, seed: int) -> list[dict[str, Any]]:
    """Interviews for the planted faults: the same kinds as `interviews`, and every tenth one close to the gate."""
    chance = random.Random(seed)  # noqa: S311  (a choice of examples, not a key)
    found: list[dict[str, Any]] = []
    for number in range(count):
        profile = chance.choice(PROFILES)
        items = list(RULES.profiles[profile])
        if number % 10 == 0:
            ruled_out = chance.sample(items, len(items) // 2 + chance.randrange(2))
            found.append(
                {"profile": profile, "flags": {}, "answers": dict.fromkeys(ruled_out, "no"), "rest": "unknown"}
            )
            continue
        answers = {item: chance.choice(ANSWERS) for item in chance.sample(items, chance.randrange(len(items)))}
        answers |= dict.fromkeys(chance.sample(items, chance.randrange(12)), "yes")
        flags = {flag: chance.choice([True, False, None]) for flag in sorted(RULES.flags)}
        rest = chance.choice(["no", "no", "unknown", "declined", "not_asked"])
        found.append({"profile": profile, "flags": flags, "answers": answers, "rest": rest})
    return found


def rank(result: Result, rule_set: RuleSet = RULES) -> int:
    return rule_set.protection_rank(result.result, result.strength)


def with_yes(interview: Mapping[str, Any], *known: str) -> dict[str, Any]:
    """The interview with these items answered yes, and these facts true."""
    flags, answers = dict(interview["flags"]), dict(interview["answers"])
    for name in known:
        (flags if name in RULES.flags else answers)[name] = True if name in RULES.flags else "yes"
    return {**interview, "flags": flags, "answers": answers}


# What is proved, each as a question to a rule set, so that faulty ones can be asked as well ---------------------------


def agrees_with_the_published_rule(rule_set: RuleSet, interview: dict[str, Any]) -> bool:
    result, read = evaluate(rule_set, ask_next=False, **interview), oracle.read(**interview)
    positive = frozenset(name for name, dimension in result.dimensions.items() if dimension.positive)
    return (result.result, result.rule, result.strength, positive) == (
        read.result, read.rule, read.strength, read.positive,
    )  # fmt: skip


def another_yes_never_lowers(rule_set: RuleSet, interview: dict[str, Any], item: str) -> bool:
    before = evaluate(rule_set, ask_next=False, **interview)
    after = evaluate(rule_set, ask_next=False, **with_yes(interview, item))
    return rank(after, rule_set) >= rank(before, rule_set)


def unknown_is_never_no(rule_set: RuleSet, interview: dict[str, Any]) -> bool:
    """What is not known weighs as what is not asked, and without a single no nothing is ever found to be nothing."""
    full = {i: interview["answers"].get(i, interview["rest"]) for i in rule_set.profiles[interview["profile"]]}
    unknown = {item: "unknown" if answer in ("declined", "not_asked") else answer for item, answer in full.items()}
    result = evaluate(rule_set, ask_next=False, **interview)
    same = evaluate(rule_set, ask_next=False, **{**interview, "answers": unknown})
    alike = (result.result, result.rule, result.strength) == (same.result, same.rule, same.strength)
    return alike and ("no" in full.values() or result.result != "no_indication")


@MANY
@given(interviews())
def test_the_engine_agrees_with_a_second_reading_of_the_published_rule(interview: dict[str, Any]) -> None:
    assert agrees_with_the_published_rule(RULES, interview)


@MANY
@given(interviews(), st.data())
def test_one_more_yes_never_lowers_protection(interview: dict[str, Any], data: st.DataObject) -> None:
    item = data.draw(st.sampled_from(list(RULES.profiles[interview["profile"]])))
    assert another_yes_never_lowers(RULES, interview, item)


@MANY
@given(interviews(), st.sampled_from(sorted(RULES.flags)))
def test_a_fact_that_turns_out_true_never_lowers_protection(interview: dict[str, Any], flag: str) -> None:
    assert another_yes_never_lowers(RULES, interview, flag)


@MANY
@given(interviews())
def test_unknown_and_not_asked_weigh_the_same_and_never_as_no(interview: dict[str, Any]) -> None:
    assert unknown_is_never_no(RULES, interview)


@SOME
@given(interviews(), st.randoms(use_true_random=False))
def test_the_order_of_questions_and_answers_never_matters(interview: dict[str, Any], chance: Any) -> None:
    answers = list(interview["answers"].items())
    chance.shuffle(answers)
    shuffled = indicators()
    chance.shuffle(shuffled)
    other_rules = RuleSet.from_data(rules(), shuffled)
    other = evaluate(other_rules, **{**interview, "answers": dict(answers)})
    result = evaluate(RULES, **interview)
    assert (other.result, other.rule, other.strength) == (result.result, result.rule, result.strength)
    assert {(each.id, each.value) for each in other.questions} == {(each.id, each.value) for each in result.questions}
    assert other_rules.version == RULES.version
    assert evaluate(RULES, **{**interview, "answers": dict(answers)}) == result


@SOME
@given(interviews())
def test_a_stored_result_is_worked_out_again_for_ever(interview: dict[str, Any]) -> None:
    result = evaluate(RULES, **interview)
    assert replay(record(RULES, result)) == result


@SOME
@given(interviews())
def test_the_short_answer_says_what_the_long_one_says(interview: dict[str, Any]) -> None:
    result, short = evaluate(RULES, **interview), summary(RULES, **interview)
    assert (short["result"], short["rule"], short["strength"]) == (result.result, result.rule, result.strength)
    assert (short["ask_next"], short["ask_again"]) == (list(result.ask_next), list(result.ask_again))
    assert (short["completeness"], short["ruled_out"]) == (result.completeness, result.ruled_out)
    for name, dimension in result.dimensions.items():
        assert short["dimensions"][name] == {"positive": dimension.positive, "because": list(dimension.because)}


# What to ask next ----------------------------------------------------------------------------------------------------


@SOME
@given(interviews())
def test_saying_yes_along_the_questions_ends_in_more_protection(interview: dict[str, Any]) -> None:
    now = evaluate(RULES, **interview)
    assert all(now.answers[item] == "not_asked" for item in now.ask_next)
    assert all(now.answers[item] in ("unknown", "declined") for item in now.ask_again)
    start, steps, walk = rank(now), 0, interview
    useful = [each for each in now.questions if not each.asked]
    while useful and rank(now) == start and steps < 12:
        walk, steps = with_yes(walk, useful[0].id), steps + 1
        now = evaluate(RULES, **walk)
        useful = [each for each in now.questions if not each.asked]
    if start == max(RULES.protection.values()):
        assert not now.ask_next
    if steps:
        assert rank(now) > start


@SOME
@given(interviews())
def test_no_question_alone_and_no_pair_is_worth_more_than_the_first(interview: dict[str, Any]) -> None:
    """By brute force: every open item and fact, alone and in pairs, answered yes."""
    result = evaluate(RULES, **interview)
    start = rank(result)
    listed = {each.id: each.value for each in result.questions if not each.asked}
    open_now = [item for item, answer in result.answers.items() if answer == "not_asked"]
    open_now += [flag for flag in RULES.flags if interview["flags"].get(flag) is None]
    best = max(listed.values(), default=0.0)
    worth = {name: rank(evaluate(RULES, ask_next=False, **with_yes(interview, name))) - start for name in open_now}
    for name, gain in worth.items():
        if gain > 0:
            assert listed[name] >= gain
    for pair in combinations(open_now[:: max(1, len(open_now) // 12)], 2):
        assert best >= (rank(evaluate(RULES, ask_next=False, **with_yes(interview, *pair))) - start) / 2


@SOME
@given(interviews())
def test_a_fact_that_alone_changes_the_row_is_listed_as_open_and_as_a_question(interview: dict[str, Any]) -> None:
    result = evaluate(RULES, **interview)
    for flag in RULES.flags:
        if interview["flags"].get(flag) is not None:
            continue
        other = [
            evaluate(RULES, ask_next=False, **{**interview, "flags": {**interview["flags"], flag: value}})
            for value in (True, False)
        ]
        changes = any((each.rule, each.strength) != (result.rule, result.strength) for each in other)
        assert (flag in result.open_flags) == changes
        if any(rank(each) != rank(result) for each in other):
            assert flag in {each.id for each in result.questions}


# Planted faults: the same questions must notice them ------------------------------------------------------------------


def _set(path: tuple[Any, ...], value: Any) -> Callable[[dict[str, Any]], None]:
    def change(data: dict[str, Any]) -> None:
        place: Any = data
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


FAULTS = {
    "one strong is enough": _set(("dimension_rule", "any_of", 0, "min"), {"strong": 1}),
    "two medium are enough": _set(("dimension_rule", "any_of", 2, "min"), {"medium": 2}),
    "three strong are needed": _set(
        ("dimension_rule", "any_of"),
        [
            {"id": "R1", "min": {"strong": 3}},
            {"id": "R3", "min": {"medium": 3}},
            {"id": "R4", "min": {"medium": 2, "weak": 1}},
        ],
    ),
    "two medium and two weak are needed": _set(("dimension_rule", "any_of", 3, "min"), {"medium": 2, "weak": 2}),
    "a strong one wants a medium one": _set(("dimension_rule", "any_of", 1, "min"), {"strong": 1, "medium": 1}),
    "a row is inverted": _set(("outcomes", "adult", 4, "when"), "means_any and purpose"),
    "coercion is not asked for": _set(("outcomes", "adult", 0, "when"), "deceptive_recruitment and purpose"),
    "a child needs means": _set(("outcomes", "child", 0, "when"), "act and purpose and means_any"),
    "an unknown act is none": _set(("outcomes", "child", 2, "when"), "purpose and act yes"),
    "the gate is wider": _set(("parameters", "min_completeness"), 0.6),
    "the gate counts yes": _set(("derived", "ruled_out"), {"share_of_profile_items_answered": ["yes", "no"]}),
    "unknown rules out": _set(("derived", "ruled_out"), {"share_of_profile_items_answered": ["no", "unknown"]}),
    "forced clients are forgotten": _set(("overrides", 3, "when"), "sexual_act_under_force"),
    "a mean is forgotten": _set(("derived", "means_at_destination"), {"any_positive": ["coercion_destination"]}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_second_reading_notices_each_planted_fault(fault: str) -> None:
    spoilt = deepcopy(rules())
    FAULTS[fault](spoilt)
    faulty = RuleSet.from_data(spoilt, indicators())
    interviews = by_chance(2000, seed=3)
    assert all(agrees_with_the_published_rule(RULES, interview) for interview in interviews[:200])
    assert not all(agrees_with_the_published_rule(faulty, interview) for interview in interviews)


@pytest.mark.parametrize("item", ["ILO-EX01", "ILO-CD07", "ILO-VR15"])
def test_the_second_reading_notices_one_wrong_weight(item: str) -> None:
    lighter: list[Any] = [dict(each) for each in indicators()]
    for each in lighter:
        if each["id"] == item:
            turned = {"strong": "weak", "medium": "strong", "weak": "strong"}
            each["strength"] = {profile: turned.get(weight, weight) for profile, weight in each["strength"].items()}
    faulty = RuleSet.from_data(rules(), lighter)
    assert not all(agrees_with_the_published_rule(faulty, interview) for interview in by_chance(2000, seed=4))


def _turn_round(data: dict[str, Any]) -> None:
    data["protection_order"].reverse()


HARMFUL: dict[str, Callable[[dict[str, Any]], None]] = {
    "means alone are nothing": _set(("outcomes", "adult", 4, "result"), "no_indication"),
    "a yes rules out": _set(("derived", "ruled_out"), {"share_of_profile_items_answered": ["yes", "no"]}),
    "the order is turned round": _turn_round,
}


@pytest.mark.parametrize("fault", HARMFUL)
def test_a_rule_set_in_which_a_yes_harms_is_noticed(fault: str) -> None:
    spoilt = deepcopy(rules())
    HARMFUL[fault](spoilt)
    faulty = RuleSet.from_data(spoilt, indicators())
    asked = [
        (interview, item)
        for interview in by_chance(200, seed=5)
        for item in list(RULES.profiles[interview["profile"]])[::3]
    ]
    assert all(another_yes_never_lowers(RULES, *each) for each in asked)
    assert not all(another_yes_never_lowers(faulty, *each) for each in asked)


def test_rules_in_which_unknown_counts_as_no_are_noticed() -> None:
    spoilt: Any = deepcopy(rules())
    spoilt["derived"]["ruled_out"] = {"share_of_profile_items_answered": ["no", "unknown"]}
    faulty = RuleSet.from_data(spoilt, indicators())
    interviews = by_chance(400, seed=6)
    assert all(unknown_is_never_no(RULES, interview) for interview in interviews)
    assert not all(unknown_is_never_no(faulty, interview) for interview in interviews)
