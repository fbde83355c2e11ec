"""A pass opens for its purpose, for a while, on this instance; anything else is no pass."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from amana import vault

NOW = datetime(2026, 3, 1, 20, tzinfo=UTC)
LASTS = timedelta(minutes=20)


def test_it_opens_while_it_lasts_and_shows_nothing() -> None:
    given = vault.passes.give_pass("follow", "48213905771624073958", NOW)
    assert "48213" not in given
    assert vault.passes.read_pass("follow", given, NOW + LASTS, lasts=LASTS) == "48213905771624073958"
    assert vault.passes.read_pass("follow", given, NOW + LASTS + timedelta(seconds=1), lasts=LASTS) is None
    assert vault.passes.read_pass("follow", given, NOW - timedelta(hours=1), lasts=LASTS) is None


def test_it_is_for_one_purpose_and_one_instance(settings: Settings) -> None:
    given = vault.passes.give_pass("follow", "1", NOW)
    assert vault.passes.read_pass("other", given, NOW, lasts=LASTS) is None
    settings.SECRET_KEY = "another instance"
    assert vault.passes.read_pass("follow", given, NOW, lasts=LASTS) is None


@pytest.mark.parametrize("given", ["", "x", "é", "AgE=", "A" * 5000, "====", "\x00"])
def test_anything_else_is_no_pass(given: str) -> None:
    assert vault.passes.read_pass("follow", given, NOW, lasts=LASTS) is None
