# SPDX-License-Identifier: Apache-2.0
"""A screening result is protective, explained, and independent of the order in which things were asked."""

from copy import deepcopy
from itertools import product
from typing import Any

import pytest

from amana_methods.screening import (
    Answer,
    Result,
    RuleError,
    RuleSet,
    act_means_purpose,
    evaluate,
    explain,
    observation_prompt,
    profiles_for,
    record,
    replay,
    strongest,
)
from tests.methods.screening_data import VECTORS, indicators, rules

RULES = RuleSet.from_data(rules(), indicators())


def screened(profile: str = "adult_labour", yes: str = "", rest: Answer = "no", **flags: bool | None) -> Result:
    return evaluate(
        RULES,
        profile=profile,
        flags={"act": True, **flags},
        answers={f"ILO-{item}": "yes" for item in yes.split()},
        rest=rest,
    )


@pytest.mark.parametrize("name", VECTORS)
def test_the_agreed_examples_give_the_agreed_result(name: str) -> None:
    profile, flags, present, rest, rule, expected = VECTORS[name]
    answers: dict[str, Answer] = {f"ILO-{item}": "yes" for item in present.split()}
    result = evaluate(RULES, profile=profile, flags=flags, answers=answers, rest=rest)
    assert (result.rule, result.result) == (rule, expected)


@pytest.mark.parametrize("counts", list(product(range(4), repeat=3)))
def test_a_dimension_is_positive_exactly_when_items_can_be_dealt_to_a_combination(counts: tuple[int, int, int]) -> None:
    """The oracle deals real items to the places of each combination, trying every way."""
    hand = [level for level, count in enumerate(counts) for _ in range(count)]
    wanted = [[0, 0], [0, 2], [1, 1, 1], [1, 1, 2]]  # the weakest strength that each place accepts

    def can_be_dealt(places: list[int], hand: list[int]) -> bool:
        if not places:
            return True
        return any(
            card <= places[0] and can_be_dealt(places[1:], hand[:at] + hand[at + 1 :]) for at, card in enumerate(hand)
        )

    met = any(combination.met_by(counts) for combination in RULES.combinations)
    assert met == any(can_be_dealt(places, hand) for places in wanted)


@pytest.mark.parametrize(("yes", "positive"), [("EX01", False), ("EX02 EX03", False), ("EX02 EX09", False)])
def test_the_named_near_misses_are_not_positive(yes: str, positive: bool) -> None:
    assert screened(yes=yes).dimensions["exploitation"].positive is positive


def test_a_positive_dimension_names_its_answers_and_its_combination() -> None:
    exploitation = screened(yes="EX09 EX01").dimensions["exploitation"]
    assert (exploitation.because, exploitation.combination) == (("ILO-EX01", "ILO-EX09"), "R2")


def test_means_raise_the_strength_for_a_child_but_are_not_needed() -> None:
    assert screened("child_labour", "EX01 EX09").strength == "standard"
    assert screened("child_labour", "EX01 EX09 CD01 CD02").strength == "strong"


def test_an_unknown_act_protects_a_child_and_is_named_as_open() -> None:
    result = screened("child_labour", "EX01 EX09", act=None)
    assert (result.rule, result.strength) == ("C5", "low")
    assert "act" in result.open_flags
    assert "act" not in screened("child_labour", "EX01 EX09").open_flags


def test_exploitation_that_was_stopped_in_time_is_marked() -> None:
    result = screened(yes="DR01 DR02", exploitation_intended_not_yet_happened=True)
    assert (result.rule, result.overrides, "intercepted" in result.marks) == ("A4", ("O3",), True)


def test_little_ruled_out_is_inconclusive_and_completeness_is_only_shown() -> None:
    half_yes = evaluate(RULES, profile="adult_labour", flags={}, answers={}, rest="unknown")
    assert (half_yes.rule, half_yes.completeness, half_yes.ruled_out) == ("A7", 0.0, 0.0)
    assert screened(rest="no").rule == "A9"


def test_the_strongest_profile_speaks() -> None:
    labour, sexual = screened(yes="CD01 CD02"), screened("adult_sexual", "CD01 CD02 CD07")
    assert strongest(RULES, [labour, sexual]) is strongest(RULES, [sexual, labour]) is sexual
    nothing, little = screened("adult_sexual", yes="EX01 EX02 EX03"), screened(rest="unknown")
    assert strongest(RULES, [little, nothing]) is nothing
    with pytest.raises(ValueError, match="empty"):
        strongest(RULES, [])


def test_a_result_can_be_stored_and_understood_later() -> None:
    stored: dict[str, Any] = screened(yes="EX01 EX02").as_data()
    assert stored["version"] == RULES.version
    assert stored["weights"]["ILO-EX01"] == "strong"
    assert stored["answers"]["ILO-EX03"] == "no"


def test_the_reasons_name_the_row_and_every_answer_that_counted() -> None:
    reasons = explain(screened("adult_sexual", "CD07 DR01", rest="not_asked"))
    assert [(reason.code, reason.subject) for reason in reasons[:2]] == [("rule", "A7"), ("override", "O4")]
    told = {(reason.code, reason.subject): reason.items for reason in reasons}
    assert told["dimension_not_positive", "deceptive_recruitment"] == ("ILO-DR01",)
    assert told["ask_next", "adult_sexual"]
    positive = explain(screened(yes="EX01 EX02"))
    assert ("dimension_positive", "exploitation") in {(reason.code, reason.subject) for reason in positive}


def test_answers_of_other_profiles_may_be_there_and_do_not_count() -> None:
    assert "ILO-VR08" not in RULES.profiles["child_labour"]
    answers: dict[str, Answer] = {"ILO-VR08": "yes", "SIGN-1": "yes"}
    result = evaluate(RULES, profile="child_labour", flags={}, answers=answers, rest="no")
    assert (result.rule, "ILO-VR08" in result.answers) == ("C9", False)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"profile": "adult_organ"}, "not a profile"),
        ({"flags": {"actt": True}}, "actt"),
        ({"flags": {"act": "yes"}}, "true, false or unknown"),
        ({"flags": {"act": 1}}, "true, false or unknown"),
        ({"answers": {"ILO-XX01": "yes"}}, "ILO-XX01"),
        ({"answers": {"ILO-DR01": True}}, "yes, no, unknown, declined, not_asked"),
        ({"rest": "yes"}, "rest"),
    ],
)
def test_what_the_rules_do_not_know_is_refused(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(RuleError, match=says):
        evaluate(RULES, **{"profile": "adult_labour", "flags": {}, "answers": {}, **wrong})


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("outcomes", "adult", 0, "when"), "not act", "act no"),
        (("outcomes", "adult", 0, "when"), "not (purpose and act)", "act no"),
        (("outcomes", "adult", 0, "when"), "not ILO-CD07 == yes", "ILO-CD07 == no"),
        (("outcomes", "adult", 0, "when"), "ILO-XX99 == yes", "ILO-XX99"),
        (("outcomes", "adult", 0, "when"), "ILO-CD07 == maybe", "maybe"),
        (("outcomes", "adult", 0, "when"), "profile == adults", "adults"),
        (("outcomes", "adult", 0, "when"), "ruled_out < purpose", "not a quantity"),
        (("outcomes", "adult", 0, "when"), "ruled_out == 1", "does not compare"),
        (("outcomes", "adult", 0, "when"), "purpose and", "missing at the end"),
        (("outcomes", "adult", 0, "when"), "(purpose", "expected instead of the end"),
        (("outcomes", "adult", 0, "when"), "purpose purpose", "not expected here"),
        (("outcomes", "adult", 0, "when"), "and purpose", "not expected here"),
        (("outcomes", "adult", 0, "when"), "__import__('os')", "cannot be read"),
        (("outcomes", "adult", 0, "when"), "(" * 60 + "purpose" + ")" * 60, "too deeply"),
        (("outcomes", "adult", 0, "strength"), "huge", "huge"),
        (("outcomes", "adult"), [], "last row"),
        (("overrides", 0, "set"), {"purpose": False}, "only make something true"),
        (("derived", "purpose"), {"any_positive": ["exploitatoin"]}, "exploitatoin"),
        (("derived", "purpose"), {"all": ["exploitation"]}, "any_positive"),
        (("derived", "ruled_out"), {"share_of_profile_items_answered": [False]}, "quote 'yes' and 'no'"),
        (("derived", "ruled_out"), {"share_of_profile_items_answered": ["perhaps"]}, "perhaps"),
        (("dimension_rule", "any_of", 0, "min"), {"hefty": 2}, "hefty"),
        (("dimension_rule", "any_of", 0, "min"), {"strong": True}, "a number"),
        (("dimension_rule", "any_of"), [], "no combination"),
        (("protection_order",), "none", "list of lists"),
        (("parameters", "observation_prompt_always"), ["ILO-DR01"], "not an observation"),
        (("outcomes",), {"adult": [{"id": "A9", "when": "else", "result": "at_risk"}]}, "child_labour"),
        (("act_means_purpose_checklist", "means"), "fraud", "list of texts"),
        (("derived",), {}, "completeness"),
        (("parameters",), None, "keys with values"),
    ],
)
def test_rules_that_cannot_be_trusted_are_refused_with_their_place(
    path: tuple[str | int, ...], value: object, says: str
) -> None:
    spoilt: Any = deepcopy(rules())
    place = spoilt
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(RuleError, match=says):
        RuleSet.from_data(spoilt, indicators())


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"strength": {"adult_labour": "huge"}}, "huge"),
        ({"id": "ILO-DR02"}, "twice"),
        ({"id": None}, "a text"),
        ({"strength": None, "maps_to": ["ILO-XX01"]}, "ILO-XX01"),
    ],
)
def test_items_that_cannot_be_trusted_are_refused(change: dict[str, object], says: str) -> None:
    items = indicators()
    items[0] = {**items[0], **change}
    with pytest.raises(RuleError, match=says):
        RuleSet.from_data(rules(), items)
    with pytest.raises(RuleError, match="nothing can be weighed"):
        RuleSet.from_data(rules(), [{**items[0], "id": "ILO-DR01", "strength": None}])


def test_the_version_changes_with_a_weight_and_not_with_a_label() -> None:
    lighter: list[Any] = indicators()
    labelled = indicators()
    lighter[0] = {**lighter[0], "strength": {**lighter[0]["strength"], "adult_labour": "weak"}}
    labelled[0] = {**labelled[0], "label": {"en": "Told a falsehood"}}
    assert RuleSet.from_data(rules(), lighter).version != RULES.version
    assert RuleSet.from_data(rules(), labelled).version == RULES.version


def test_act_means_and_purpose_are_open_until_asked_and_a_child_needs_no_means() -> None:
    adult = act_means_purpose(RULES, {"recruitment": "yes", "begging": "yes"}, child=False)
    assert (adult.act, adult.means, adult.purpose, adult.met, adult.missing) == (True, None, True, None, ("means",))
    assert act_means_purpose(RULES, {"recruitment": "yes", "begging": "yes"}, child=True).met is True
    all_no: dict[str, Answer] = {"fraud": "no", "abduction": "no"}
    assert act_means_purpose(RULES, all_no, child=False).met is False
    assert act_means_purpose(RULES, {"fraud": "yes"}, child=False).present["means"] == ("fraud",)
    with pytest.raises(RuleError, match="smuggling"):
        act_means_purpose(RULES, {"smuggling": "yes"}, child=False)


def test_a_disputed_age_takes_the_child_profiles() -> None:
    assert profiles_for(RULES, age_years=None, kinds=set()).profiles == ("child_labour", "child_sexual")
    assert profiles_for(RULES, age_years=18, kinds={"begging"}).profiles == ("adult_labour",)
    outside = profiles_for(RULES, age_years=17, kinds={"organ_removal", "sexual_slavery"})
    assert (outside.profiles, outside.checklist) == (("child_sexual",), True)
    with pytest.raises(RuleError, match="smuggling"):
        profiles_for(RULES, age_years=17, kinds={"smuggling"})


def test_two_signs_or_one_grave_sign_call_for_a_screening() -> None:
    assert not observation_prompt(RULES, {"SIGN-1": "yes", "ILO-DR01": "yes"}).screen
    two = observation_prompt(RULES, {"SIGN-1": "yes", "SIGN-2": "yes", "ILO-CD01": "no"})
    assert (two.screen, two.because, two.ask_first) == (True, ("SIGN-1", "SIGN-2"), ("ILO-CR03", "ILO-CD12"))
    assert observation_prompt(RULES, {"SIGN-4": "yes"}).screen


# Refusals, and questions that ask two things ------------------------------------------------------


def answered(rule_set: RuleSet, answers: dict[str, Answer], rest: Answer = "no") -> Result:
    return evaluate(rule_set, profile="adult_labour", flags={"act": True}, answers=answers, rest=rest)


def test_a_refusal_weighs_like_not_known_and_is_counted_apart() -> None:
    declined: dict[str, Answer] = dict.fromkeys(("ILO-DR05", "ILO-CD01"), "declined")
    refused = answered(RULES, declined)
    unknown = answered(RULES, dict.fromkeys(declined, "unknown"))
    assert (refused.result, refused.rule, refused.ruled_out) == (unknown.result, unknown.rule, unknown.ruled_out)
    assert (refused.declined_items, unknown.declined_items) == (tuple(declined), ())
    assert set(refused.ask_again) == set(unknown.ask_again)
    assert [reason.items for reason in explain(refused) if reason.code == "declined"] == [tuple(declined)]


def compound(*items: str) -> RuleSet:
    """The rules, where these items ask two things at once."""
    return RuleSet.from_data(rules(), [{**each, "compound": each["id"] in items} for each in indicators()])


def test_no_to_a_compound_question_rules_nothing_out() -> None:
    other = compound("ILO-DR05", "ILO-CD01")
    assert other.version != RULES.version
    noes: dict[str, Answer] = dict.fromkeys(("ILO-DR05", "ILO-CD01", "ILO-CD02"), "no")
    result, plain = answered(other, noes), answered(RULES, noes)
    items = len(RULES.profiles["adult_labour"])
    assert plain.ruled_out == 1
    assert result.ruled_out == (items - 2) / items == result.completeness
    assert result.answers["ILO-CD01"] == "no"  # kept as it was answered
    assert result.rules_nothing_out == ("ILO-DR05", "ILO-CD01")
    assert [reason.items for reason in explain(result) if reason.code == "rules_nothing_out"] == [
        ("ILO-DR05", "ILO-CD01")
    ]
    assert replay(record(other, result)) == result


def test_enough_noes_to_compound_questions_leave_it_open_instead_of_finding_no_sign() -> None:
    every = tuple(RULES.profiles["adult_labour"])
    assert screened().result == "no_indication"
    open_still = evaluate(compound(*every), profile="adult_labour", flags={"act": True}, answers={}, rest="no")
    assert open_still.result == "inconclusive"


def test_yes_to_a_compound_question_counts_as_any_other() -> None:
    other = compound("ILO-DR01", "ILO-EX01")
    yes: dict[str, Answer] = dict.fromkeys(("ILO-DR01", "ILO-EX01", "ILO-EX02"), "yes")
    result, plain = answered(other, yes, rest="unknown"), answered(RULES, yes, rest="unknown")
    assert (result.result, result.dimensions) == (plain.result, plain.dimensions)
