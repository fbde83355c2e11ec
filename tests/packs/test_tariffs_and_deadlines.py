"""Arithmetic of overstay and of deadlines, by hand."""

from datetime import UTC, date, datetime

import pytest

from amana.countrypacks import pack
from amana.countrypacks.deadlines import due_at, length_of
from amana.justice.pack_sections import TARIFFS
from amana.justice.tariffs import fine, in_force, overstay_days, overstay_days_within

IRAQ = pack("iraq")


def test_a_range_computes_no_amount() -> None:
    estimate = fine(TARIFFS.of(IRAQ)["FED-PRACTICE-2024"], 90)
    assert (estimate.amount, estimate.least, estimate.most) == (None, 500_000, 3_000_000)


def test_a_mere_consequence_costs_nothing_that_could_be_computed() -> None:
    assert fine(TARIFFS.of(IRAQ)["FED-DEPORT"], 90).amount is None


def test_negative_days_and_unknown_currencies_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        fine(TARIFFS.of(IRAQ)["KRI-LATE-DAILY"], -1)
    with pytest.raises(KeyError):
        fine(TARIFFS.of(IRAQ)["KRI-LATE-DAILY"], 1, "EUR")


def test_grace_days_cost_nothing() -> None:
    tariff = TARIFFS.of(pack("example"))["XA-DAILY"]
    assert [fine(tariff, days).amount for days in (0, 2, 3, 40, 41)] == [0, 0, 15, 200, 200]


def test_the_tariffs_of_a_place_and_a_day() -> None:
    assert set(in_force(TARIFFS.of(IRAQ), "IQ-FED", date(2019, 6, 1))) == {"FED-MOI-BASE-DAILY"}
    assert set(in_force(TARIFFS.of(IRAQ), "IQ-FED", date(2025, 1, 1))) == {
        "FED-MOI-BASE-DAILY", "FED-PRACTICE-2024", "FED-DEPORT",
    }  # fmt: skip
    assert set(in_force(TARIFFS.of(IRAQ), "IQ-KRI", date(2020, 12, 31))) == set()


def test_days_of_overstay_begin_the_day_after() -> None:
    assert overstay_days(date(2026, 1, 31), date(2026, 1, 31)) == 0
    assert overstay_days(date(2026, 1, 31), date(2026, 2, 1)) == 1
    assert overstay_days(date(2026, 1, 31), date(2025, 12, 1)) == 0


def test_a_day_that_two_periods_hold_counts_once() -> None:
    periods = [(date(2026, 1, 20), date(2026, 2, 5)), (date(2026, 2, 4), date(2026, 2, 6))]
    assert overstay_days_within(date(2026, 1, 31), date(2026, 3, 1), periods) == 6
    assert overstay_days_within(date(2026, 1, 31), date(2026, 2, 3), periods) == 3


def test_urgency_shortens_a_deadline() -> None:
    deadline = IRAQ.machine("referral").transition("r5").deadline
    assert deadline is not None
    assert length_of(deadline, {"urgency": "immediate"}) == (4, "hour")
    assert length_of(deadline, {"urgency": "routine"}) == (72, "hour")
    assert length_of(deadline, {}) == (72, "hour")


def test_the_table_of_urgency_and_the_deadlines_of_referrals_agree() -> None:
    machine = IRAQ.machine("referral")
    for urgency in IRAQ.urgencies:
        for step, hours in (
            ("r4", urgency.acknowledge_hours),
            ("r5", urgency.answer_hours),
            ("r11", urgency.answer_hours),
        ):
            deadline = machine.transition(step).deadline
            assert deadline is not None
            assert length_of(deadline, {"urgency": urgency.id}) == (hours, "hour"), (step, urgency.id)


def test_a_week_end_and_a_holiday_are_no_working_days() -> None:
    deadline = IRAQ.machine("procedure").transition("t05").deadline
    assert deadline is not None
    thursday = datetime(2026, 3, 5, 6, tzinfo=UTC)
    assert due_at(deadline, thursday, IRAQ).date() == date(2026, 3, 12)
    assert due_at(deadline, thursday, IRAQ, holidays=[date(2026, 3, 9)]).date() == date(2026, 3, 15)
