"""The letter box in its real processes: killed in the middle of a burst, and looked through on the disk afterwards.

Public face, pepper and worker run as in an instance, on a database of their own in a throw-away folder.
"""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.intake.clients import Person, Report, Sent, write
from benchmarks.intake.instance import Instance, instance
from tests import databases
from tests.canary.scan import found_on_disk

# They meet no database of this process, but one of their own, and on PostgreSQL that with all three roles.
pytestmark = pytest.mark.django_db
QUIET = "benchmarks.intake.settings_quiet"
WORD = "zanbaq-7741-in-no-file"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Instance]:
    """An instance on the database of this run."""
    with instance("postgresql" if databases.on_postgresql() else "sqlite", QUIET) as made:
        yield made


def burst(here: Instance, people: int, each: int, killed: Callable[[], None]) -> list[Sent]:
    """So many people send so many reports, one after the other, while `killed` happens; whoever got no answer sends again."""
    sent: list[Sent] = []

    def person(place: int) -> None:
        for number in range(each):
            report = Report(place * 100 + number, script=False)
            sent.append(Person(here.port, report, random.Random(report.number)).send())  # noqa: S311

    threads = [threading.Thread(target=person, args=(place,)) for place in range(people)]
    for thread in threads:
        thread.start()
    killed()
    for thread in threads:
        thread.join()
    return sent


def opened(here: Instance, sent: list[Sent]) -> int:
    """How many of the codes that were shown open a report."""
    codes = here.folder / "codes.json"
    codes.write_text(json.dumps([each.code for each in sent]))
    return int(here.ask("opens", str(codes))["opened"])


@pytest.mark.parametrize("rounds", [2, pytest.param(40, marks=pytest.mark.deep)])
def test_every_receipt_that_was_shown_opens_its_report_after_kill_9(
    here: Instance, rounds: int, record_property: Callable[[str, object], None]
) -> None:
    chance = random.Random(rounds)  # noqa: S311  (moments, not keys)
    here.start("public", "pepper", "worker")

    def killed() -> None:
        for number in range(rounds):
            time.sleep(chance.uniform(0.1, 0.8))
            parts = ("public", "worker") if number % 2 else ("public",)
            here.kill(*parts)
            here.start(*parts)

    sent = burst(here, 6, 4 * rounds, killed)
    stored = here.ask("stored")
    assert len(sent) == len({each.code for each in sent}) == 24 * rounds
    assert stored["reports"] == stored["codes"] == stored["signs"] == len(sent), "none lost, none twice"
    assert opened(here, sent) == len(sent)
    again = sum(each.tries > 1 for each in sent)
    assert again, "somebody's answer was lost"
    record_property(
        "figure", f"{rounds} kills, {len(sent)} receipts shown, all open their report; {again} were sent again"
    )


def test_while_the_pepper_is_killed_reports_come_in_and_open_later(here: Instance) -> None:
    here.start("public", "pepper")
    here.kill("pepper")
    crowd, _seconds = write(here.port, 4, [Report(number, script=False) for number in range(12)], 0, 7)
    assert (len(crowd.sent), crowd.refused) == (12, [])
    here.start("pepper", "worker")
    stored = here.ask("stored")
    assert stored["reports"] == stored["codes"] == stored["signs"] == 12
    assert opened(here, crowd.sent) == 12


@pytest.mark.sqlite
def test_after_many_reports_no_word_of_them_lies_on_the_disk(here: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    """Database, write-ahead files, key store, logs, sockets, temporary files: all that the processes left in their folder."""
    monkeypatch.setattr("benchmarks.intake.clients.some_report", lambda chance, number: ("ckb", {
        "text": f"{WORD} {number}", "place": "IQG11", "danger": "yes", "reach": "phone", "phone": "07501234599", "where": WORD,
    }))  # fmt: skip
    here.environment["TMPDIR"] = str(here.folder / "data" / "tmp")
    Path(here.environment["TMPDIR"]).mkdir()
    here.start("public", "pepper", "worker")
    sent = burst(here, 4, 5, lambda: time.sleep(2.5))
    code = sent[0].code
    assert len(sent) == 20
    here.kill("public")
    secrets = [WORD, "07501234599", "+9647501234599", code, " ".join(code[n : n + 5] for n in range(0, 20, 5))]
    assert found_on_disk([here.folder], secrets) == []
    (here.folder / "data" / "planted.log").write_bytes(WORD.encode("utf-16-le"))
    assert len(found_on_disk([here.folder], secrets)) == 1, "the alarm: one that was planted"
