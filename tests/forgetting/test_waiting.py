"""Who stops an agreed erasure and how, and what the pages say of its wait."""

from datetime import timedelta

import pytest

from amana import vault
from amana.cases.models import Procedure
from amana.erasure import commands as erasure
from amana.erasure import queries as forgetting
from amana.erasure.errors import AlreadyAgreed, NoSuchReason
from amana.erasure.tests.scenes import agree_and_wait, pass_the_wait
from amana.errors import NotAllowed, NotFound
from amana.signin import factor_changes
from amana.trust.models import Erasure, Line
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db(transaction=True)


def agree(world: World, case: Procedure) -> Erasure:
    asked = erasure.ask_to_forget(world.rawan, case, reason="she_asked", language="en", now=world.now)
    return erasure.agree_to_forget(world.mina, asked, now=world.now)


def test_strangers_stop_nothing(world: World) -> None:
    row = agree(world, world.case())
    for stranger in (world.yusuf, world.karwan, world.sara):
        with pytest.raises((NotFound, NotAllowed)):
            erasure.stop_forgetting(stranger, row, reason="wrong_file", now=world.now)
    with pytest.raises(NoSuchReason):
        erasure.stop_forgetting(world.nasrin, row, reason="", now=world.now)
    assert Erasure.objects.get().state == "agreed" and pass_the_wait(world.now) == 1


@pytest.mark.parametrize("who", ["rawan", "mina", "nasrin"])
def test_one_of_its_people_alone_stops_it(world: World, who: str) -> None:
    case = world.case()
    row = agree(world, case)
    erasure.stop_forgetting(getattr(world, who), row, reason="she_did_not_ask", now=world.now)
    assert pass_the_wait(world.now) == 0 and Procedure.objects.filter(id=case.id).exists()
    assert Line.objects.filter(verb="cases.forgetting_stopped", object=case.id).count() == 1
    [stopped] = forgetting.list_stopped(world.mina, world.now)
    assert stopped.reason == "she_did_not_ask" and forgetting.list_stopped(world.yusuf, world.now) == []
    with pytest.raises(NotFound):
        erasure.stop_forgetting(world.nasrin, row, reason="wrong_file", now=world.now)


def test_a_stopped_one_is_asked_for_and_agreed_to_anew(world: World) -> None:
    case = world.case()
    erasure.stop_forgetting(world.nasrin, agree(world, case), reason="wrong_file", now=world.now)
    asked = erasure.ask_to_forget(world.rawan, case, reason="court_decided", language="en", now=world.now)
    assert (asked.state, asked.agreed_by, asked.stopped_by) == ("asked", None, None)
    done = agree_and_wait(world.mina, asked, now=world.now)
    assert (done.state, done.reason, done.due_at) == ("done", "court_decided", None)


def test_asking_again_does_not_begin_an_agreed_one_anew(world: World) -> None:
    case = world.case()
    row = agree(world, case)
    with pytest.raises(AlreadyAgreed):
        erasure.ask_to_forget(world.nasrin, case, reason="she_asked", language="en", now=world.now)
    assert Erasure.objects.get(id=row.id).state == "agreed"


def test_the_reason_for_stopping_is_a_locked_fact(world: World) -> None:
    case = world.case()
    row = agree(world, case)
    erasure.stop_forgetting(world.nasrin, row, reason="file_is_needed", now=world.now)
    assert vault.facts.get("erasure", row.id) == {"reason": "she_asked", "stopped": "file_is_needed"}
    assert Erasure.objects.get().reason == ""


def test_the_pages_say_when_and_who_and_let_her_supervisor_stop_it(world: World, desk: Desk) -> None:
    case, nasrin, mina = world.case(), desk("nasrin"), desk("mina")
    row = agree(world, case)
    page = nasrin.get("/cases/forgetting/").content.decode()
    assert "waits for 72 hours" in page and "at the earliest" in page and "Agreed, and waiting" in page
    stop = f"/cases/forgetting/{row.id}/stop/"
    assert stop in page and stop in nasrin.get("/").content.decode()
    assert desk("yusuf").get(stop).status_code == 404 and str(case.number) in nasrin.get(stop).content.decode()
    assert "checked" not in nasrin.get(stop).content.decode()
    assert nasrin.post(stop, {}).status_code == 422 and Erasure.objects.get().state == "agreed"
    assert nasrin.post(stop, {"reason": "not_explained"})["Location"] == "/cases/forgetting/"
    page = mina.get("/cases/forgetting/").content.decode()
    assert "Nobody can explain why it was asked" in page and stop not in page
    assert nasrin.get(stop).status_code == 404


def test_an_account_that_rests_is_named_and_offered_nothing(world: World, desk: Desk) -> None:
    case = world.case()
    asked = erasure.ask_to_forget(world.mina, case, reason="she_asked", language="en", now=world.now)
    nasrin, agree_address = desk("nasrin"), f"/cases/forgetting/{asked.id}/agree/"
    assert agree_address in nasrin.get("/cases/forgetting/").content.decode()
    factor_changes.reset_factors(world.sara, user_id=world.mina.account, now=world.now - timedelta(hours=1))
    page = nasrin.get("/cases/forgetting/").content.decode()
    assert agree_address not in page and "decides on no erasure before" in page and "made anew then" not in page
    factor_changes.reset_factors(world.sara, user_id=world.mina.account, now=world.now + timedelta(seconds=1))
    assert "made anew then" in nasrin.get("/cases/forgetting/").content.decode()
