"""Words are made harmless before they reach the page, and lose nothing else."""

import doctest
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.printing import as_printed, wording
from amana.printing.wording import Piece, clean, pieces


def test_the_examples_in_the_docstrings_run() -> None:
    assert doctest.testmod(wording).failed == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("حتى 6 شباط 2025", [Piece("حتى ٦ شباط ٢٠٢٥", False)]),
        ("إثيوبية / EP0000000", [Piece("إثيوبية / ", False), Piece("EP0000000", True)]),
        ("4,200,000 دينار", [Piece("٤٬٢٠٠٬٠٠٠ دينار", False)]),
        (
            "ملف IQ-2026-000108، 3 أوراق",
            [Piece("ملف ", False), Piece("IQ-2026-000108", True), Piece("، ٣ أوراق", False)],
        ),
        ("Law 76 of 2017", [Piece("Law 76 of 2017", True)]),
        (
            "إلى Hawa Centre, Erbil 2 في",
            [Piece("إلى ", False), Piece("Hawa Centre, Erbil 2", True), Piece(" في", False)],
        ),
        ("24/3/2026", [Piece("٢٤/٣/٢٠٢٦", False)]),
        ("ساڵی ۲۰۱۲", [Piece("ساڵی ٢٠١٢", False)]),
    ],
)
def test_running_numbers_change_and_documents_stay(text: str, expected: list[Piece]) -> None:
    assert pieces(text, "ar") == [expected]
    assert pieces(text, "ckb") == [expected]


def test_a_document_number_of_digits_alone_stays_when_it_is_marked() -> None:
    assert pieces(f"رقم {as_printed('0012345')} في 5", "ar") == [
        [Piece("رقم ", False), Piece("0012345", True), Piece(" في ٥", False)]
    ]


def test_english_keeps_its_digits_and_needs_no_pieces() -> None:
    assert pieces("Law 76 of 2017, سارة 3", "en") == [[Piece("Law 76 of 2017, سارة 3", False)]]


def test_a_name_cannot_turn_the_line_around() -> None:
    turned = "\u202eسارة\u202c \u2067x\u2069 \u200fy\u061c"
    assert pieces(turned, "ar") == [[Piece("سارة ", False), Piece("x y", True)]]


def test_a_half_mark_is_only_removed() -> None:
    assert pieces("\u2066EP1 سارة", "ar") == [[Piece("EP1", True), Piece(" سارة", False)]]
    assert pieces("EP1\u2069 سارة", "ar") == [[Piece("EP1", True), Piece(" سارة", False)]]


def test_nul_bells_and_half_surrogates_vanish_while_joiners_stay() -> None:
    assert clean("a\x00b\x07c\ud800d\x7f") == "abcd"
    assert clean("نە\u200cبوون") == "نە\u200cبوون"


def test_every_kind_of_line_break_begins_a_paragraph_and_empty_ones_vanish() -> None:
    assert [line[0].text for line in pieces("a\r\nb\u2028c\n\n \nd", "en")] == ["a", "b", "c", "d"]


def test_a_letter_written_as_two_becomes_one() -> None:
    assert clean("e\u0301") == "é"


@given(st.text(max_size=200), st.sampled_from(["ar", "ckb", "en"]))
def test_nothing_invisible_reaches_the_page_and_no_visible_letter_is_lost(text: str, language: str) -> None:
    shown = "".join(piece.text for line in pieces(text, language) for piece in line)
    assert not any(unicodedata.category(c) in ("Cc", "Cs") or c in "\u202e\u2066\u2069\u200f" for c in shown)
    letters = [c for c in shown if c.isalpha()]
    assert letters == [c for c in clean(text) if c.isalpha()]
