"""Length and moment of an answer of the public face come in steps."""

import random
import time

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from amana.web.rounded import STEP_BYTES, STEP_KEY, STEP_SECONDS, RoundedAnswers


def answered(method: str, content: str, seconds: float = 0.0, kind: str = "text/html") -> tuple[HttpResponse, float]:
    """The answer to a page that is so long and takes so long to make, and after how many seconds it came."""

    def page(request: HttpRequest) -> HttpResponse:
        time.sleep(seconds)
        return HttpResponse(content, content_type=kind)

    began = time.monotonic()
    return RoundedAnswers(page)(RequestFactory().generic(method, "/en/code/")), time.monotonic() - began


@pytest.mark.parametrize("length", [0, 1, 5000, STEP_BYTES - 9, STEP_BYTES - 8, STEP_BYTES, 3 * STEP_BYTES + 17])
def test_every_length_is_a_step_and_the_page_is_whole(length: int) -> None:
    answer, _seconds = answered("POST", "x" * length)
    assert len(answer.content) % STEP_BYTES == 0
    assert len(answer.content) - length <= STEP_BYTES + 8
    assert answer.content.startswith(b"x" * length + b"<!-- ") and answer.content.endswith(b" -->")


def test_pages_of_about_the_same_length_cannot_be_told_apart() -> None:
    lengths = {len(answered("POST", "x" * random.randrange(4000, 8000))[0].content) for _ in range(20)}  # noqa: S311
    assert lengths == {STEP_BYTES}


def test_no_answer_comes_before_its_step() -> None:
    for seconds in (0.0, 0.02, 0.045, 0.06):
        _answer, took = answered("POST", "x", seconds)
        assert took >= STEP_SECONDS * (1 if seconds < STEP_SECONDS else 2) - 0.002


def test_what_everybody_gets_alike_is_left_as_it_is() -> None:
    answer, took = answered("GET", "x" * 100)
    assert (len(answer.content), took < STEP_SECONDS) == (100, True)
    assert answered("POST", "{}", kind="application/json")[0].content == b"{}"


def test_a_view_may_ask_for_larger_steps_and_a_browser_may_not() -> None:
    def page(request: HttpRequest) -> HttpResponse:
        request.META[STEP_KEY] = 2 * STEP_BYTES
        return HttpResponse("x")

    assert len(RoundedAnswers(page)(RequestFactory().post("/en/code/")).content) == 2 * STEP_BYTES
    asked = RequestFactory().post("/en/code/", headers={STEP_KEY: "1"})
    assert len(RoundedAnswers(lambda _: HttpResponse("x"))(asked).content) == STEP_BYTES
