"""What of a case leaves as a file: own work without names, and one file as far as she agreed."""

import io
import re

import pikepdf
import pytest
from django.test import Client

from amana.cases.leaving import my_cases, one_file
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.errors import NotFound
from amana.exports import commands
from amana.exports import queries as ledger
from amana.exports.kinds import Sheet, Story
from amana.exports.models import Export
from amana.exports.tracing import trace
from amana.trust.models import Line, Organisation
from tests.cast import World
from tests.world import Desk, let_the_proof_age


def test_the_list_of_my_cases_holds_no_name_and_no_case_of_others(world: World) -> None:
    case = world.case()
    content = my_cases(world.rawan, {}, world.now)
    assert isinstance(content.body, Sheet) and content.people == {case.id: None}
    assert content.body.rows[0][0] == case.number and "Selam" not in str(content.body.rows)
    world.share(case, "lawyers", "identity")
    assert not my_cases(world.amal, {}, world.now).people  # a consent opens it to her, and it is not her list
    assert not my_cases(world.yusuf, {}, world.now).people


def test_one_file_holds_what_she_opened_to_that_unit_and_nothing_else(world: World) -> None:
    case = world.case()
    chosen = {"case": case.number, "unit": str(world.units["lawyers"]), "purpose": "assistance"}
    assert not one_file(world.rawan, chosen, world.now).people
    consent = world.share(case, "lawyers", "identity")
    content = one_file(world.rawan, chosen, world.now)
    assert isinstance(content.body, Story) and content.sections == ["identity"] and content.people == {case.id: consent}
    told = str(content.body.parts)
    assert "Selam Tesfaye" in told and "+9647500000142" not in told
    assert Line.objects.filter(verb="cases.section_opened", actor=world.rawan.user_id).exists()
    for other in (world.amal, world.yusuf):
        with pytest.raises(NotFound):
            one_file(other, chosen, world.now)


def test_one_file_does_not_cross_a_wall_that_came_after_her_yes(world: World) -> None:
    case = world.case()
    world.share(case, "lawyers", "identity", "health")
    Organisation.objects.filter(units=world.units["lawyers"]).update(kind="police")
    chosen = {"case": case.number, "unit": str(world.units["lawyers"]), "purpose": "assistance"}
    content = one_file(world.rawan, chosen, world.now)
    assert content.sections == ["identity"]
    assert "health" not in content.sections


def wanted(world: World, case: Procedure, **more: str) -> dict[str, str]:
    return {
        "case": str(case.number), "unit": str(world.units["lawyers"]), "purpose": "assistance", "reason": "For the plan",
        "to": "Legal Aid Bureau", "format": "pdf", "lock": "", **more,
    }  # fmt: skip


def made(rawan: Client, form: dict[str, str]) -> str:
    """The passphrase that is shown once."""
    page = rawan.post("/trust/exports/make/one_file/", form).content.decode()
    shown = re.search(r"(?:\d{4} ){5}\d{4}", page)
    assert shown is not None, page
    return shown[0]


def test_a_file_is_made_fetched_traced_and_called_back(world: World, desk: Desk) -> None:
    case, rawan = world.case(), desk("rawan")
    assert rawan.post("/trust/exports/make/one_file/", wanted(world, case)).status_code == 422  # nothing is agreed
    assert not Export.objects.exists()
    consent = world.share(case, "lawyers", "identity")
    for another in ("justice", "research", "statistics"):  # she agreed that they help, and to nothing else
        assert rawan.post("/trust/exports/make/one_file/", wanted(world, case, purpose=another)).status_code == 422
    assert rawan.post("/trust/exports/make/one_file/", wanted(world, case, reason=" ")).status_code == 422
    passphrase = made(rawan, wanted(world, case))
    row = Export.objects.get()
    assert ledger.people_in(row.id) == [(case.id, consent)]
    page = rawan.get(f"/trust/exports/{row.id}/").content.decode()
    assert row.number in page and passphrase not in page and "Selam" not in page
    file = desk("amal").post(f"/trust/exports/{row.id}/fetch/")
    assert file["Content-Security-Policy"].startswith("sandbox") and file["Cache-Control"] == "no-store"
    with pikepdf.open(io.BytesIO(file.content), password=passphrase.replace(" ", "")) as document:
        assert len(document.pages) == 1
    assert [each.card.number for each in trace(file.content, passphrase)] == [row.number]
    for stranger in ("yusuf", "nasrin"):
        assert desk(stranger).get(f"/trust/exports/{row.id}/").status_code == 404
        assert desk(stranger).post(f"/trust/exports/{row.id}/fetch/").status_code == 404
    consents.withdraw(world.rawan, procedure_id=case.id, consent_id=consent, now=world.now)
    assert Export.objects.get().state == "recalled"
    assert desk("amal").post(f"/trust/exports/{row.id}/fetch/").status_code == 410
    assert row.number in desk("amal").get("/trust/exports/").content.decode()
    assert desk("amal").post(f"/trust/exports/{row.id}/destroyed/").status_code == 302
    assert Export.objects.get().destroyed_by == world.amal.user_id


def test_before_a_file_leaves_the_second_factor_is_shown_again(world: World, desk: Desk) -> None:
    rawan = desk("rawan")
    let_the_proof_age(rawan)
    assert rawan.get("/trust/exports/make/my_cases/").status_code == 302
    assert rawan.get("/trust/exports/").status_code == 200


def test_the_second_person_decides_on_the_page_and_the_ledger_shows_it(world: World, desk: Desk,
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(commands, "ALONE_UP_TO", 0)
    world.case()
    rawan = desk("rawan")
    form = {"purpose": "assistance", "reason": "For the meeting", "to": "Nasrin", "format": "csv", "lock": ""}
    assert rawan.post("/trust/exports/make/my_cases/", form).status_code == 200
    row = Export.objects.get()
    assert row.state == "waiting" and rawan.post(f"/trust/exports/{row.id}/fetch/").status_code == 422
    assert rawan.post(f"/trust/exports/{row.id}/decide/", {"answer": "agree"}).status_code == 404
    nasrin = desk("nasrin")
    assert row.number in nasrin.get("/trust/exports/").content.decode()
    assert nasrin.post(f"/trust/exports/{row.id}/decide/", {"answer": "agree"}).status_code == 302
    assert rawan.post(f"/trust/exports/{row.id}/fetch/").status_code == 200
    assert rawan.get("/trust/exports/ledger/").status_code == 404
