# SPDX-License-Identifier: Apache-2.0
"""Digits of every script become 0-9, and nothing else changes."""

import doctest
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from amana_methods import digits
from amana_methods.digits import western_digits


def test_the_examples_hold() -> None:
    assert doctest.testmod(digits) == (0, 1)


@given(st.text())
def test_each_sign_stays_or_is_its_own_digit(text: str) -> None:
    for sign, plain in zip(text, western_digits(text), strict=True):
        assert plain == (str(unicodedata.decimal(sign)) if sign.isdecimal() else sign)


def test_superscripts_and_fractions_are_no_digits_to_write_a_number_with() -> None:
    assert western_digits("²½٣") == "²½3"
