"""A file that left the house turns up with other words in it, or somebody forges one: it is told from what was issued."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256

import pikepdf
import pytest

from amana.exports import commands, errors
from amana.exports.commands import MadeExport
from amana.exports.models import Export
from amana.exports.tracing import Trace, read, trace
from amana.exports.verbs import export as verb
from amana.trust.models import Line
from amana.trust.trail import export_rows, sequence
from amana.uploads import reader
from amana_methods.trail import verify
from tests import databases
from tests.cast import World
from tests.exporting import kind, make, no_kind_stays, opened  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kind_stays")]

FORMATS = [("csv", "sheet"), ("xlsx", "sheet"), ("pdf", "story")]


def issued(world: World, format: str, body: str) -> tuple[MadeExport, bytes, bytes]:
    """(the export, its locked file, the same without its lock)."""
    made = make(world, kind(6, body), format)
    name, file = commands.fetch(world.rawan, made.id, now=world.now)
    return made, file, opened(name, file, made.passphrase)


def only(found: list[Trace]) -> Trace:
    (one,) = found
    return one


def changed(format: str, file: bytes) -> bytes:
    """Somebody makes it say something else: another number of a case, one word of the story."""
    if format == "csv":
        return file.replace(b"IQ-2026-000003", b"IQ-2026-000333")
    if format == "xlsx":
        return _with_members(file, lambda cells: cells.replace(b"IQ-2026-000003", b"IQ-2026-000333"))
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(file)) as document:
        document.pages[0].contents_add(b"q BT ET Q", prepend=True)
        document.save(target)
    return target.getvalue()


def _with_members(file: bytes, change: Callable[[bytes], bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as before, zipfile.ZipFile(target, "w") as after:
        for member in before.infolist():
            after.writestr(member, change(before.read(member)))
    return target.getvalue()


@pytest.mark.parametrize(("format", "body"), FORMATS)
def test_what_was_handed_over_is_known_to_the_byte_and_unlocked_to_the_word(
    world: World, format: str, body: str
) -> None:
    made, locked, file = issued(world, format, body)
    assert only(trace(locked, made.passphrase)).issued == "file"
    assert only(trace(file)).issued == "words"


@pytest.mark.parametrize(("format", "body"), FORMATS)
def test_a_copy_with_other_words_is_traced_and_named_as_not_issued(world: World, format: str, body: str) -> None:
    made, _locked, file = issued(world, format, body)
    forged = changed(format, file)
    assert forged != file
    found = only(trace(forged))
    assert (found.card.number, found.is_proved, found.issued) == (made.number, True, "")


@pytest.mark.parametrize(("format", "body"), FORMATS)
def test_a_digest_that_reads_no_words_would_be_found(
    world: World, monkeypatch: pytest.MonkeyPatch, format: str, body: str
) -> None:
    """The alarm: with a digest that is the same for everything, the forged copy passes for the issued one."""
    with monkeypatch.context() as blind:
        blind.setattr(reader, "digest_of", lambda words: "the same")
        _made, _locked, file = issued(world, format, body)
    forged = changed(format, file)
    real = read(forged)[1]
    with monkeypatch.context() as blind:
        blind.setattr("amana.exports.tracing.read", lambda content, password=None: (read(content)[0], "the same"))
        assert only(trace(forged)).issued == "words"
    assert real != "the same" and only(trace(forged)).issued == ""


def test_a_part_and_a_line_more_are_not_as_issued(world: World) -> None:
    _made, _locked, file = issued(world, "csv", "sheet")
    lines = file.splitlines(keepends=True)
    assert only(trace(b"".join(lines[:-2]))).issued == ""
    assert only(trace(file + lines[-1])).issued == ""
    assert only(trace(file.replace(b"\r\n", b"\n"))).issued == "words", "ends of lines are no words"


def test_a_lock_put_on_anew_is_no_longer_the_file_that_was_handed_over(world: World) -> None:
    _made, locked, file = issued(world, "pdf", "story")
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(file)) as document:
        document.save(target, encryption=pikepdf.Encryption(owner="o", user="other", R=6))
    assert target.getvalue() != locked
    assert only(trace(target.getvalue(), "other")).issued == "words"


def test_a_ledger_that_was_written_over_to_fit_a_forged_file_does_not_vouch_for_it(world: World) -> None:
    """The database's administrator puts the hash of his own file into the row. The trail remembers the first one."""
    made, _locked, file = issued(world, "csv", "sheet")
    forged = changed("csv", file)
    Export.objects.filter(id=made.id).update(sha256=sha256(forged).hexdigest())
    assert only(trace(forged)).issued == ""
    sequence()
    assert verify(export_rows(), []).faults == ()
    with (
        databases.without_guards() as cursor
    ):  # and where he writes over the line as well, the trail no longer verifies
        line = Line.objects.get(verb="exports.made", object=made.id)
        other = json.dumps(line.ids | {"sha256": sha256(forged).hexdigest()})
        cursor.execute("UPDATE trust_line SET ids = %s WHERE id = %s", [other, line.pk])
    assert only(trace(forged)).issued == "file"
    assert verify(export_rows(), []).faults


def test_the_stored_file_of_another_export_is_not_handed_over_in_its_place(world: World) -> None:
    mine, other = make(world, kind(2)), make(world, kind(3))
    theirs = Export.objects.get(id=other.id).sealed
    assert commands.fetch(world.rawan, mine.id, now=world.now)[1], "the alarm"
    Export.objects.filter(id=mine.id).update(sealed=theirs)
    with pytest.raises(errors.FileChanged):
        commands.fetch(world.rawan, mine.id, now=world.now)


@pytest.mark.parametrize(
    "hostile", [b"PK\x03\x04 and no more", b"%PDF-1.7 and no more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and no more"]
)
def test_a_copy_that_was_made_to_do_harm_is_read_by_nobody_but_the_shut_in_process(hostile: bytes) -> None:
    with pytest.raises(errors.CannotRead):
        read(hostile)


def test_a_trace_says_it_at_the_terminal(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    made, _locked, file = issued(world, "csv", "sheet")
    found = only(trace(file))
    verb._tell(found)
    assert f"Export {made.number}" in (said := capsys.readouterr().out) and "every word is as it was issued" in said
    verb._tell(replace(found, issued=""))
    assert verb.NOT_AS_ISSUED in capsys.readouterr().out
