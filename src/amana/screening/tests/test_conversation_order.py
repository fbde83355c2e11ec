"""The order of the conversation: every question once, nothing told twice, and the profiles that fit."""

from dataclasses import replace

import pytest

from amana.countrypacks import pack
from amana.intake import pack as intake_pack
from amana.intake.pack_sections import SCREENING
from amana.screening import pack as says
from amana.screening import rules
from amana.screening.rules import Entry, Interview, Known
from amana.screening.tests.scenes import order_of


def asked_of(age: int | None, *kinds: str, disputed: bool = False) -> Interview:
    return rules.choose_profiles(
        intake_pack.rule_set(), Interview(), age_years=age, age_disputed=disputed, kinds=set(kinds)
    )


@pytest.mark.parametrize("age", [16, 30])
def test_every_part_opens_with_her_own_words_and_every_question_is_asked_once(age: int) -> None:
    interview = asked_of(age)
    parts = rules.parts_of(intake_pack.rule_set(), interview, says.stages())
    assert [part.id for part in parts] == [part.id for part in SCREENING.of(pack()).conversation]
    order = rules.order_of(parts)
    assert len(order) == len(set(order))
    assert all(part.opening == order[order.index(part.opening)] == f"open.{part.id}" for part in parts)
    weighed = {item for profile in interview.profiles for item in intake_pack.rule_set().profiles[profile]}
    assert weighed <= set(order)


def test_an_item_that_no_part_names_is_asked_at_the_end() -> None:
    stages = [replace(stage, items=tuple(i for i in stage.items if i != "ILO-DR01")) for stage in says.stages()]
    parts = rules.parts_of(intake_pack.rule_set(), asked_of(30, "begging"), stages)
    assert "ILO-DR01" in parts[-1].questions


def test_the_interview_goes_on_where_it_was_left() -> None:
    interview = asked_of(30, "begging")
    order = order_of(interview)
    assert rules.place_of(order, interview) == order[0]
    assert rules.place_of(order, replace(interview, at=order[7])) == order[7]
    assert rules.place_of(order, replace(interview, at="no such question")) == order[0]
    answered = replace(interview, entries={name: Entry("no") for name in order[:3]})
    assert rules.place_of(order, answered) == order[3]


def test_what_was_told_before_is_passed_over_and_what_was_unknown_is_asked_again() -> None:
    before = replace(
        asked_of(30, "begging"),
        entries={"ILO-DR01": Entry("yes", "hers"), "ILO-DR02": Entry("unknown"), "open.entry": Entry(words="told")},
    )
    again = rules.begin_again(before, source="screening", number="SC-2026-0001", on="2026-11-12")
    here = Known("screening", "SC-2026-0001", "2026-11-12")
    assert again.known == {"ILO-DR01": here, "open.entry": here}
    order = order_of(again)
    assert "ILO-DR01" not in {rules.next_to_ask(order, again, question) for question in order}
    assert "ILO-DR02" in {rules.next_to_ask(order, again, question) for question in order}
    third = rules.begin_again(again, source="screening", number="SC-2026-0009", on="2026-12-01")
    assert third.known["ILO-DR01"] == here


def test_a_disputed_age_is_a_child_whatever_number_was_written() -> None:
    adult, disputed = asked_of(19, "begging"), asked_of(19, "begging", disputed=True)
    assert adult.profiles == ("adult_labour",)
    assert disputed.profiles == ("child_labour",)
    assert rules.advice_on(intake_pack.rule_set(), disputed).child
    assert not rules.advice_on(intake_pack.rule_set(), adult).child


def test_several_profiles_fit_and_the_strongest_result_is_kept() -> None:
    interview = asked_of(30, "domestic_servitude", "prostitution_of_others")
    yes = ["ILO-CD04", "ILO-CD03", "ILO-EX01", "ILO-EX02", "ILO-DR01", "ILO-DR02", "check.recruitment"]
    interview = replace(interview, entries={name: Entry("yes") for name in yes})
    advice = rules.advice_on(intake_pack.rule_set(), interview)
    assert len(advice.results) == 2
    ranks = [intake_pack.rule_set().protection_rank(each.result, each.strength) for each in advice.results]
    assert advice.best is not None
    assert intake_pack.rule_set().protection_rank(advice.best.result, advice.best.strength) == max(ranks)
