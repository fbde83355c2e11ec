"""A flood: everything is stored, true reports stay outside quarantine, and nobody without script is asked for work."""

import base64
import itertools
import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from pytest_django import Settings

from amana import vault
from amana.intake.models import Sign
from amana.public_reports import commands as letterbox
from amana.public_reports import queries as letters
from amana.public_reports.commands import flood
from amana.public_reports.models import PublicReport
from amana.public_reports.tests.letters import drop, reader
from tests.cast import World
from tests.world import Clocks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_remembered(settings: Settings) -> Iterator[None]:
    """The limits of an instance, and a process that has just begun."""
    settings.AMANA_FLOOD = {"reports_a_minute": 30, "without_work_an_hour": 400, "of_one_address_an_hour": 10}
    letterbox.forget_flood()
    yield
    letterbox.forget_flood()


def solution(challenge: dict[str, Any]) -> str:
    """As the script of the page finds and writes it."""
    tried = (
        sha256(f"{challenge['salt']}{number}".encode()).hexdigest() for number in range(challenge["maxnumber"] + 1)
    )
    number = list(tried).index(challenge["challenge"])
    said = {name: challenge[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps({**said, "number": number}).encode()).decode()


def test_true_reports_stay_outside_quarantine_and_every_one_is_stored(
    world: World,
    settings: Settings,
    deep: bool,
    record_property: Callable[[str, object], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """100 among 1 000 fakes from 200 addresses when deep; a tenth of it else. Half of the true ones have no script."""
    part = 1 if deep else 10
    settings.AMANA_FLOOD = {**settings.AMANA_FLOOD, "reports_a_minute": 30 // part}
    monkeypatch.setattr(flood, "QUIET", 200)  # the puzzle itself is not what is looked at here
    moments = itertools.count(0, 0.03)
    monkeypatch.setattr(flood, "clock", lambda: next(moments))  # thirty a second, however busy this machine is
    true, fakes, addresses = 100 // part, 1000 // part, 200 // part
    codes, slowest = [], 0.0
    for number in range(true + fakes):
        began = time.process_time()
        if number % 11 == 5:
            work = solution(letterbox.challenge()) if number % 2 else ""
            codes.append(drop(world, source=f"198.51.100.{number % 250}", work=work).code)
        else:
            drop(world, source=f"203.0.{number % addresses}.9", danger="yes")
        slowest = max(slowest, time.process_time() - began)
    assert PublicReport.objects.count() == true + fakes
    assert slowest <= 2
    outside = sum(not PublicReport.objects.get(lookup=vault.codes.keys_of(code).lookup).quarantined for code in codes)
    assert len(codes) == true
    assert outside >= 0.95 * true
    held = PublicReport.objects.filter(quarantined=True).count()
    assert held >= 0.7 * fakes, "the scene is a flood"
    while letterbox.empty_box(world.now):
        pass
    assert Sign.objects.count() == true + fakes - held
    assert len(letters.in_quarantine(reader(world, PublicReport.objects.all()[0]))) == held
    record_property(
        "figure", f"{outside} of {true} true reports outside, {held} of {fakes} fakes held, slowest {slowest:.2f} s"
    )


def test_on_a_quiet_day_nothing_is_held(world: World) -> None:
    for _ in range(25):
        drop(world, source="192.0.2.1")
    assert not PublicReport.objects.filter(quarantined=True).exists()


def test_work_grows_with_the_load_and_has_an_end() -> None:
    asked = []
    for _ in range(14):
        asked.append(int(letterbox.challenge()["maxnumber"]))
        for _ in range(30):
            flood.note_arrival("192.0.2.1", "")
    assert asked[0] == flood.QUIET
    assert asked == sorted(asked)
    assert asked[-1] == flood.MOST


def test_a_solution_counts_once_and_none_can_be_made_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "QUIET", 200)
    settings.AMANA_FLOOD = {"reports_a_minute": 0, "without_work_an_hour": 0, "of_one_address_an_hour": 10}
    challenge = letterbox.challenge()
    right = solution(challenge)
    said = json.loads(base64.b64decode(right))
    spaced = base64.b64encode(json.dumps(said, indent=1).encode()).decode()
    assert flood.note_arrival("a", right) is False
    assert flood.note_arrival("b", right) is True
    assert flood.note_arrival("c", spaced) is True, "the same one, written otherwise"
    made_up: list[Any] = [
        {**said, "number": said["number"] + 1}, {**said, "salt": said["salt"] + "x"}, {**said, "signature": "00"},
        {**said, "algorithm": "MD5"}, [], {}, {"challenge": None},
    ]  # fmt: skip
    texts = [base64.b64encode(json.dumps(each).encode()).decode() for each in made_up]
    for place, wrong in enumerate([*texts, "", "x", "é", "A" * 5000, "bnVsbA=="]):
        assert flood.note_arrival(f"192.0.2.{place}", wrong) is True, wrong[:40]


def test_a_solution_that_is_too_old_counts_no_more(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, clocks: Clocks
) -> None:
    monkeypatch.setattr(flood, "QUIET", 200)
    settings.AMANA_FLOOD = {"reports_a_minute": 0, "without_work_an_hour": 0, "of_one_address_an_hour": 10}
    right = solution(letterbox.challenge())
    clocks.process_ahead(timedelta(minutes=21))
    assert flood.note_arrival("a", right) is True


def test_a_house_of_ipv6_addresses_is_one(settings: Settings) -> None:
    settings.AMANA_FLOOD = {"reports_a_minute": 0, "without_work_an_hour": 400, "of_one_address_an_hour": 10}
    assert flood.note_arrival("2001:db8:1:2::1", "") is False
    assert flood.note_arrival("2001:db8:1:2::2", "") is True
    assert flood.note_arrival("2001:db8:1:3::2", "") is False


def test_an_hour_later_an_address_is_forgotten(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.AMANA_FLOOD = {"reports_a_minute": 0, "without_work_an_hour": 400, "of_one_address_an_hour": 10}
    assert [flood.note_arrival("192.0.2.1", "") for _ in range(2)] == [False, True]
    later = time.monotonic() + 3601
    monkeypatch.setattr(flood, "clock", lambda: later)
    assert flood.note_arrival("192.0.2.1", "") is False
    assert b"192.0.2.1" not in repr(flood._watch.__dict__).encode()
