"""The work of following up a code does not say whether it is somebody's."""

import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amana import vault
from amana.intake import commands
from amana.intake.models import Sign
from amana.public_reports import commands as letterbox
from amana.public_reports.commands import following
from amana.public_reports.tests.letters import drop, reader, wrong_code
from amana.vault import codes
from tests.cast import World

pytestmark = pytest.mark.django_db
SECONDS = 0.0025  # half of what the alarm has to find


@pytest.fixture
def code(world: World) -> Iterator[str]:
    """The code of a report that was answered."""
    letterbox.forget_flood()
    receipt = drop(world)
    letterbox.empty_box(world.now)
    sign = Sign.objects.select_related("procedure").get()
    commands.answer_reporter(reader(world, sign), sign, text="We come tomorrow.", now=world.now)
    yield receipt.code
    letterbox.forget_flood()


def test_a_right_and_a_wrong_code_take_the_same_steps(world: World, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    done = Counter[str]()

    def counted(name: str, deed: Callable[..., Any]) -> Callable[..., Any]:
        def step(*given: Any, **named: Any) -> Any:
            done[name] += 1
            return deed(*given, **named)

        return step

    monkeypatch.setattr(codes, "_stretch_code", counted("stretched", codes._stretch_code))
    monkeypatch.setattr(vault.letters, "open_copy", counted("opened", vault.letters.open_copy))

    def steps(typed: str) -> Counter[str]:
        done.clear()
        with CaptureQueriesContext(connection) as asked:
            letterbox.follow(typed, source=str(time.monotonic_ns()), now=world.now)
        return done + Counter(questions=len(asked))

    right = steps(code)
    assert right["stretched"] and right["opened"] and right["questions"]
    mistyped = code[:-1] + str((int(code[-1]) + 1) % 10)
    assert {typed: steps(typed) for typed in (wrong_code(), mistyped, "12") if steps(typed) != right} == {}
    monkeypatch.setattr(following, "_open_nothing", lambda keys: None)
    assert steps(wrong_code()) != right, "the alarm: a wrong code opens nothing"


def longer(pairs: int, one: Callable[[], object], other: Callable[[], object]) -> float:
    """How many seconds of a processor `other` takes more than `one`: the median over interleaved pairs."""
    differences = []
    for number in range(pairs):
        took = {}
        for name, ask in (("one", one), ("other", other))[:: 1 if number % 2 else -1]:
            began = time.process_time()
            ask()
            took[name] = time.process_time() - began
        differences.append(took["other"] - took["one"])
    return statistics.median(differences)


@pytest.mark.deep
def test_a_right_and_a_wrong_code_are_the_same_work(
    world: World, code: str, record_property: Callable[[str, object], None]
) -> None:
    pairs = 1000

    def follow(typed: str) -> None:
        letterbox.follow(typed, source=str(time.monotonic_ns()), now=world.now)

    def right() -> None:
        follow(code)

    def planted() -> None:
        follow(wrong_code())
        end = time.process_time() + 0.005
        while time.process_time() < end:
            pass

    found = {
        "wrong": longer(pairs, right, lambda: follow(wrong_code())),
        "mistyped": longer(pairs, right, lambda: follow(code[:-1] + str((int(code[-1]) + 1) % 10))),
        "short": longer(pairs, right, lambda: follow("12")),
    }
    assert {name: took for name, took in found.items() if abs(took) > SECONDS} == {}
    assert longer(pairs, right, planted) > SECONDS, "the alarm: five thousandths of a second more"
    worst = max(abs(took) for took in found.values())
    record_property("figure", f"{pairs} pairs of each kind, {worst * 1000:.2f} ms apart at most")
