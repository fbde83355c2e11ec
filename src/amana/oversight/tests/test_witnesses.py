"""Checkpoints leave the house: by mail, to another instance over HTTP, on paper; and what each of them says is kept."""

import io
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.signals import request_finished
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from amana import vault
from amana.errors import NotAllowed, NotFound
from amana.oversight import witness_paper as paper
from amana.oversight import witnesses
from amana.oversight.errors import AlreadyWatched, WitnessOfHere
from amana.oversight.witnessing import Answer, add_checkpoint
from amana.trust.actor import SYSTEM
from amana.trust.models import Checkpoint, HandOver, KeptCheckpoint, Line, WatchedLog, Witness
from amana.trust.trail import export_rows, handing, log, record, sequence
from amana.trust.trail.log import accept_what_is_here
from amana.vault import keystore
from amana.vault.clock import now
from amana_methods.merkle import consistency_proof, leaf_hash
from amana_methods.trail import (
    Note,
    Signature,
    VerifierKey,
    checkpoints_in,
    cosigned_at,
    is_signed_by,
    proof_text,
    verify,
)
from tests import databases
from tests.cast import World
from tests.methods.trail_scene import Operator, some_lines
from tests.world import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[list[mail.EmailMessage]]:
    """What a mail server would have taken."""
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    mail.outbox = []
    yield mail.outbox


def grow(count: int) -> None:
    """So many more lines are numbered, and a checkpoint is signed over them."""
    for _ in range(count):
        record(SYSTEM, "cases.section_opened", uuid4(), now())
    sequence()
    log.sign_now()


def outcomes() -> list[tuple[int, str]]:
    """(lines, what came of it) of all that was handed out, in order."""
    return list(HandOver.objects.order_by("id").values_list("size", "outcome"))


# Mail -----------------------------------------------------------------------------------------------


def test_a_mailbox_gets_what_proves_the_trail(mailbox: list[mail.EmailMessage]) -> None:
    Witness.objects.create(kind="mail", address="auditor@example.org", added_at=now())
    grow(12)
    assert handing.hand_out(now()) == 1
    assert handing.hand_out(now()) == 0  # nothing new
    grow(5)
    assert handing.hand_out(now()) == 0  # an hour has not passed
    assert handing.hand_out(now() + timedelta(hours=1)) == 1
    assert outcomes() == [(12, "sent"), (17, "sent")]
    assert [each.to for each in mailbox] == [["auditor@example.org"]] * 2

    kept = [note for each in mailbox for note in checkpoints_in(each.message().as_bytes())]
    assert [note.checkpoint.size for note in kept] == [12, 17]
    verdict = verify(export_rows(), kept, key=vault.signing.trail_key())
    assert (verdict.faults, verdict.witnessed) == ((), 17)
    assert [line for line, _ in kept[1].checkpoint.prints()] == list(range(12, 17))


def test_a_mail_says_in_three_languages_what_to_do_and_nothing_about_anybody(mailbox: list[mail.EmailMessage]) -> None:
    Witness.objects.create(kind="mail", address="auditor@example.org", added_at=now())
    grow(2)
    handing.hand_out(now())
    body = str(mailbox[0].body)
    paragraphs = body.split("\n\n")
    assert len(set(paragraphs[:3])) == 3
    assert str(vault.signing.trail_key()) in body
    assert not any(str(line.object) in body or line.verb in body for line in Line.objects.all())


def test_mail_that_does_not_leave_is_tried_again_ever_more_rarely(settings: Settings) -> None:
    settings.MAILERS = {}
    Witness.objects.create(kind="mail", address="auditor@example.org", added_at=now())
    grow(2)
    moment = now()
    for minutes in range(241):
        handing.hand_out(moment + timedelta(minutes=minutes))
    assert {outcome for _, outcome in outcomes()} == {"unreachable"}
    assert 8 <= len(outcomes()) <= 10  # after 2, 4, 8, 16, 32, then every 60 minutes
    witness = Witness.objects.get()
    assert (witness.size, witness.handed_at) == (0, None)


# Another instance, over HTTP --------------------------------------------------------------------------


@pytest.fixture
def neighbour(live_server: LiveServer) -> Iterator[str]:
    """The address of a witness that runs, as its page shows it."""

    def shut(**_: object) -> None:  # each request has a thread of its own, which leaves no key store open
        keystore.close()

    request_finished.connect(shut)
    yield f"{live_server.url}/trust/witness"
    request_finished.disconnect(shut)


def watched(key: VerifierKey) -> WatchedLog:
    """Somebody's trail that this instance witnesses."""
    return WatchedLog.objects.create(name="Another instance", origin=key.name, key=str(key), added_at=now())


@pytest.mark.django_db(transaction=True)
def test_another_instance_sees_the_trail_grow_and_signs_it(neighbour: str) -> None:
    """One database plays both parts here; what they say to each other goes over HTTP."""
    Witness.objects.create(kind="instance", address=neighbour, key=str(vault.signing.witness_key()), added_at=now())
    grow(3)
    moment = now()
    assert handing.hand_out(moment) == 0
    assert outcomes() == [(3, "unknown")]
    log_ = watched(vault.signing.trail_key())
    assert handing.hand_out(moment + timedelta(minutes=10)) == 1
    for size in (4, 7, 8, 20):
        grow(size - log.newest_checkpoint().size)  # type: ignore[union-attr]
        assert handing.hand_out(moment + timedelta(minutes=10)) == 1
    log_.refresh_from_db()
    assert log_.size == 20
    kept = [Note.parse(note) for note in KeptCheckpoint.objects.order_by("id").values_list("note", flat=True)]
    assert [note.checkpoint.size for note in kept] == [3, 4, 7, 8, 20]
    assert all(cosigned_at(note, vault.signing.witness_key()) for note in kept)
    verdict = verify(export_rows(), kept, key=vault.signing.trail_key())
    assert (verdict.faults, verdict.witnessed) == ((), 20)

    Witness.objects.update(size=0)  # a restored backup has forgotten what the witness has: it is asked, and goes on
    grow(1)
    assert handing.hand_out(moment + timedelta(minutes=10)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_trail_written_anew_is_refused_by_the_witness_and_raises_the_alarm(neighbour: str) -> None:
    Witness.objects.create(kind="instance", address=neighbour, key=str(vault.signing.witness_key()), added_at=now())
    log_ = watched(vault.signing.trail_key())
    grow(6)
    handing.hand_out(now())
    with databases.without_guards() as cursor:  # somebody with the database and the key store writes another trail
        for table in ("line", "checkpoint", "head"):
            cursor.execute(f"DELETE FROM trust_{table}")  # noqa: S608
    accept_what_is_here()
    grow(9)
    handing.hand_out(now())
    assert outcomes()[-1] == (9, "forked")
    evidence = KeptCheckpoint.objects.get(fits=False)
    assert (evidence.log_id, evidence.size) == (log_.id, 9)
    assert verify(export_rows(), checkpoints_in(evidence.note.encode())).faults == ()
    assert verify(export_rows(), checkpoints_in(witnesses_text(log_).encode())).faults != ()


def witnesses_text(log_: WatchedLog) -> str:
    """All that was kept of a log."""
    return "\n".join(log_.kept.order_by("id").values_list("note", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_trail_that_lost_its_end_is_behind_its_witness(neighbour: str) -> None:
    Witness.objects.create(kind="instance", address=neighbour, key=str(vault.signing.witness_key()), added_at=now())
    log_ = watched(vault.signing.trail_key())
    grow(3)
    handing.hand_out(now())
    WatchedLog.objects.filter(id=log_.id).update(size=50)
    grow(1)
    handing.hand_out(now())
    assert outcomes()[-1] == (4, "ahead")


def test_a_witness_that_is_not_there_stops_nothing() -> None:
    Witness.objects.create(
        kind="instance", address="http://127.0.0.1:9/witness", key=str(vault.signing.witness_key()), added_at=now()
    )
    grow(1)
    assert handing.hand_out(now()) == 0
    assert outcomes() == [(1, "unreachable")]


# As a witness, answer by answer -----------------------------------------------------------------------


class Other:
    """The trail of another instance, which can also lie."""

    def __init__(self) -> None:
        self.operator = Operator(name="amana.trail/other")
        self.key = self.operator.key
        self.lines = some_lines(20)

    def note(self, size: int, lines: list[bytes] | None = None) -> Note:
        return self.operator.checkpoint((lines or self.lines)[:size])

    def ask(self, old: int, size: int, *, lines: list[bytes] | None = None, note: Note | None = None) -> Answer:
        leaves = [leaf_hash(line) for line in (lines or self.lines)[:size]]
        proof = consistency_proof(leaves, old) if old <= size else []
        return add_checkpoint((proof_text(old, proof) + str(note or self.note(size, lines))).encode(), now())


def test_a_witness_answers_as_the_protocol_says() -> None:
    other = Other()
    assert other.ask(0, 5).status == 404  # nobody told us of this log
    log_ = watched(other.key)
    assert other.ask(0, 5, note=Note(other.note(5).text, Other().note(5).signatures)).status == 403
    first = other.ask(0, 5)
    assert first.status == 200
    note = Note(other.note(5).text, (Signature.parse(first.text),))
    assert cosigned_at(note, vault.signing.witness_key()) is not None
    assert other.ask(0, 9) == Answer(409, "5\n", "text/x.tlog.size")
    assert other.ask(9, 5).status == 400
    assert other.ask(5, 5).status == 200  # asked again: the same, and kept once
    assert other.ask(5, 9).status == 200
    assert list(log_.kept.values_list("size", "fits")) == [(5, True), (9, True)]
    WatchedLog.objects.update(ended_at=now())
    assert other.ask(9, 12).status == 404


def test_a_witness_signs_no_fork_and_keeps_the_evidence() -> None:
    other = Other()
    log_ = watched(other.key)
    other.ask(0, 9)
    forked = [*other.lines[:4], b"changed", *other.lines[5:]]
    assert other.ask(9, 9, lines=forked).status == 409
    assert other.ask(9, 12, lines=forked).status == 422
    log_.refresh_from_db()
    assert (log_.size, bytes(log_.root)) == (9, other.note(9).checkpoint.root)
    assert list(log_.kept.filter(fits=False).order_by("id").values_list("size", flat=True)) == [9, 12]


@pytest.mark.parametrize(
    "body", [b"", b"old 0\n\n", b"old x\n\na\n1\n", b"\xff\xfe", b"old 0\n" + b"AA==\n" * 64 + b"\n"]
)
def test_what_cannot_be_read_is_of_no_log(body: bytes) -> None:
    watched(Other().key)
    assert add_checkpoint(body, now()).status == 404


def test_the_door_for_servers_takes_no_long_letter_and_no_other_verb(client: Client) -> None:
    address = reverse("oversight:add_checkpoint")
    assert client.post(address, b"old 0\n\n" * 100_000, content_type="text/plain").status_code == 404
    assert client.get(address).status_code == 405


# Paper ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_what_stands_on_paper_proves_the_trail(language: str) -> None:
    grow(30)
    point = Checkpoint.objects.latest("size")
    pdf = PdfReader(io.BytesIO(paper.page(Note.parse(point.note), at=point.at, language=language)))
    assert len(pdf.pages) == 1
    words = pdf.pages[0].extract_text().split()
    assert set(point.note.split()) <= set(words)  # as somebody would type it
    assert is_signed_by(Note.parse(point.note), vault.signing.trail_key())


def test_a_signature_of_wide_letters_is_printed_in_one_line() -> None:
    grow(30)
    point = Checkpoint.objects.latest("size")
    wide = "w61i9pe6GM1HmUQ8pMOQ/rN7h08qdpNSua7Ul7Wd2J01IKSqZAo1W64OB4XDGt9R2lmGMOGUonxsXdUzp1l6cQ6pOwc="
    note = Note.parse(point.note.replace(point.note.split()[-1], wide))
    words = PdfReader(io.BytesIO(paper.page(note, at=point.at, language="ar"))).pages[0].extract_text().split()
    assert wide in words


# The page -------------------------------------------------------------------------------------------


def test_the_administrator_adds_witnesses_and_takes_a_checkpoint_on_paper(world: World, desk: Desk) -> None:
    sara = desk("sara")
    page = sara.get(reverse("oversight:witnesses")).content.decode()
    assert "There is no witness yet" in page
    assert str(vault.signing.trail_key()) in page
    key = str(VerifierKey("witness.example/1", bytes(32), 4))
    assert sara.post(reverse("oversight:add_mailbox"), {"address": "hq@example.org"}).status_code == 302
    added = {"address": "https://witness.example/w", "key": f" {key} "}
    assert sara.post(reverse("oversight:add_instance"), added).status_code == 302
    answer = sara.post(reverse("oversight:print_checkpoint"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    page = sara.get(reverse("oversight:witnesses")).content.decode()
    assert all(words in page for words in ("hq@example.org", "https://witness.example/w", "printed"))
    assert "There is no witness yet" not in page
    assert set(Line.objects.filter(verb="trail.witness_added").values_list("actor", flat=True)) == {world.sara.user_id}
    witness = Witness.objects.get(kind="mail")
    assert sara.post(reverse("oversight:end_witness", args=[witness.id])).status_code == 302
    assert "hq@example.org" not in sara.get(reverse("oversight:witnesses")).content.decode()


@pytest.mark.parametrize(
    ("route", "sent", "kept"),
    [
        ("oversight:add_mailbox", {"address": "not a mailbox"}, "not a mailbox"),
        ("oversight:add_instance", {"address": "ftp://example.org", "key": "x"}, "ftp://example.org"),
        ("oversight:add_instance", {"address": "https://example.org", "key": str(Other().key)}, "https://example.org"),
        ("oversight:watch", {"name": "Another instance", "key": "miscopied"}, "miscopied"),
        ("oversight:watch", {"name": "", "key": str(Other().key)}, "amana.trail/other"),
    ],
)
def test_what_does_not_fit_stays_on_the_form(
    world: World, desk: Desk, route: str, sent: dict[str, str], kept: str
) -> None:
    answer = desk("sara").post(reverse(route), sent)
    assert answer.status_code == 422
    assert kept in answer.content.decode()
    assert not Witness.objects.exists() and not WatchedLog.objects.exists()


def test_a_trail_is_watched_once_and_what_was_kept_can_be_taken(world: World, desk: Desk) -> None:
    sara, other = desk("sara"), Other()
    form = {"name": "Another instance", "key": str(other.key)}
    assert sara.post(reverse("oversight:watch"), form).status_code == 302
    assert sara.post(reverse("oversight:watch"), form).status_code == 422
    other.ask(0, 7)
    log_ = WatchedLog.objects.get()
    answer = desk("shilan").get(reverse("oversight:kept_checkpoints", args=[log_.id]))
    [note] = checkpoints_in(answer.content)
    assert note.text == other.note(7).text
    assert sara.post(reverse("oversight:stop_watching", args=[log_.id])).status_code == 302
    assert other.ask(7, 9).status == 404
    assert sara.post(reverse("oversight:watch"), form).status_code == 302  # and again, from where we were
    assert other.ask(7, 9).status == 200


def test_nobody_else_keeps_witnesses(world: World) -> None:
    moment = now()
    for actor in (world.rawan, world.shilan):
        with pytest.raises(NotAllowed):
            witnesses.add_witness(actor, kind="mail", address="x@example.org", key=None, now=moment)
        with pytest.raises(NotAllowed):
            witnesses.watch(actor, name="x", key=Other().key, now=moment)
    with pytest.raises(NotAllowed):
        witnesses.take_on_paper(world.rawan, now=moment)
    with pytest.raises(NotFound):
        witnesses.end_witness(world.sara, witness_id=uuid4(), now=moment)
    witnesses.watch(world.sara, name="x", key=Other().key, now=moment)
    with pytest.raises(AlreadyWatched):
        witnesses.watch(world.sara, name="y", key=Other().key, now=moment)
    assert (witnesses.watched_for(world.rawan), witnesses.witnesses_for(world.rawan)) == ([], [])


def test_a_witness_that_disagrees_is_said_on_the_page_and_on_my_day(world: World, desk: Desk) -> None:
    witness = Witness.objects.create(kind="mail", address="hq@example.org", added_at=now())
    HandOver.objects.create(witness=witness, size=4, at=now(), outcome="forked")
    for who in ("shilan", "sara"):
        client = desk(who)
        for page in (reverse("oversight:witnesses"), "/"):
            assert "does not fit this audit log" in client.get(page).content.decode()
    assert "does not fit this audit log" not in desk("rawan").get("/").content.decode()


@pytest.mark.parametrize(
    "host",
    ["localhost", "LOCALHOST.", "x.localhost", "127.1", "2130706433", "0x7f000001", "[::1]", "169.254.169.254", ""],
)
def test_the_command_refuses_what_is_typed_for_this_machine(world: World, settings: LazySettings, host: str) -> None:
    settings.AMANA_WITNESS_HERE = False
    with pytest.raises(WitnessOfHere):
        witnesses.add_witness(world.sara, kind="instance", address=f"http://{host}:8/w", key=None, now=world.now)
    assert not Witness.objects.exists()
    witnesses.add_witness(world.sara, kind="instance", address="https://w.example.org/w", key=None, now=world.now)
    assert Witness.objects.count() == 1
