"""kill -9 while four people write: nothing that was acknowledged is lost, nothing is kept by halves, the trail verifies.

Real server processes and a worker, on the database that this run uses. One round of five kills on each database in a quick run,
twenty rounds in the deep one: two hundred kills with both.
"""

import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from amana import vault
from amana.cases import queries as cases
from amana.cases.models import Attachment, Note, Procedure, Section
from amana.intake.models import Sign
from amana.trust.trail import export_rows, sequence
from amana.vault.models import Sealed, Wrap
from amana_methods.trail import verify
from tests.cast import World
from tests.reliability.servers import READY_SECONDS, Servers
from tests.reliability.writing import FourWriters

ROUNDS, KILLS = 20, 5

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case(world: World) -> Procedure:
    """The file into which they write."""
    return world.case()


def killed_while_writing(servers: Servers, writers: FourWriters, seconds: float, *, worker: bool = True) -> float:
    """The desk was started, four wrote for so long after the first answer, and everything was killed.

    The processor's seconds of the start. In the first round each of the four has had an answer before the moment is chosen.
    """
    connection.close()
    took = servers.start(worker=worker)
    stop, first = threading.Event(), not any(each.told for each in writers.scribes)
    threads = writers.go_on_until(stop)
    connection.close()
    try:
        wait_for = [each.heard.wait(30) for each in (writers.scribes if first else writers.scribes[:1])]
        assert all(wait_for), (servers.log.read_text(), [each.other for each in writers.scribes])
        stop.wait(seconds)
    finally:
        servers.kill()
        stop.set()
        for thread in threads:
            thread.join()
    return took


def lost(world: World, case: Procedure, writers: FourWriters) -> list[str]:
    """What somebody was told is kept, and is not there."""
    rawan, berivan = world.rawan, world.berivan
    notes = {vault.texts.open_text(rawan, row.sealed)["text"] for row in Note.objects.filter(procedure=case)}
    scans = b" ".join(
        vault.texts.open_bytes(rawan, row.sealed).partition(b"\n")[0]
        for row in Attachment.objects.filter(procedure=case)
    )
    signs = " ".join(str(vault.texts.open_text(berivan, row.sealed)) for row in Sign.objects.all())
    account = str(vault.texts.open_text(rawan, cases.sealed_sections(case)["account"]))
    last = writers.told("section")[-1:]
    newest = int(account.partition("section-")[2].partition("-")[0] or 0)
    return [
        *(word for word in writers.told("note") if word not in notes),
        *(word for word in writers.told("scan") if word.encode() not in scans),
        *(word for word in writers.told("sign") if word not in signs),
        *(word for word in last if newest < int(word.split("-")[1])),
    ]


def halves() -> list[str]:
    """What is kept by halves: a text without a wrap, a row without its text, a text without its row."""
    texts = set(Sealed.objects.values_list("id", flat=True))
    wrapped = set(Wrap.objects.values_list("sealed", flat=True))
    found = [f"no wrap: {each}" for each in texts - wrapped]
    for model, kind in ((Note, "note"), (Attachment, "attachment"), (Section, "section"), (Sign, "sign")):
        rows = set(model.objects.values_list("sealed", flat=True))
        of_kind = set(Sealed.objects.filter(kind=kind).values_list("id", flat=True))
        found += [f"{kind} without text: {each}" for each in rows - texts]
        found += [f"text without {kind}: {each}" for each in of_kind - rows]
    return found


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> Iterator[random.Random]:
    """When it happens; told when the test fails."""
    seed = random.randrange(10**6)  # noqa: S311  (a moment, not a key)
    print(f"seed of the moments: {seed}")
    yield random.Random(seed)  # noqa: S311


@pytest.mark.parametrize("round", [0, *(pytest.param(more, marks=pytest.mark.deep) for more in range(1, ROUNDS))])
def test_nothing_that_was_acknowledged_is_lost_by_kill_9(
    world: World,
    case: Procedure,
    tmp_path: Path,
    chance: random.Random,
    round: int,
    record_property: Callable[[str, object], None],
) -> None:
    servers = Servers(tmp_path / "log")
    writers, starts = FourWriters(world, servers, case), []
    for number in range(KILLS):
        seconds = chance.uniform(0, 1.2)
        starts.append(killed_while_writing(servers, writers, seconds, worker=number % 3 == 0))
        assert halves() == [], f"after kill {number + 1}"
    told = {each.name: len(each.told) for each in writers.scribes}
    assert all(told.values()), (told, [each.other for each in writers.scribes], servers.log.read_text())
    assert lost(world, case, writers) == []
    sequence()
    assert verify(export_rows(), []).faults == ()
    assert max(starts) <= READY_SECONDS
    acknowledged = ", ".join(f"{count} {name}s" for name, count in told.items())
    record_property(
        "figure", f"{len(starts)} kills, {acknowledged} acknowledged, none lost; slowest start {max(starts):.1f} s"
    )


def test_an_answer_given_before_the_text_is_kept_is_found(world: World, case: Procedure, tmp_path: Path) -> None:
    servers = Servers(tmp_path / "log", planted=True)
    writers = FourWriters(world, servers, case)
    writers.scribes = writers.scribes[:1]  # the notes, which are acknowledged too early
    killed_while_writing(servers, writers, 0, worker=False)
    writers.scribes += [each for each in FourWriters(world, servers, case).scribes if each.name != "note"]
    assert [word for word in lost(world, case, writers) if word.startswith("note")]


def test_a_row_that_lost_its_other_half_is_found(case: Procedure) -> None:
    assert halves() == []
    text = cases.sealed_sections(case)["identity"]
    Wrap.objects.filter(sealed=text).delete()
    Section.objects.filter(procedure=case, code="contact").delete()
    assert len(halves()) == 2
