"""A file with people's records leaves: its line first, its lock, its marks, its second person, its end."""

import csv
import hashlib
import io
import zipfile
from datetime import timedelta

import msoffcrypto
import pikepdf
import pyrage
import pytest

from amana.errors import NotAllowed, NotFound
from amana.exports import commands, errors, marks, queries
from amana.exports.commands import MadeExport, Recipient
from amana.exports.models import Export
from amana.exports.sheets import harmless
from amana.exports.tracing import PROOFS, trace
from amana.trust.models import Line
from amana.vault.acting import acting_as
from amana.vault.agefiles import fingerprint
from amana.vault.models import Sealed
from tests.cast import World
from tests.exporting import WHY, kind, make, no_kind_stays, opened  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_kind_stays")]


@pytest.mark.parametrize(("format", "body"), [("csv", "sheet"), ("xlsx", "sheet"), ("pdf", "story")])
def test_the_line_comes_first_and_says_the_hash_of_the_very_file(world: World, format: str, body: str) -> None:
    made = make(world, kind(3, body), format)
    name, file = commands.fetch(world.rawan, made.id, now=world.now)
    row = Export.objects.get(id=made.id)
    assert hashlib.sha256(file).hexdigest() == row.sha256
    line = Line.objects.get(verb="exports.made", object=row.id)
    assert line.ids == {"persons": 3, "sha256": row.sha256, "state": "ready"}
    assert Line.objects.filter(verb="exports.fetched", object=row.id).count() == 1
    assert queries.cards([row])[0].facts["reason"] == WHY and WHY not in str(line.ids)
    assert not trace(opened(name, file, made.passphrase))[0].card.to_be_destroyed


@pytest.mark.parametrize(("format", "body"), [("csv", "sheet"), ("xlsx", "sheet"), ("pdf", "story")])
def test_the_file_opens_with_its_password_only(world: World, format: str, body: str) -> None:
    made = make(world, kind(2, body), format)
    name, file = commands.fetch(world.rawan, made.id, now=world.now)
    assert b"IQ-2026" not in file and "زينب".encode() not in file
    assert made.number in str(opened(name, file, made.passphrase)) or format != "csv"
    with pytest.raises((pikepdf.PasswordError, RuntimeError, msoffcrypto.exceptions.InvalidKeyError)):
        opened(name, file, "0000 0000 0000 0000 0000 0000")
    with pytest.raises(errors.CannotRead):
        trace(file)
    assert [each.card.number for each in trace(file, made.passphrase)] == [made.number]


def test_a_file_for_a_key_opens_with_that_key_after_its_fingerprint_was_heard(world: World) -> None:
    theirs = pyrage.x25519.Identity.generate()
    key = commands.add_age_key(world.rawan, label="Court", public=str(theirs.to_public()), now=world.now)
    code = kind(1)
    with pytest.raises(errors.NoKeyOfTheirs):
        make(world, code, key=key)
    with pytest.raises(errors.WrongFingerprint):
        commands.confirm_age_key(world.rawan, key, typed="00000 00000 00000 00000", now=world.now)
    commands.confirm_age_key(world.rawan, key, typed=fingerprint(str(theirs.to_public())), now=world.now)
    made = make(world, code, key=key)
    assert made.passphrase is None
    _, file = commands.fetch(world.rawan, made.id, now=world.now)
    assert [each.card.number for each in trace(pyrage.decrypt(file, [theirs]))] == [made.number]
    with pytest.raises(errors.NotAKey):
        commands.add_age_key(world.rawan, label="Court", public="age1wrong", now=world.now)


def test_above_twenty_people_a_second_person_looks(world: World) -> None:
    assert make(world, kind(20)).state == "ready"
    made = make(world, kind(21))
    assert made.state == "waiting"
    with pytest.raises(errors.StillWaiting):
        commands.fetch(world.rawan, made.id, now=world.now)
    with pytest.raises(NotAllowed):
        commands.decide(world.rawan, made.id, agree=True, now=world.now)
    with pytest.raises(NotFound):  # of another house
        commands.decide(world.yusuf, made.id, agree=True, now=world.now) if world.yusuf.can("exports.approve") else (
            queries.one(world.yusuf, made.id)
        )
    commands.decide(world.nasrin, made.id, agree=True, now=world.now)
    assert commands.fetch(world.rawan, made.id, now=world.now)[1]
    with pytest.raises(errors.NotWaiting):
        commands.decide(world.nasrin, made.id, agree=False, now=world.now)


def test_several_files_of_a_day_count_together_and_each_person_once(world: World) -> None:
    code, other = kind(12), kind(8)
    assert [make(world, code).state, make(world, code).state, make(world, other).state] == ["ready"] * 3
    last = make(world, kind(1))
    assert last.state == "waiting", "the twenty-first person of this day"
    assert make(world, kind(1), by=world.nasrin).state == "ready", "another maker counts for herself"
    commands.decide(world.nasrin, last.id, agree=True, now=world.now)
    assert make(world, code).state == "ready", (
        "what a second person let go counts no more, and nobody is new in this one"
    )
    Export.objects.update(made_at=world.now - commands.TOGETHER)
    assert make(world, kind(20)).state == "ready", "the next day"


def test_nobody_lets_their_own_export_go(world: World) -> None:
    made = make(world, kind(21), by=world.nasrin)
    assert made.id not in {row.id for row in queries.waiting_for(world.nasrin)}
    with pytest.raises(errors.NotWaiting):
        commands.decide(world.nasrin, made.id, agree=True, now=world.now)
    assert Export.objects.get(id=made.id).state == "waiting"


def test_one_that_was_stopped_is_gone(world: World) -> None:
    made = make(world, kind(21))
    commands.decide(world.nasrin, made.id, agree=False, now=world.now)
    with pytest.raises(errors.LinkOver):
        commands.fetch(world.rawan, made.id, now=world.now)
    assert not Sealed.objects.filter(kind="export").exists()


def test_the_file_goes_also_where_who_stops_it_sees_no_row_of_it(world: World) -> None:
    stopped, called_back = make(world, kind(21)), make(world, kind(2), by=world.nasrin)
    with acting_as(world.nasrin.account):
        commands.decide(world.nasrin, stopped.id, agree=False, now=world.now)
    somebody = queries.people_in(called_back.id)[0][0]
    with acting_as(world.rawan.account):
        commands.recall(procedure_id=somebody, at=world.now, by=world.rawan)
    assert not Sealed.objects.filter(kind="export").exists()


def test_the_named_recipient_fetches_it_and_nobody_else(world: World) -> None:
    made = make(world, kind(2), to=Recipient("Amal", user=world.amal.user_id))
    assert commands.fetch(world.amal, made.id, now=world.now)[1]
    for other in (world.nasrin, world.yusuf, world.sara):
        with pytest.raises(NotFound):
            commands.fetch(other, made.id, now=world.now)


def test_after_seven_days_the_link_and_the_file_are_gone(world: World) -> None:
    made = make(world, kind(2))
    later = world.now + timedelta(days=7)
    assert commands.expire(later - timedelta(seconds=1)) == 0
    with pytest.raises(errors.LinkOver):  # before the worker came by
        commands.fetch(world.rawan, made.id, now=later)
    assert commands.expire(later) == 1 and commands.expire(later) == 0
    assert not Sealed.objects.filter(kind="export").exists()
    with pytest.raises(errors.LinkOver):
        commands.fetch(world.rawan, made.id, now=world.now)


def test_what_she_takes_back_is_called_back_from_who_has_it(world: World) -> None:
    made = make(world, kind(2), to=Recipient("Amal", user=world.amal.user_id))
    other = make(world, kind(3))
    commands.fetch(world.amal, made.id, now=world.now)
    consent = queries.people_in(made.id)[0][1]
    assert consent is not None
    assert [card.number for card in queries.exports_concerning(consent_id=consent)] == [made.number]
    called = commands.recall(consent_id=consent, at=world.now)
    assert [card.number for card in called] == [made.number] and called[0].to_be_destroyed
    with pytest.raises(errors.LinkOver):
        commands.fetch(world.amal, made.id, now=world.now)
    assert [row.id for row in queries.to_destroy(world.amal)] == [made.id]
    with pytest.raises(NotFound):
        commands.confirm_destroyed(world.yusuf, made.id, now=world.now)
    commands.confirm_destroyed(world.amal, made.id, now=world.now)
    assert not queries.to_destroy(world.amal).exists()
    assert commands.recall(at=world.now) == [] and Export.objects.get(id=other.id).state == "ready"


def test_a_file_needs_a_reason_a_recipient_and_people(world: World) -> None:
    with pytest.raises(errors.ReasonMissing):
        make(world, kind(1), reason="  ")
    with pytest.raises(errors.RecipientMissing):
        make(world, kind(1), to=Recipient(" "))
    with pytest.raises(errors.NothingToExport):
        make(world, kind(0))
    with pytest.raises(NotAllowed):
        make(world, kind(1), by=world.sara)
    assert not Export.objects.exists()


def test_a_stored_file_that_was_changed_is_not_handed_over(world: World) -> None:
    made = make(world, kind(1))
    Export.objects.filter(id=made.id).update(sha256="0" * 64)
    with pytest.raises(errors.FileChanged):
        commands.fetch(world.rawan, made.id, now=world.now)


# Copies that turn up ------------------------------------------------------------------------------


def a_csv(world: World, persons: int = 12) -> tuple[MadeExport, str]:
    made = make(world, kind(persons))
    return made, opened("x.zip", commands.fetch(world.rawan, made.id, now=world.now)[1], made.passphrase).decode()


def carriers(text: str | bytes) -> dict[str, set[str]]:
    content = text.encode() if isinstance(text, str) else text
    return {each.card.number: {name for name, _ in each.carriers} for each in trace(content)}


def test_two_pasted_rows_tell_whose_copy_they_are(world: World) -> None:
    made, text = a_csv(world)
    make(world, kind(5))
    rows = list(csv.reader(io.StringIO(text)))
    assert carriers("\n".join(" ".join(row) for row in rows[3:5])) == {made.number: {PROOFS[1], PROOFS[2]}}


def test_typed_from_paper_the_codes_of_the_lines_are_enough(world: World) -> None:
    made, text = a_csv(world)
    row = list(csv.reader(io.StringIO(text)))[4]
    typed = f"line {row[0].lower()}, case number and so on"
    assert carriers(typed) == {made.number: {PROOFS[2]}}


def test_a_number_alone_proves_nothing(world: World) -> None:
    made, _ = a_csv(world)
    found = trace(f"Export {made.number} they say".encode())
    assert [each.card.number for each in found] == [made.number] and not found[0].is_proved


def test_what_carries_nothing_accuses_nobody(world: World) -> None:
    a_csv(world)
    plain = "Line,Case\nABC-2026,IQ-2026-000001\n" + "\u200b\u200c" * 20
    assert carriers(plain) == {}


def test_pages_carry_the_mark_in_what_is_copied_and_in_what_is_not_seen(world: World) -> None:
    made = make(world, kind(1, "story"), "pdf")
    file = opened("x.pdf", commands.fetch(world.rawan, made.id, now=world.now)[1], made.passphrase)
    assert PROOFS[0] in carriers(file)[made.number]
    bare = io.BytesIO()
    with pikepdf.open(io.BytesIO(file)) as document:  # somebody who cleans the properties
        del document.docinfo
        del document.Root.Metadata
        document.save(bare)
    assert PROOFS[0] in carriers(bare.getvalue())[made.number]


def test_a_workbook_carries_the_mark_in_properties_cells_and_lines(world: World) -> None:
    made = make(world, kind(4), "xlsx")
    file = opened("x.xlsx", commands.fetch(world.rawan, made.id, now=world.now)[1], made.passphrase)
    assert carriers(file)[made.number] >= set(PROOFS)
    with zipfile.ZipFile(io.BytesIO(file)) as folder:
        cells = folder.read("xl/sharedStrings.xml")
        sheet = folder.read("xl/worksheets/sheet1.xml").decode()
    assert carriers(cells)[made.number] >= {PROOFS[1], PROOFS[2]}
    assert "<f>" not in sheet and "'=HYPERLINK(1)" in cells.decode()


@pytest.mark.parametrize("bad", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "＝1"])
def test_no_cell_begins_a_formula(bad: str) -> None:
    assert str(harmless(bad)).startswith("'")


def test_marks_and_their_carriers_are_read_back() -> None:
    for _ in range(200):
        mark = marks.new_mark()
        assert marks.tokens_in([f"x {marks.token(mark)} y"]) == {mark}
        assert marks.blanks_in([f"x{marks.blank(mark)}y"]) == {mark}
        assert marks.line_codes_in([f"({marks.line_code(mark, 7)})"]) == {marks.line_code(mark, 7)}
