"""Length and moment of an answer of the public face come in steps."""

import random

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from amana.web import rounded
from amana.web.rounded import STEP_BYTES, STEP_KEY, STEP_SECONDS, RoundedAnswers


class Clock:
    """Stands in for `time`: it goes on only where somebody works or waits, so that no machine is too slow."""

    def __init__(self) -> None:
        self.passed = 0.0

    def monotonic(self) -> float:
        """The moment."""
        return self.passed

    def sleep(self, seconds: float) -> None:
        """So much later."""
        self.passed += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock by which answers wait."""
    made = Clock()
    monkeypatch.setattr(rounded, "time", made)
    return made


def answered(method: str, content: str, kind: str = "text/html") -> HttpResponse:
    """The answer to a page that is so long."""
    face = RoundedAnswers(lambda request: HttpResponse(content, content_type=kind))
    return face(RequestFactory().generic(method, "/en/code/"))


@pytest.mark.parametrize("length", [0, 1, 5000, STEP_BYTES - 9, STEP_BYTES - 8, STEP_BYTES, 3 * STEP_BYTES + 17])
def test_every_length_is_a_step_and_the_page_is_whole(length: int) -> None:
    answer = answered("POST", "x" * length)
    assert len(answer.content) % STEP_BYTES == 0
    assert len(answer.content) - length <= STEP_BYTES + 8
    assert answer.content.startswith(b"x" * length + b"<!-- ") and answer.content.endswith(b" -->")


def test_pages_of_about_the_same_length_cannot_be_told_apart() -> None:
    lengths = {len(answered("POST", "x" * random.randrange(4000, 8000)).content) for _ in range(20)}  # noqa: S311
    assert lengths == {STEP_BYTES}


@pytest.mark.parametrize(("work", "steps"), [(0.001, 1), (0.02, 1), (0.045, 1), (0.06, 2), (0.101, 3)])
def test_every_answer_comes_at_a_step_of_the_clock(clock: Clock, work: float, steps: int) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        clock.sleep(work)
        return HttpResponse("x")

    RoundedAnswers(page)(RequestFactory().post("/en/code/"))
    assert clock.passed == pytest.approx(steps * STEP_SECONDS)


def test_what_everybody_gets_alike_is_left_as_it_is(clock: Clock) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        clock.sleep(0.001)
        return HttpResponse("x" * 100)

    answer = RoundedAnswers(page)(RequestFactory().get("/en/code/"))
    assert (len(answer.content), clock.passed) == (100, 0.001)
    assert answered("POST", "{}", kind="application/json").content == b"{}"


def test_a_view_may_ask_for_larger_steps_and_a_browser_may_not() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        request.META[STEP_KEY] = 2 * STEP_BYTES
        return HttpResponse("x")

    assert len(RoundedAnswers(page)(RequestFactory().post("/en/code/")).content) == 2 * STEP_BYTES
    asked = RequestFactory().post("/en/code/", headers={STEP_KEY: "1"})
    assert len(RoundedAnswers(lambda _: HttpResponse("x"))(asked).content) == STEP_BYTES
