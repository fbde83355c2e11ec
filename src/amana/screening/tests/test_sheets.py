"""A sheet of paper is read back as it was answered, and what cannot be meant is told."""

import doctest
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.countrypacks import pack
from amana.intake import pack as intake_pack
from amana.intake.pack_sections import SCREENING
from amana.screening import pack as says
from amana.screening.rules import Interview, choose_profiles, parts_of, sheets
from amana.screening.rules.interview import Entry
from amana.screening.rules.sheets import TYPED, Sheet, changes_of, read_answers, read_notes, sheet_of

DIGITS = ["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "၀၁၂၃၄၅၆၇၈၉"]


def sheet(*kinds: str, age: int | None = 30) -> Sheet:
    """The sheet for an adult in forced labour, or for other kinds and another age."""
    rule_set = intake_pack.rule_set()
    interview = choose_profiles(rule_set, Interview(), age_years=age, kinds=kinds or ["forced_labour"])
    return sheet_of(rule_set, interview.profiles, parts_of(rule_set, interview, says.stages()))


def numbered(of: Sheet) -> list[str]:
    """The questions that are answered, in their order."""
    return [line.question for line in of.lines if line.number is not None]


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(sheets).failed == 0


@pytest.mark.parametrize(
    ("kinds", "age"), [(["forced_labour"], 30), (["begging"], 12), ([], None), (["organ_removal"], 40)]
)
def test_numbers_run_through_and_codes_stand_for_one_question_each(kinds: list[str], age: int | None) -> None:
    of = sheet(*kinds, age=age)
    assert [line.number for line in of.lines if line.number] == list(range(1, len(numbered(of)) + 1))
    codes = [line.code for line in of.lines]
    assert len(set(codes)) == len(codes)
    assert all(of.find(line.code) == line for line in of.lines)
    assert all(re.fullmatch(r"[A-Z]{1,4}[0-9]{1,4}", code) for code in codes)  # otherwise nobody could type it


def test_every_weighted_question_of_the_profile_stands_on_the_sheet_once() -> None:
    of = sheet()
    weighted = intake_pack.rule_set().profiles["adult_labour"]
    assert sorted(each for each in numbered(of) if each in weighted) == sorted(weighted)


def test_a_short_code_is_the_same_on_every_sheet() -> None:
    adult, child = sheet(), sheet(age=12)
    both = set(numbered(adult)) & set(numbered(child))
    assert both
    codes = [{line.question: line.code for line in of.lines} for of in (adult, child)]
    assert all(codes[0][question] == codes[1][question] for question in both)


def test_the_code_of_a_sheet_tells_sheets_apart_and_is_read_in_any_script() -> None:
    adult, child = sheet(), sheet(age=12)
    assert adult.code.startswith("AL ")
    assert not adult.is_code(child.code)
    for digits in DIGITS:
        typed = adult.code.removeprefix("AL ").translate(str.maketrans("0123456789", digits))
        assert adult.is_code(typed)
    assert not adult.is_code("")


ANSWERS = st.sampled_from(sorted(TYPED))


@given(st.lists(ANSWERS, min_size=1, max_size=60), st.data())
def test_what_is_typed_is_what_is_read_whatever_the_way(answers: list[str], data: st.DataObject) -> None:
    of = sheet()
    questions = numbered(of)[: len(answers)]
    digits = data.draw(st.sampled_from(DIGITS))
    written = []
    for line in (line for line in of.lines if line.question in questions):
        answer = answers[questions.index(line.question)]
        name = data.draw(st.sampled_from([str(line.number), line.code, line.code.lower()]))
        sign = data.draw(st.sampled_from(sorted(TYPED[answer])))
        gap = data.draw(st.sampled_from(["", " ", ".", ": "]))
        written.append(name + gap + sign)
    order = data.draw(st.permutations(written))
    text = data.draw(st.sampled_from([" ", "\n", ", ", "، "])).join(order)
    read = read_answers(text.translate(str.maketrans("0123456789", digits)), of)
    assert read.mistakes == ()
    assert read.found == dict(zip(questions, answers, strict=False))
    run = "".join(data.draw(st.sampled_from(sorted(TYPED[answer]))) for answer in answers)
    assert read_answers(run, of).found == read.found


@pytest.mark.parametrize(
    ("text", "fault", "shown"),
    [
        ("1a 999z", "no_such_question", "999z"),
        ("1a ZZ01z", "no_such_question", "ZZ01z"),
        ("O1a", "no_such_question", "O1a"),
        ("1k", "no_such_answer", "1k"),
        ("1a\n2 maybe", "no_such_answer", "maybe"),
        ("1a 1z", "two_answers", "1z"),
        ("1a 3", "no_answer", "3"),
        ("1 " + "a" * 400, "too_many", "a" * 400),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place(text: str, fault: str, shown: str) -> None:
    mistakes = read_answers(text, sheet()).mistakes
    assert [(each.fault, each.text) for each in mistakes] == [(fault, shown)]
    assert mistakes[0].line == text.count("\n") + 1


def test_the_same_answer_twice_is_no_mistake() -> None:
    assert read_answers("1a 1a", sheet()).mistakes == ()


def test_notes_belong_to_their_question_and_may_have_several_lines() -> None:
    of = sheet()
    first, second = numbered(of)[:2]
    read = read_notes("1: they took it\non the first day\n٢: شاهدتُ 12 شخصاً\nO1: water", of)
    assert read.mistakes == ()
    assert read.found == {
        first: "they took it\non the first day",
        second: "شاهدتُ 12 شخصاً",
        of.lines[0].question: "water",
    }


def test_a_note_without_a_question_is_told() -> None:
    assert read_notes("she was tired", sheet()).mistakes[0].fault == "no_question"
    assert read_notes("999: she was tired\nand cold", sheet()).mistakes[0].fault == "no_such_question"


def test_a_sheet_takes_nothing_away() -> None:
    before = Interview(entries={"A": Entry("yes", "his words"), "B": Entry("no")})
    changes = changes_of(before, {"A": "not_asked", "B": "yes", "C": "not_asked"}, {"A": "more", "D": "new"})
    assert changes == {"A": Entry("yes", "his words\nmore"), "B": Entry("yes"), "D": Entry("not_asked", "new")}
    assert changes_of(Interview(entries={**before.entries, **changes}), {"B": "yes"}, {"A": "more"}) == {}


def test_the_invented_country_has_its_sheet(settings: object) -> None:
    assert SCREENING.of(pack("example")).entry.card.questions.keys() == {
        "danger",
        "child",
        "papers",
        "speaks",
        "afraid",
        "ashore",
    }
