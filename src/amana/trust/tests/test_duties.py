"""The worker's duties: each in its time, and none ends the others."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from amana.trust import duties
from amana.trust.duties import register_duty, run_due

MORNING = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _only_my_duties(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(duties, "_duties", {})
    yield


def test_a_duty_is_done_at_once_and_then_in_its_time() -> None:
    done: list[datetime] = []
    register_duty("count", 10, done.append)
    moments = [MORNING, MORNING + timedelta(seconds=9), MORNING + timedelta(seconds=10)]
    for moment in moments:
        run_due(moment)
    assert done == [moments[0], moments[2]]


def test_a_failing_duty_is_told_and_tried_again_while_the_others_go_on(caplog: pytest.LogCaptureFixture) -> None:
    done: list[datetime] = []

    def fail(now: datetime) -> None:
        raise ValueError("Rawan")

    register_duty("fail", 86_400, fail)
    register_duty("count", 1, done.append)

    assert run_due(MORNING) == ("fail",)
    assert run_due(MORNING + timedelta(seconds=30)) == ()
    assert run_due(MORNING + timedelta(seconds=61)) == ("fail",)

    assert len(done) == 3
    assert "duty fail failed: ValueError at" in caplog.text
    assert "Rawan" not in caplog.text


def test_one_fault_is_told_once_an_hour_and_another_at_once(caplog: pytest.LogCaptureFixture) -> None:
    faults: list[Exception] = [ValueError(), ValueError(), ValueError(), KeyError(), ValueError()]

    def fail(now: datetime) -> None:
        if fault := faults.pop(0) if faults else None:
            raise fault

    register_duty("fail", 1, fail)
    told = []
    for seconds in (0, 1, 3600, 3601, 3602, 3603):
        run_due(MORNING + timedelta(seconds=seconds))
        told.append(len(caplog.records))
    assert told == [1, 1, 2, 3, 4, 4]


def test_a_clock_that_was_put_back_a_year_does_not_stop_the_worker_for_a_year() -> None:
    done: list[datetime] = []
    register_duty("count", 10, done.append)
    before = MORNING - timedelta(days=365)
    for moment in (MORNING, before, before + timedelta(seconds=5), before + timedelta(seconds=10)):
        run_due(moment)
    assert done == [MORNING, before, before + timedelta(seconds=10)]
