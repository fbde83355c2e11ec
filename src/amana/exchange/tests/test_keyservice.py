"""The key service evaluates what it cannot read, counts it, and refuses who asks too much."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from amana.exchange.keyservice import client, wire
from amana.exchange.keyservice.half import Half, NoSuchYear, label
from amana.exchange.keyservice.ledger import Asked, Ledger, Limits
from amana.exchange.keyservice.server import Door, Service
from amana_methods.linkage import oblivious

HAWA, CLINIC, POLICE, RAWAN, YUSUF = (uuid4() for _ in range(5))
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
FEW = Limits(
    questions_of_a_person_an_hour=2,
    questions_of_an_organisation_an_hour=3,
    questions_of_an_organisation_a_day=4,
    elements_enrolled_a_day=10,
)


class Hands:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def service(tmp_path: Path, hands: Hands) -> Iterator[Service]:
    made = Service(tmp_path / "keys", FEW, hands)
    yield made
    made.ledger.close()


def question(**changes: Any) -> dict[str, Any]:
    return {
        "act": "ask",
        "asker": str(HAWA),
        "person": str(RAWAN),
        "holders": [str(CLINIC)],
        "year": 2026,
        "elements": [oblivious.dummy().hex() for _ in range(wire.QUESTION)],
        **changes,
    }


def enrolment(count: int = 4, **changes: Any) -> dict[str, Any]:
    elements = [oblivious.dummy().hex() for _ in range(count)]
    return question(act="enrol", asker=str(CLINIC), holders=[str(HAWA)], elements=elements, **changes)


def said(service: Service, request: object) -> dict[str, Any]:
    return service.answer(json.dumps(request).encode())


def test_a_question_and_an_enrolment_meet_under_the_same_key(service: Service, hands: Hands) -> None:
    text = oblivious.blind(b"slm|1996")
    asked = question()
    asked["elements"][0] = text.element.hex()
    enrolled = enrolment()
    again = oblivious.blind(b"slm|1996")
    enrolled["elements"][2] = again.element.hex()
    one = said(service, asked)["answers"][str(CLINIC)][0]
    two = said(service, enrolled)["answers"][str(HAWA)][2]
    assert one != two
    assert oblivious.finalize(text, bytes.fromhex(one)) == oblivious.finalize(again, bytes.fromhex(two))
    key = service.half.key(str(HAWA), str(CLINIC), 2026, hands.at)
    assert oblivious.finalize(text, bytes.fromhex(one)) == oblivious.value(key, b"slm|1996")


def test_another_pair_another_direction_and_another_year_have_other_keys(service: Service, hands: Hands) -> None:
    names = [(HAWA, CLINIC), (CLINIC, HAWA), (HAWA, POLICE)]
    keys = {service.half.key(str(asker), str(holder), 2026, hands.at) for asker, holder in names}
    hands.at = NOON + timedelta(days=365)
    keys.add(service.half.key(str(HAWA), str(CLINIC), 2027, hands.at))
    assert len(keys) == 4
    assert label("a", "b", 2026) != label("b", "a", 2026)


def test_nobody_can_fish(service: Service, hands: Hands) -> None:
    assert ["answers" in said(service, question()) for _ in range(3)] == [True, True, False]
    assert "answers" not in said(service, question(person=str(YUSUF)))  # three of the house in this hour already
    assert service.ledger.outcomes(str(HAWA)) == {"answered": 2, "too_much": 2}
    hands.at += timedelta(hours=2)
    assert said(service, question(person=str(YUSUF))) == {"refused": "too_much"}  # four in a day are enough
    hands.at += timedelta(days=1)
    assert "answers" in said(service, question())


def test_one_house_does_not_use_up_what_another_may_ask(service: Service) -> None:
    for _ in range(4):
        said(service, question())
    assert "answers" in said(service, question(asker=str(POLICE), person=str(YUSUF)))


def test_enrolling_has_a_limit_of_its_own(service: Service) -> None:
    assert ["answers" in said(service, enrolment(4)) for _ in range(3)] == [True, True, False]
    assert "answers" in said(service, question(asker=str(CLINIC)))


@pytest.mark.parametrize(
    "request_",
    [
        [],
        {"act": "ask"},
        question(elements=[]),
        question(elements=["00" * 32] * 3),
        question(elements=["zz" * 32] * wire.QUESTION),
        question(elements=["ff" * 32] * wire.QUESTION),
        question(holders=[]),
        question(holders=[str(CLINIC)] * 2),
        question(holders=["Selam Tesfaye"]),
        question(asker="Selam Tesfaye"),
        question(person=7),
        question(year="2026"),
        question(act="open"),
        question(name="Selam Tesfaye"),
        enrolment(4) | {"holders": [str(HAWA), str(POLICE)]},
    ],
)
def test_what_is_not_a_question_is_refused(service: Service, request_: object) -> None:
    assert said(service, request_) == {"refused": "malformed"}


def test_what_is_not_even_json_is_refused(service: Service) -> None:
    for line in (b"", b"\xff", b"[" * 100_000, b"nonsense"):
        assert service.answer(line) == {"refused": "malformed"}


def test_a_key_lives_for_its_year_and_the_next(service: Service, hands: Hands) -> None:
    before = service.half.key(str(HAWA), str(CLINIC), 2026, hands.at)
    assert said(service, question(year=2027)) == {"refused": "year"}
    hands.at = datetime(2027, 12, 31, tzinfo=UTC)
    assert service.half.key(str(HAWA), str(CLINIC), 2026, hands.at) == before
    assert "answers" in said(service, question(year=2027))
    hands.at = datetime(2028, 1, 1, tzinfo=UTC)
    assert said(service, question(year=2026)) == {"refused": "year"}
    assert [path.name for path in sorted(service.half.folder.glob("half-*"))] == ["half-2027.key"]


def test_a_year_that_had_no_key_gets_none_afterwards(tmp_path: Path) -> None:
    with pytest.raises(NoSuchYear):
        Half(tmp_path).key("a", "b", 2025, NOON)
    assert list(tmp_path.iterdir()) == []


def test_the_half_is_for_its_owner_alone_and_stays(service: Service, hands: Hands) -> None:
    key = service.half.key(str(HAWA), str(CLINIC), 2026, hands.at)
    file = service.half.folder / "half-2026.key"
    assert file.stat().st_mode & 0o077 == 0
    assert (service.half.folder / "trail.sqlite3").stat().st_mode & 0o077 == 0
    assert Half(service.half.folder).key(str(HAWA), str(CLINIC), 2026, hands.at) == key


def test_the_trail_says_who_and_how_much_and_never_what(service: Service, hands: Hands) -> None:
    asked = question(holders=[str(CLINIC), str(POLICE)])
    said(service, asked)
    rows = list(service.ledger.by_asker(NOON - timedelta(days=1)))
    assert rows == [(str(HAWA), "ask", "answered", 1, 2 * wire.QUESTION)]
    kept = "\n".join(service.ledger.base.iterdump())
    assert str(RAWAN) in kept
    assert not any(element in kept for element in asked["elements"])


def test_a_line_that_was_changed_or_taken_out_shows(service: Service, hands: Hands) -> None:
    for minute in range(4):
        hands.at = NOON + timedelta(minutes=minute)
        said(service, question())
    assert service.ledger.verify() == []
    service.ledger.base.execute("UPDATE lines SET elements = 1 WHERE id = 2")
    assert service.ledger.verify() == [2]
    service.ledger.base.execute("DELETE FROM lines WHERE id = 2")
    assert service.ledger.verify() == [3]


def test_old_lines_go_and_the_rest_still_follows(service: Service, hands: Hands) -> None:
    for day in (0, 399, 401):
        service.ledger.write(Asked(NOON + timedelta(days=day), "ask", "a", "p", ("b",), 1))
    service.ledger.forget_old(NOON + timedelta(days=401))
    assert service.ledger.base.execute("SELECT count(*) FROM lines").fetchone() == (2,)
    assert service.ledger.verify() == []


# --- over the socket ------------------------------------------------------------------------------------------------


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Path]:
    """A service behind its socket, in a folder as deep as a test's folder can be."""
    folder = tmp_path / ("deep" * 30) / "keys"
    service = Service(folder)
    with Door(folder, service) as open_door:
        thread = threading.Thread(target=open_door.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield folder
        open_door.shutdown()
        thread.join()
    service.ledger.close()


def test_the_platform_asks_over_the_socket(door: Path) -> None:
    elements = [oblivious.dummy() for _ in range(wire.QUESTION)]
    year = datetime.now(UTC).year
    found = client.evaluate(
        door, act="ask", asker=HAWA, person=RAWAN, holders=[CLINIC, POLICE], year=year, elements=elements
    )
    assert {holder: len(row) for holder, row in found.items()} == {CLINIC: wire.QUESTION, POLICE: wire.QUESTION}
    assert found[CLINIC] != found[POLICE]
    assert client.talk(door, {"act": "hello"}) == {"hello": 1}


def test_a_refusal_arrives_as_one(door: Path) -> None:
    with pytest.raises(client.Declined, match="malformed"):
        client.evaluate(door, act="ask", asker=HAWA, person=RAWAN, holders=[CLINIC], year=2026, elements=[])


def test_the_socket_is_for_its_owner_alone(door: Path) -> None:
    assert (door / wire.SOCKET).stat().st_mode & 0o077 == 0


def test_a_line_without_an_end_is_cut_off(door: Path) -> None:
    with wire.connect(door, 5) as end, end.makefile("rwb") as stream:
        stream.write(b"x" * (wire.LONGEST_LINE + 5))
        stream.flush()
        assert json.loads(stream.readline()) == {"refused": "malformed"}


def test_a_service_that_is_not_there_is_silent(tmp_path: Path) -> None:
    with pytest.raises(client.Silent):
        client.talk(tmp_path, {"act": "hello"})


@pytest.mark.parametrize(
    "nonsense", [b"\n", b"[]\n", b"{}\n", b'{"answers": {"x": ["zz"]}}\n', b'{"answers": 3}\n', b""]
)
def test_a_service_that_talks_nonsense_is_silent(tmp_path: Path, nonsense: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / wire.SOCKET))
        listening.listen()

        def answer() -> None:
            talk, _ = listening.accept()
            with talk:
                talk.recv(100_000)
                talk.sendall(nonsense)

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(client.Silent):
            client.evaluate(
                tmp_path, act="ask", asker=HAWA, person=RAWAN, holders=[CLINIC], year=2026, elements=[b"x" * 32]
            )
        thread.join()


def test_the_verb_serves_until_it_is_asked_to_stop_and_shows_its_trail(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    environment = os.environ | {"AMANA_KEY_SERVICE": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "amana.web.cli", "keyservice"]
    process = subprocess.Popen(command, env=environment)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                assert client.talk(folder, {"act": "hello"}) == {"hello": 1}
                break
            except client.Silent:
                assert time.monotonic() < deadline
                time.sleep(0.05)
        elements = [oblivious.dummy() for _ in range(wire.QUESTION)]
        year = datetime.now(UTC).year
        client.evaluate(folder, act="ask", asker=HAWA, person=RAWAN, holders=[CLINIC], year=year, elements=elements)
    finally:
        process.terminate()
    assert process.wait(60) == 0
    shown = subprocess.run([*command, "trail"], env=environment, capture_output=True, text=True, check=True).stdout
    assert str(HAWA) in shown
    assert str(RAWAN) not in shown


def test_ids_are_ids() -> None:
    assert wire.is_id(str(UUID(int=0)))
    assert not wire.is_id("محمد")
    assert not wire.is_id(str(HAWA).upper())


def test_the_trail_opens_without_the_platform(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from amana.exchange.keyservice.server import Service;"
        f"Service(Path({str(tmp_path)!r})); assert not any(name.startswith('django') for name in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": "src"}, check=True)


def test_a_ledger_counts_elements_of_a_day_only(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "trail.sqlite3")
    ledger.write(Asked(NOON - timedelta(hours=25), "enrol", "a", "p", ("b",), 10))
    assert not ledger.over(Asked(NOON, "enrol", "a", "p", ("b",), 10), FEW)
    assert ledger.over(Asked(NOON, "enrol", "a", "p", ("b",), 11), FEW)
    ledger.close()
