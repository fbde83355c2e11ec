"""The work of following up a code does not say whether it is somebody's."""

import statistics
import time
from collections.abc import Callable, Iterator

import pytest

from amana.intake import commands
from amana.intake.commands import letterbox
from amana.intake.models import Sign
from amana.intake.tests.letters import drop, reader, wrong_code
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


def test_a_right_and_a_wrong_code_are_the_same_work(
    world: World, code: str, deep: bool, record_property: Callable[[str, object], None]
) -> None:
    pairs = 1000 if deep else 40

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
