"""What is true about help, money and stock."""

from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.assistance.rules import (
    MAY_BECOME,
    OPEN,
    Moved,
    cash_book,
    help_is_open,
    is_second_person,
    left_after,
    may_become,
    next_follow_up,
)

GIVEN = datetime(2026, 3, 1, 9, tzinfo=UTC)
PLACES = {"opens_from": {"presumed"}, "initial": "none", "ended": {"closed"}}


def test_what_is_over_stays_over() -> None:
    for state in MAY_BECOME.keys() - OPEN:
        assert not any(may_become(state, wanted) for wanted in MAY_BECOME)


def test_money_is_never_given_before_a_second_person_agreed() -> None:
    assert not may_become("waits", "delivered")
    assert may_become("waits", "agreed")
    assert may_become("agreed", "delivered")


def test_nobody_is_the_second_person_of_their_own_request() -> None:
    rawan, nasrin = uuid4(), uuid4()
    assert is_second_person(rawan, nasrin)
    assert not is_second_person(rawan, rawan)
    assert not is_second_person(rawan, None)


@pytest.mark.parametrize(
    ("identification", "help_place", "open_now"),
    [("signal", "none", False), ("presumed", "none", True), ("not_identified", "assistance", True), ("presumed", "closed", False)],
)  # fmt: skip
def test_help_opens_with_the_presumption_and_stays_open(identification: str, help_place: str, open_now: bool) -> None:
    assert help_is_open(identification, help_place, **PLACES) is open_now  # type: ignore[arg-type]


def test_checks_after_a_return_come_at_their_days_and_then_end() -> None:
    days = [next_follow_up(GIVEN, followup_days=None, schedule_days=(30, 90, 180, 365), done=n) for n in range(5)]
    assert [(day - GIVEN).days if day else None for day in days] == [60, 90, 185, None, None]


def test_a_service_without_a_wait_is_not_looked_at_again() -> None:
    assert next_follow_up(GIVEN, followup_days=None) is None


@given(st.integers(0, 500), st.integers(-5, 600))
def test_a_balance_never_falls_below_zero(balance: int, quantity: int) -> None:
    if 1 <= quantity <= balance:
        assert left_after(balance, quantity) + quantity == balance
    else:
        with pytest.raises(ValueError, match=str(quantity)):
            left_after(balance, quantity)


def test_the_book_adds_up_by_month_and_currency() -> None:
    rows = cash_book(
        [
            Moved("2026-02", "IQD", "in", Decimal(1000)),
            Moved("2026-02", "IQD", "out", Decimal(250)),
            Moved("2026-03", "IQD", "back", Decimal(50)),
            Moved("2026-03", "USD", "in", Decimal(10)),
        ]
    )
    assert [(row.month, row.currency, int(row.left)) for row in rows] == [
        ("2026-02", "IQD", 750), ("2026-03", "IQD", 800), ("2026-03", "USD", 10),
    ]  # fmt: skip
