"""The pages on which two people forget a case, hold it, and give her the certificate; and what the worker clears by itself."""

from datetime import timedelta

import pytest
from django.test import Client

from amana.cases import commands as cases
from amana.cases.models import Procedure, ShiftNote
from amana.erasure import commands as erasure
from amana.erasure import queries as forgetting
from amana.erasure.tests.scenes import agree_and_wait, pass_the_wait
from amana.trust.models import Erasure, Line
from amana.upkeep import retention
from amana.upkeep.models import Cleared
from amana.vault.models import Sealed
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db(transaction=True)


def ask(rawan: Client, case: Procedure, **told: str) -> None:
    answer = rawan.post(f"/cases/{case.id}/forget/", {"act": "ask", "reason": "she_asked", "language": "ckb", **told})
    assert (answer.status_code, answer["Location"]) == (302, "/cases/forgetting/")


def test_she_is_forgotten_and_gets_a_page_that_names_nobody(world: World, desk: Desk) -> None:
    case, rawan, mina = world.case(), desk("rawan"), desk("mina")
    assert "cannot" not in rawan.get(f"/cases/{case.id}/forget/").content.decode()
    ask(rawan, case)
    waiting = Erasure.objects.get()
    page = rawan.get("/cases/forgetting/").content.decode()
    assert str(case.number) in page and f"/cases/forgetting/{waiting.id}/agree/" not in page
    page = mina.get("/cases/forgetting/").content.decode()
    assert str(case.number) in page and f"/cases/forgetting/{waiting.id}/agree/" in page and "Selam" not in page
    answer = mina.post(f"/cases/forgetting/{waiting.id}/agree/")
    assert (answer.status_code, answer["Location"]) == (302, "/cases/forgetting/") and Procedure.objects.exists()
    assert pass_the_wait(world.now) == 1 and not Procedure.objects.exists()
    done = mina.get(f"/cases/forgetting/{waiting.id}/").content.decode()
    number = str(Erasure.objects.get().number)
    assert number in done and str(case.number) not in done
    paper = mina.get(f"/cases/forgetting/{waiting.id}/print/")
    assert (
        paper["Content-Type"] == "application/pdf"
        and paper.content.startswith(b"%PDF")
        and number in paper["Content-Disposition"]
    )
    assert rawan.get(f"/cases/{case.id}/").status_code == 404


def test_a_case_is_held_on_its_page_and_let_go_by_another(world: World, desk: Desk) -> None:
    case, nasrin, mina = world.case(), desk("nasrin"), desk("mina")
    until = (world.today + timedelta(days=9)).isoformat()
    answer = nasrin.post(
        f"/cases/{case.id}/forget/", {"act": "hold", "reason": "court_asks", "until": until, "paper": "12/2026"}
    )
    assert answer.status_code == 302
    refused = nasrin.post(f"/cases/{case.id}/forget/", {"act": "ask", "reason": "she_asked", "language": "en"})
    assert refused.status_code == 422 and Erasure.objects.count() == 0
    [hold] = forgetting.list_holds(world.mina)
    assert (hold.paper, hold.i_may_lift) == ("12/2026", True)
    assert nasrin.post(f"/cases/holds/{hold.id}/lift/").status_code in (403, 422)
    assert mina.post(f"/cases/holds/{hold.id}/lift/").status_code == 302
    assert forgetting.list_holds(world.mina) == []


def test_strangers_find_nothing(world: World, desk: Desk) -> None:
    case = world.case()
    ask(desk("rawan"), case)
    waiting = Erasure.objects.get()
    yusuf = desk("yusuf")
    assert yusuf.get(f"/cases/{case.id}/forget/").status_code == 404
    assert yusuf.post(f"/cases/forgetting/{waiting.id}/agree/").status_code == 404
    assert str(case.number) not in yusuf.get("/cases/forgetting/").content.decode()
    assert Procedure.objects.exists()


def test_what_was_kept_long_enough_is_proposed_to_people(world: World) -> None:
    case, before = world.case(), world.procedure()
    long_ago = world.now - timedelta(days=3 * 366)
    Procedure.objects.filter(id=before.id).update(changed_at=long_ago)
    Procedure.objects.filter(id=case.id).update(help="closed", help_since=world.now - timedelta(days=11 * 366))
    assert {(row.kind, row.procedure_id) for row in forgetting.due(world.mina, world.now)} == {
        ("closed_case", case.id),
        ("before_help", before.id),
    }
    erasure.ask_to_forget(world.mina, case, reason="kept_long_enough", language="ar", now=world.now)
    assert [row.procedure_id for row in forgetting.due(world.mina, world.now)] == [before.id]
    assert forgetting.due(world.rawan, world.now) == []


def test_the_worker_clears_what_the_rules_let_it_clear_and_says_how_much(world: World) -> None:
    cases.leave_shift_note(world.rawan, text="made-up words", now=world.now)
    assert retention.clear_what_is_old(world.now + timedelta(days=29)) == {}
    later = world.now + timedelta(days=40)
    assert retention.clear_what_is_old(later) == {"shift_notes": 1}
    assert not ShiftNote.objects.exists() and not Sealed.objects.filter(kind="shift_note").exists()
    assert Line.objects.filter(verb="trust.cleared").count() == 1 and Cleared.objects.get().count == 1
    assert retention.clear_what_is_old(later) == {}


def test_another_house_does_not_read_how_often_this_one_forgets(world: World, desk: Desk) -> None:
    asked = erasure.ask_to_forget(world.rawan, world.case(), reason="she_asked", language="en", now=world.now)
    done = agree_and_wait(world.mina, asked, now=world.now)
    yusuf, number = desk("yusuf"), str(done.number)
    for tail in ("", "print/"):
        assert yusuf.get(f"/cases/forgetting/{done.id}/{tail}").status_code == 404
    assert number not in yusuf.get("/cases/forgetting/").content.decode()
    for name in ("rawan", "nasrin", "mina"):
        assert number in desk(name).get("/cases/forgetting/").content.decode(), name
    Erasure.objects.filter(id=done.id).update(organisation=None)  # one from before houses were kept
    assert [each.number for each in forgetting.list_erasures(world.mina)] == [number]
    assert forgetting.list_erasures(world.nasrin) == []


def test_a_restore_that_forgets_again_knows_the_house(world: World) -> None:
    asked = erasure.ask_to_forget(world.rawan, world.case(), reason="she_asked", language="en", now=world.now)
    done = agree_and_wait(world.mina, asked, now=world.now)
    Erasure.objects.filter(id=done.id).delete()  # the restored copy is older than the request
    assert erasure.finish_forgetting(world.now) == 1
    assert [each.number for each in forgetting.list_erasures(world.nasrin)] == [done.number]
