"""What is true about interviews."""

import json

from hypothesis import given
from hypothesis import strategies as st

from amana.intake import pack as intake_pack
from amana.screening import pack as says
from amana.screening import rules
from amana.screening.rules import Entry, Interview

questions = st.sampled_from(["A", "B", "C", "D"])
entries = st.builds(Entry, st.sampled_from(rules.ANSWERS), st.sampled_from(["", "she said so"]))


@given(st.dictionaries(questions, entries), st.permutations(["A", "B", "C", "D"]))
def test_the_order_in_which_answers_are_kept_does_not_matter(given_: dict[str, Entry], order: list[str]) -> None:
    at_once, _ = rules.merge_changes(Interview(), given_, stale=False)
    one_by_one = Interview()
    for name in order:
        if name in given_:
            one_by_one, differing = rules.merge_changes(one_by_one, {name: given_[name]}, stale=True)
            assert not differing
    assert one_by_one.as_data() == at_once.as_data()


@given(st.dictionaries(questions, entries), st.dictionaries(questions, entries))
def test_two_writers_lose_nothing(first: dict[str, Entry], second: dict[str, Entry]) -> None:
    """What the first wrote stays; what the second wrote is there as well, or is named as differing."""
    both, differing = rules.merge_changes(rules.merge_changes(Interview(), first, stale=False)[0], second, stale=True)
    for name, entry in first.items():
        if entry != Entry():
            assert (both.entry(name).answer, entry.words) in (
                (entry.answer, ""),
                (entry.answer, both.entry(name).words),
            )
    for name, entry in second.items():
        assert both.entry(name) == entry or name in differing


@given(st.dictionaries(questions, entries), st.integers(0, 120) | st.none())
def test_an_interview_comes_back_as_it_was_put_away(given_: dict[str, Entry], age: int | None) -> None:
    interview = Interview(("adult_labour",), ("begging",), age, True, "ar", given_)
    again = Interview.from_data(json.loads(json.dumps(interview.as_data())))
    assert again.as_data() == interview.as_data()
    assert all(again.entry(name) == entry for name, entry in given_.items())


def test_age_while_it_happened_chooses_the_questions() -> None:
    found = rules.choose_profiles(intake_pack.rule_set(), Interview(), age_years=16, kinds={"domestic_servitude"})
    assert found.profiles == ("child_labour",)
    found = rules.choose_profiles(
        intake_pack.rule_set(), found, age_years=30, kinds={"domestic_servitude", "prostitution_of_others"}
    )
    assert set(found.profiles) == {"adult_labour", "adult_sexual"}


def test_an_unknown_age_asks_the_questions_for_children() -> None:
    assert rules.choose_profiles(intake_pack.rule_set(), Interview(), age_years=None, kinds={"begging"}).profiles == (
        "child_labour",
    )


def test_organ_removal_is_asked_by_the_checklist_alone() -> None:
    found = rules.choose_profiles(intake_pack.rule_set(), Interview(), age_years=30, kinds={"organ_removal"})
    assert (found.profiles, found.checklist) == ((), True)
    parts = rules.parts_of(intake_pack.rule_set(), found, says.stages())
    asked = [question for part in parts for question in part.questions]
    assert "check.deception" in asked
    assert "check.organ_removal" in asked
    assert not any(question.startswith("ILO-") for question in asked)
    assert rules.advice_on(intake_pack.rule_set(), found).result == "inconclusive"
    told = {f"check.{name}": Entry("yes") for name in ("recruitment", "deception", "organ_removal")}
    advice = rules.advice_on(intake_pack.rule_set(), rules.merge_changes(found, told, stale=False)[0])
    assert (advice.result, advice.strength, advice.rule) == ("presumed_victim", "standard", "M1")


def test_every_question_of_every_profile_has_words() -> None:
    for age in (16, 30):
        interview = rules.choose_profiles(intake_pack.rule_set(), Interview(), age_years=age, kinds=set())
        order = rules.order_of(rules.parts_of(intake_pack.rule_set(), interview, says.stages()))
        assert len(order) > 60
        assert all(str(says.question(name).label) for name in order)
    assert all(label for _, label in says.kinds())


def test_answers_lead_to_advice_with_reasons() -> None:
    interview = rules.choose_profiles(intake_pack.rule_set(), Interview(), age_years=30, kinds={"domestic_servitude"})
    yes = ["ILO-DR01", "ILO-DR02", "ILO-EX01", "ILO-EX02", "ILO-CD01", "ILO-CD14"]
    told = {name: Entry("yes") for name in [*yes, "check.recruitment"]}
    advice = rules.advice_on(intake_pack.rule_set(), rules.merge_changes(interview, told, stale=False)[0])
    assert (advice.result, advice.rule, advice.profile) == ("presumed_victim", "A1", "adult_labour")
    proposed = rules.proposed_elements(advice, ["domestic_servitude"])
    assert proposed["act"] == ["recruitment"]
    assert set(proposed["means"]) == {"deception", "other_coercion"}
    assert proposed["purpose_or_child_basis"] == ["domestic_servitude"]


def test_before_and_after() -> None:
    assert rules.neighbours("abc", "a") == (None, "b")
    assert rules.neighbours("abc", "c") == ("b", None)
