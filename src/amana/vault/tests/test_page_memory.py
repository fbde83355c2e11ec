"""What a page asks once, and the time that a request asks once: kept for that page alone, and by nothing that writes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from amana import vault
from amana.vault import clock
from amana.vault.acting import acting_as
from amana.vault.models import Facts
from amana.vault.page_memory import forget_page, once_a_page, page_memory

type Question = Callable[[int], list[int]]


@pytest.fixture
def asked() -> tuple[Question, list[int]]:
    """A question, and how it was asked so far."""
    times: list[int] = []

    @once_a_page
    def question(number: int) -> list[int]:
        times.append(number)
        return [number]

    return question, times


def test_a_page_asks_once_and_the_next_page_again(asked: tuple[Question, list[int]]) -> None:
    question, times = asked
    for _page in range(2):
        with page_memory():
            assert question(1) == question(1) == [1] and question(2) == [2]
    assert times == [1, 2, 1, 2]


def test_outside_a_page_every_question_is_asked(asked: tuple[Question, list[int]]) -> None:
    question, times = asked
    question(1), question(1)
    assert times == [1, 1]


def test_whoever_changes_an_answer_changes_nobody_else_s(asked: tuple[Question, list[int]]) -> None:
    question, _times = asked
    with page_memory():
        question(1).append(7)
        assert question(1) == [1]


def test_an_error_is_no_answer(asked: tuple[Question, list[int]]) -> None:
    failing: list[bool] = [True]

    @once_a_page
    def question() -> int:
        if failing:
            raise ValueError
        return 1

    with page_memory():
        with pytest.raises(ValueError):
            question()
        failing.clear()
        assert question() == 1


def test_forgotten_is_asked_again(asked: tuple[Question, list[int]]) -> None:
    question, times = asked
    with page_memory():
        question(1)
        forget_page()
        question(1)
    assert times == [1, 1]


@pytest.mark.django_db
def test_facts_that_a_page_writes_are_read_as_written() -> None:
    lock, owner = vault.keystore.new_lock(), uuid4()
    with page_memory():
        for facts in ({"sex": "female"}, {"sex": "male"}):
            vault.facts.put(lock, "case", owner, facts)
            assert vault.facts.get("case", owner) == facts
        vault.facts.forget("case", owner)
        assert vault.facts.get("case", owner) == {}


@pytest.mark.django_db
def test_what_is_written_past_the_facts_is_read_as_written(asked: tuple[Question, list[int]]) -> None:
    question, times = asked
    lock, owner = vault.keystore.new_lock(), uuid4()
    vault.facts.put(lock, "case", owner, {"sex": "female"})
    with page_memory():
        question(1)
        assert vault.facts.get("case", owner) == {"sex": "female"} and question(1) == [1]
        assert times == [1]
        Facts.objects.filter(owner=owner).delete()
        assert vault.facts.get("case", owner) == {} and question(1) == [1]
    assert times == [1, 1]


@pytest.mark.django_db
@pytest.mark.postgresql
def test_whoever_acts_from_here_on_asks_anew(asked: tuple[Question, list[int]]) -> None:
    question, times = asked
    with page_memory():
        question(1)
        with acting_as(uuid4()):
            question(1)
        question(1)
    assert times == [1, 1, 1]


# The time -----------------------------------------------------------------------------------------


@dataclass
class Said:
    """How often the database said the time, and the seconds that stand in the place of the processor's."""

    times: int = 0
    seconds: float = 0.0


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Said:
    """The seconds are turned by the test, and the questions counted."""
    told, ask = Said(), clock._ask

    def counted() -> datetime:
        told.times += 1
        return ask()

    monkeypatch.setattr(clock, "_ask", counted)
    monkeypatch.setattr("amana.vault.clock.time.monotonic", lambda: told.seconds)
    return told


@pytest.mark.django_db
def test_a_request_asks_for_the_time_once_and_it_goes_on(said: Said) -> None:
    with clock.time_asked_once():
        first = clock.now()
        said.seconds += 1.5
        assert clock.now() - first == timedelta(seconds=1.5)
        assert said.times == 1
    clock.now(), clock.now()
    assert said.times == 3


@pytest.mark.django_db
def test_a_request_that_takes_long_asks_again(said: Said) -> None:
    with clock.time_asked_once():
        clock.now()
        said.seconds += 10.5
        clock.now()
    assert said.times == 2


@pytest.mark.django_db
def test_the_next_request_asks_again(said: Said) -> None:
    for _request in range(2):
        with clock.time_asked_once():
            clock.now(), clock.now()
    assert said.times == 2
