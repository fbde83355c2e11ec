"""Types of violence by elimination, contexts, clocks of care and consent by age: known cases, and what must always hold."""

import random
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.countrypacks import pack
from amana_methods.violence import (
    Answer,
    Classified,
    Condition,
    Guide,
    GuideError,
    care_at,
    classify,
    consent_at,
    contexts_of,
)

DATA = pack("iraq").raw["violence"]
GUIDE = Guide.from_data(DATA)
KINDS = [kind.id for kind in GUIDE.kinds]
ANSWERS = ("yes", "no", "unknown", "declined", "not_asked")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
RELATIONSHIPS = sorted(option.id for option in pack("iraq").lists["relationship"])

answer_sets = st.dictionaries(st.sampled_from(KINDS), st.sampled_from(ANSWERS))
an_answer = st.sampled_from(ANSWERS)
fact_sets = st.fixed_dictionaries(
    {},
    optional={
        "relationship": st.sampled_from(RELATIONSHIPS),
        "goods_or_money_exchanged": st.sampled_from(["yes", "no", "unknown"]),
        "abduction_type": st.sampled_from(["none", "trafficked", "forced_conscription"]),
        "harmful_traditional_practice": st.sampled_from(["none", "type_1"]),
        "age_at_incident": st.integers(0, 90),
        "technology_facilitated": st.sampled_from(["yes", "no", "unknown"]),
    },
)


def test_the_answers_are_the_five() -> None:
    assert get_args(Answer.__value__) == ANSWERS


# The type ----------------------------------------------------------------------------------------


def read_by_hand(answers: Mapping[str, str], gender: str) -> set[str]:
    """Every type that is left when each open question is answered yes and no in turn: the rule, spelled out."""
    left: set[str] = set()
    open_ones = [kind for kind in KINDS if answers.get(kind, "not_asked") not in ("yes", "no")]
    for bits in range(2 ** len(open_ones)):
        world = {kind: answers.get(kind) == "yes" for kind in KINDS}
        world |= {kind: bool(bits >> place & 1) for place, kind in enumerate(open_ones)}
        first = next((kind for kind in KINDS if world[kind]), "NON_GBV")
        if gender == "no" and not DATA["types"][first].get("whatever_the_reason"):
            first = "NON_GBV"
        left.add(first)
    return left


@settings(max_examples=400, deadline=None)
@given(answer_sets, an_answer)
def test_what_is_possible_is_what_every_completion_of_the_answers_gives(
    answers: dict[str, Answer], gender: Answer
) -> None:
    found = classify(GUIDE, answers, gender)
    assert set(found.possible) == read_by_hand(answers, gender)
    assert len(found.possible) == len(set(found.possible))
    assert (found.kind is None) == (len(found.possible) > 1)
    assert found.kind is None or found.possible == (found.kind,)
    assert bool(found.ask) == (found.kind is None)


@given(st.fixed_dictionaries({kind: st.sampled_from(["yes", "no"]) for kind in KINDS}), st.sampled_from(["yes", "no"]))
def test_with_every_answer_there_is_exactly_one_type(answers: dict[str, Answer], gender: Answer) -> None:
    found = classify(GUIDE, answers, gender)
    assert found.kind in {*KINDS, "NON_GBV"}
    assert found.possible == (found.kind,)


@given(answer_sets, an_answer, st.randoms(use_true_random=False))
def test_the_order_of_the_answers_never_matters(
    answers: dict[str, Answer], gender: Answer, chance: random.Random
) -> None:
    pairs = list(answers.items())
    chance.shuffle(pairs)
    assert classify(GUIDE, dict(pairs), gender) == classify(GUIDE, answers, gender)


@given(answer_sets, an_answer)
def test_unknown_and_not_asked_are_the_same_and_never_no(answers: dict[str, Answer], gender: Answer) -> None:
    open_said: dict[str, Answer] = {k: "not_asked" if a == "unknown" else a for k, a in answers.items()}
    assert classify(GUIDE, answers, gender) == classify(GUIDE, open_said, gender)
    as_no = {kind: answers.get(kind, "not_asked") for kind in KINDS}
    for kind, answer in as_no.items():
        if answer in ("unknown", "not_asked"):
            decided: dict[str, Answer] = {**answers, kind: "no"}
            assert set(classify(GUIDE, decided, gender).possible) <= set(classify(GUIDE, answers, gender).possible)


@given(answer_sets, an_answer, st.sampled_from(KINDS), st.sampled_from(["yes", "no"]))
def test_knowing_more_never_makes_more_possible(
    answers: dict[str, Answer], gender: Answer, kind: str, answer: Answer
) -> None:
    if answers.get(kind, "not_asked") in ("unknown", "not_asked"):
        more: dict[str, Answer] = {**answers, kind: answer}
        assert set(classify(GUIDE, more, gender).possible) <= set(classify(GUIDE, answers, gender).possible)


@given(answer_sets, an_answer)
def test_answering_what_is_asked_in_its_order_decides(answers: dict[str, Answer], gender: Answer) -> None:
    known: dict[str, Answer] = dict(answers)
    for _ in KINDS:
        found = classify(GUIDE, known, gender)
        if found.kind is not None:
            break
        known[found.ask[0]] = "no"
    assert classify(GUIDE, known, gender).kind is not None


def test_only_a_no_to_gender_takes_an_incident_out_of_the_count() -> None:
    beaten: dict[str, Answer] = {"RAPE": "no", "SEXUAL_ASSAULT": "no", "PHYSICAL_ASSAULT": "yes"}
    for gender in ("yes", "unknown", "not_asked"):
        assert classify(GUIDE, beaten, gender).kind == "PHYSICAL_ASSAULT"
    out = classify(GUIDE, beaten, "no")
    assert (out.kind, out.by_reason) == ("NON_GBV", True)
    assert classify(GUIDE, {"RAPE": "yes"}, "no") == Classified("RAPE", ("RAPE",), (("RAPE", "yes"),), ())


def test_an_answer_to_a_question_that_is_not_asked_is_refused() -> None:
    with pytest.raises(KeyError, match="MURDER"):
        classify(GUIDE, {"MURDER": "yes"})


# The contexts ------------------------------------------------------------------------------------


@given(answer_sets, fact_sets, st.sampled_from(["relationship", "goods_or_money_exchanged", "age_at_incident"]))
def test_what_holds_without_a_fact_holds_with_it(
    answers: dict[str, Answer], facts: dict[str, str | int], dropped: str
) -> None:
    classified = classify(GUIDE, answers)
    with_it = contexts_of(GUIDE, classified, facts)
    without = contexts_of(GUIDE, classified, {name: value for name, value in facts.items() if name != dropped})
    assert all(holds is None or with_it[name] is holds for name, holds in without.items())


@given(answer_sets, fact_sets)
def test_a_context_that_holds_while_the_type_is_open_holds_for_each_type(
    answers: dict[str, Answer], facts: dict[str, str | int]
) -> None:
    classified = classify(GUIDE, answers)
    open_now = contexts_of(GUIDE, classified, facts)
    for kind in classified.possible:
        decided = contexts_of(GUIDE, Classified(kind, (kind,), (), ()), facts)
        assert all(holds is None or decided[name] is holds for name, holds in open_now.items())


def test_an_unknown_relation_is_not_a_no() -> None:
    rape = classify(GUIDE, {"RAPE": "yes"})
    for facts in ({}, {"relationship": "unknown"}, {"relationship": ""}, {"relationship": None}):
        assert contexts_of(GUIDE, rape, facts)["IPV"] is None
    assert contexts_of(GUIDE, rape, {"relationship": "stranger"})["IPV"] is False


def test_employer_sponsor_and_recruiter_prompt_a_screening_whatever_happened() -> None:
    for kind in KINDS:
        for relation in ("employer_or_sponsor", "recruiter_or_agency"):
            found = contexts_of(GUIDE, classify(GUIDE, {kind: "yes"}), {"relationship": relation})
            assert found["PROMPT_TIP_SCREENING"] is True


CONDITIONS = [
    ("a", {}, None),
    ("a", {"a": {"yes"}}, True),
    ("a", {"a": {"yes", "no"}}, None),
    ("a and b", {"a": {"no"}}, False),
    ("a or b", {"a": {"yes"}}, True),
    ("a and b", {"a": {"yes"}}, None),
    ("a or b", {"a": {"no"}}, None),
    ("a == x", {"a": {"x"}}, True),
    ("a != x", {"a": {"y", "z"}}, True),
    ("a != x", {"a": {"x", "z"}}, None),
    ("a in [x, y]", {"a": {"x", "y"}}, True),
    ("n < 18", {"n": {17}}, True),
    ("n < 18", {"n": {17, 18}}, None),
    ("n >= 18", {"n": {18, 40}}, True),
    ("(a or b) and n > 3", {"a": {"yes"}, "n": {3}}, False),
]


@pytest.mark.parametrize(("source", "known", "holds"), CONDITIONS)
def test_a_condition_in_three_values(source: str, known: dict[str, set[str | int]], holds: bool | None) -> None:
    condition = Condition.read(source, {"a", "b", "n"})
    assert condition.holds({name: frozenset(values) for name, values in known.items()}) is holds
    assert condition.names and condition.names <= {"a", "b", "n"}, "what it asks about"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("c", "'c' is not a name"),
        ("a ==", "a value is missing at the end"),
        ("a == and", "'and' is not expected here"),
        ("n < x", "'x' is not a number"),
        ("a in [x", "']' is expected instead of the end"),
        ("a b", "'b' is not expected here"),
        ("(a", "')' is expected"),
        ("a; b", "'; b' cannot be read"),
        ("", "a name is missing at the end"),
        ("(" * 60 + "a" + ")" * 60, "nested too deeply"),
    ],
)
def test_a_condition_that_cannot_be_read_is_told(source: str, told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        Condition.read(source, {"a", "b", "n"})


# The clocks --------------------------------------------------------------------------------------


moments = st.integers(0, 600).map(lambda hours: NOW - timedelta(hours=hours))


@given(answer_sets, st.none() | moments, st.none() | moments, st.sampled_from([None, "female", "male"]))
def test_no_care_is_ever_hidden(
    answers: dict[str, Answer], first: datetime | None, last: datetime | None, sex: str | None
) -> None:
    if first is not None and last is not None and last < first:
        first, last = last, first
    care = care_at(GUIDE, answers, now=NOW, first=first, last=last, sex=sex)
    assert sorted(each.id for each in care) == sorted(DATA["time_windows"])
    assert [each.called_for for each in care] == sorted((each.called_for for each in care), reverse=True)
    assert all((each.left is None) == (each.due is None) for each in care)
    assert all(each.left is None or each.left > timedelta(0) for each in care)


@given(answer_sets, moments)
def test_care_asks_for_what_happened_and_never_for_the_class(answers: dict[str, Answer], first: datetime) -> None:
    for each in care_at(GUIDE, answers, now=NOW, first=first):
        acts = DATA["time_windows"][each.id].get("acts", [])
        assert each.called_for == (not acts or any(answers.get(act) != "no" for act in acts))


def test_an_incident_outside_the_count_has_the_same_clocks() -> None:
    """Beaten in a robbery or at home: another type, the same care."""
    beaten: dict[str, Answer] = {"RAPE": "no", "SEXUAL_ASSAULT": "no", "PHYSICAL_ASSAULT": "yes"}
    assert classify(GUIDE, beaten, "no").kind != classify(GUIDE, beaten, "yes").kind
    called_for = {c.id for c in care_at(GUIDE, beaten, now=NOW, first=NOW) if c.called_for}
    assert called_for == {"FORENSIC", "TET", "PFA"}


@given(moments, st.integers(0, 300))
def test_not_knowing_the_hour_never_ends_a_clock_early(first: datetime, hours: int) -> None:
    last = min(first + timedelta(hours=hours), NOW)
    loose = {c.id: c for c in care_at(GUIDE, {}, now=NOW, first=first, last=last)}
    for exact in (first, last):
        for each in care_at(GUIDE, {}, now=NOW, first=exact):
            if each.state == "running":
                assert loose[each.id].state in ("running", "perhaps")
    for each in care_at(GUIDE, {}, now=NOW, first=first):
        if each.state == "running":
            assert loose[each.id].due == each.due


def test_hours_are_counted_from_the_incident() -> None:
    care = {c.id: c for c in care_at(GUIDE, {"RAPE": "yes"}, now=NOW, first=NOW - timedelta(hours=41))}
    assert care["PEP"].left == timedelta(hours=31)
    assert care["EC"].left == timedelta(hours=79)
    at_the_end = {c.id: c for c in care_at(GUIDE, {}, now=NOW, first=NOW - timedelta(hours=72))}
    assert at_the_end["PEP"].state == "passed"
    assert at_the_end["PEP"].called_for


def test_a_moment_before_the_other_is_refused() -> None:
    with pytest.raises(ValueError, match="before the earliest"):
        care_at(GUIDE, {}, now=NOW, first=NOW, last=NOW - timedelta(hours=1))


# Consent -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "child", "caregiver"),
    [
        (0, "none", "informed_consent"),
        (5, "none", "informed_consent"),
        (6, "informed_assent", "informed_consent"),
        (14, "informed_assent", "informed_consent"),
        (15, "informed_consent", "with_permission_of_child"),
        (17, "informed_consent", "with_permission_of_child"),
        (18, "informed_consent", "none"),
        (90, "informed_consent", "none"),
    ],
)
def test_who_agrees_at_an_age(years: int, child: str, caregiver: str) -> None:
    assert [(age.child, age.caregiver) for age in consent_at(GUIDE.ages, years)] == [(child, caregiver)]


def test_an_open_age_leaves_the_rows_open_the_youngest_first() -> None:
    assert consent_at(GUIDE.ages, None) == GUIDE.ages
    assert [age.from_years for age in consent_at(GUIDE.ages, 16, oldest=19)] == [15, 18]
    with pytest.raises(ValueError, match="no age"):
        consent_at(GUIDE.ages, 19, oldest=16)


# The data ----------------------------------------------------------------------------------------


SPOILT = [
    ({"types": {"A": {"order": 1}}}, "at least two"),
    ({"types": {"A": {"order": 1}, "B": {"order": 1}}}, "the same order"),
    ({"contexts": {"X": {"when": "weather == rain"}}}, "contexts.X.when: 'weather' is not a name"),
    ({"time_windows": {"W": {"hours": 0}}}, "time_windows.W.hours"),
    ({"time_windows": {"W": {"hours": 1, "acts": ["Z"]}}}, "'Z' is not a type"),
    (
        {"consent_by_age": {"ages": [{"from_years": 1, "to_years": 9, "child": "none", "caregiver": "none"}]}},
        "at birth",
    ),
    (
        {
            "consent_by_age": {
                "ages": [
                    {"from_years": 0, "to_years": 9, "child": "none", "caregiver": "none"},
                    {"from_years": 11, "to_years": 20, "child": "none", "caregiver": "none"},
                ]
            }
        },
        "9 and 11 do not meet",
    ),
]


@pytest.mark.parametrize(("change", "told"), SPOILT)
def test_data_that_cannot_be_read_are_told(change: dict[str, object], told: str) -> None:
    with pytest.raises(GuideError) as wrong:
        Guide.from_data({**DATA, **change})
    assert told in str(wrong.value)
