"""A QR code is a square of fields that anybody's phone reads."""

import pytest

from amana.printing import qr

CORNER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")


def test_three_corners_tell_a_reader_where_it_is() -> None:
    rows = qr("amana.trail/0123456789abcdef\n42\n")
    assert len({len(rows), *map(len, rows)}) == 1
    assert (len(rows) - 17) % 4 == 0
    assert tuple(row[:7] for row in rows[:7]) == CORNER
    assert tuple(row[-7:] for row in rows[:7]) == CORNER
    assert tuple(row[:7] for row in rows[-7:]) == CORNER


def test_the_same_words_give_the_same_code_and_others_another() -> None:
    assert qr("one") == qr("one") != qr("two")


def test_what_no_code_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        qr("x" * 3000)
