"""A list taken as a file: its columns, filter and order; rows of one's own work; the ledger and its second person."""

import csv
import io
from dataclasses import replace

import pytest

from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.consent.models import Consent
from amana.exports import commands, errors, of_lists
from amana.exports.commands import ExportRequest, Recipient
from amana.exports.models import Export
from amana.intake.tests.scenes import triaged
from amana.justice.tests import scenes as justice
from amana.lists.declaring import list_page
from amana.referrals.tests.scene import make_scene
from amana.trust.actor import Actor
from tests.cast import World
from tests.exporting import opened
from tests.lists.test_lists import make_cases
from tests.world import Desk

pytestmark = pytest.mark.django_db
SECRET = "Kanarya-told-in-confidence"


def take(world: World, by: Actor, code: str, **view: str) -> tuple[Export, list[list[str]]]:
    """The line of the ledger, and the rows of the file under its heads as its recipient reads them."""
    asked = ExportRequest(
        f"list-{code}", {"view": view}, "justice", "The court asked for it", Recipient("Judge Hiwa"), "csv", "en"
    )
    made = commands.make_export(by, asked, now=world.now)
    row = Export.objects.get(id=made.id)
    if made.state == "waiting":
        return row, []
    name, file = commands.fetch(by, made.id, now=world.now)
    text = opened(name, file, made.passphrase).decode("utf-8-sig")
    return row, list(csv.reader(io.StringIO(text)))


def who_also(actor: Actor, role: str) -> Actor:
    """The same user with one role more."""
    return replace(actor, roles=actor.roles | {role})


def told_in(rows: list[list[str]], word: str) -> bool:
    return any(word in cell for line in rows for cell in line)


def test_the_file_holds_the_columns_of_the_list_in_its_filter_and_order(world: World) -> None:
    made = make_cases(world, 4)
    Procedure.objects.filter(id=made[1].id).update(help="closed")
    line, rows = take(world, world.nasrin, "cases", which="open", sort="-number", lock="x", name=SECRET)
    found = [cell for row in rows for cell in row if cell.startswith("T-")]
    assert found == ["T-004", "T-003", "T-001"]
    heads = next(row for row in rows if any(cell.startswith("Number") for cell in row))
    names = ("Number", "What is known", "Help", "Case manager", "Last change")
    assert [next((name for name in names if cell.startswith(name)), "") for cell in heads if cell][-5:] == [*names]
    assert line.persons == 3 and not told_in(rows, SECRET)


def test_what_others_share_stays_out_and_so_does_every_sealed_word(world: World) -> None:
    mine = world.case(full_name=SECRET)
    world.share(mine, "relief_team", "legal")
    _line, rows = take(world, world.nasrin, "cases", which="open")
    assert told_in(rows, str(mine.number)) and not told_in(rows, SECRET)
    Procedure.objects.filter(id=mine.id).update(number=SECRET[:20])
    _line, rows = take(world, world.nasrin, "cases", which="open")
    assert told_in(rows, SECRET[:20]), "a word in a column would be found"
    assert world.yusuf.can("exports.make") and world.yusuf.can("cases.read")
    assert mine in list_page("cases").build(world.yusuf, {}).rows({"which": "open"}), "the partner has it on the list"
    with pytest.raises(errors.NothingToExport):
        take(world, world.yusuf, "cases", which="open")


def test_above_twenty_people_a_second_person_looks_at_a_list_too(world: World) -> None:
    make_cases(world, 21)
    line, _rows = take(world, world.nasrin, "cases", which="open")
    assert (line.persons, line.state) == (21, "waiting")


def test_a_list_that_is_too_long_is_refused_and_no_file_is_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_lists, "MOST_ROWS", 2)
    make_cases(world, 3)
    with pytest.raises(errors.TooManyRows):
        take(world, world.nasrin, "cases", which="open")
    assert not Export.objects.exists()


def test_each_list_gives_a_cell_for_each_column_that_it_shows(world: World) -> None:
    make_scene(world).acknowledged()
    triaged(world)
    letter = justice.sent(world)
    for code, by in {
        "cases": world.nasrin,
        "signs": world.nasrin,
        "all_signs": world.nasrin,
        "referrals": world.rawan,
    }.items():
        line, rows = take(world, by, code, **({"which": "open"} if code == "cases" else {}))
        assert line.persons > 0 and len(rows) > 1, code
    listed = list_page("letters").build(world.rawan, {})
    assert letter in listed.rows({})
    line, rows = take(world, world.rawan, "letters")
    assert told_in(rows, str(letter.number))


def test_the_link_leads_to_the_form_with_what_the_list_shows(world: World, desk: Desk) -> None:
    make_cases(world, 2)
    nasrin = desk("nasrin")
    link = "/trust/exports/make/list-cases/?sort=-number&amp;which=open"
    assert link in nasrin.get("/cases/?which=open&sort=-number").content.decode()
    assert nasrin.get(link.replace("&amp;", "&")).status_code == 200
    assert "list-cases" not in nasrin.get("/trust/exports/").content.decode()
    page = desk("jihan").get("/referrals/").content.decode()
    assert "list-referrals" not in page, "nobody takes along a list of what others ask of them"


def test_rows_that_stay_out_do_not_make_the_file_too_long(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(of_lists, "MOST_ROWS", 1)
    for _each in range(2):
        world.share(world.case(), "relief_team", "legal")
    assert list_page("cases").build(world.yusuf, {}).rows({"which": "open"}).count() == 2
    with pytest.raises(errors.NothingToExport):
        take(world, world.yusuf, "cases", which="open")
    with pytest.raises(errors.TooManyRows):
        take(world, world.nasrin, "cases", which="open")


def test_after_a_withdrawal_the_row_is_in_no_file(world: World) -> None:
    scene = make_scene(world)
    sent = scene.acknowledged()
    _line, rows = take(world, world.rawan, "referrals", side="sent")
    assert told_in(rows, sent.reference)
    consents.withdraw(world.rawan, procedure_id=scene.case.id, consent_id=Consent.objects.get().id, now=world.now)
    with pytest.raises(errors.NothingToExport):
        take(world, world.rawan, "referrals", side="sent")
