"""The pages on which somebody is looked up, taken for somebody, and compared."""

from typing import Any

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from amana.cases.models import Procedure
from amana.duplicates import commands
from amana.duplicates.models import Link
from amana.duplicates.rules import LOOK_UPS_PER_HOUR, SEARCHES_PER_HOUR
from amana.intake.models import Sign
from amana.intake.tests.scenes import triaged
from amana.trust.models import Line
from tests.cast import World
from tests.paper import filled, main_form
from tests.world import Desk

pytestmark = pytest.mark.django_db
SELAM = {"full_name": "Selam Tesfaye", "date_of_birth": "1994-03-02", "document_no": ""}
ASKED = {"name": "سلام تسفاي", "birth": "١٩٩٤"}


def sorani(text: str) -> str:
    """How Berivan's pages say it."""
    with override("ckb"):
        said = gettext(text)
    assert said != text
    return said


def word_on(page: str) -> str:
    """The word that chooses the first candidate of a page."""
    return page.split('name="her" value="')[1].split('"')[0]


def known_for(client: Client, sign: Sign, **data: str) -> Any:
    return client.post(f"/signs/{sign.id}/known/", data or ASKED)


# Is she known? ------------------------------------------------------------------------------------


def test_somebody_at_the_desk_is_looked_up_in_place(world: World, desk: Desk) -> None:
    file = world.case(**SELAM)
    berivan, rawan = desk("berivan"), desk("rawan")
    assert berivan.get("/cases/known/").status_code == 200
    shut, open_ = (client.post("/cases/known/", ASKED).content.decode() for client in (berivan, rawan))
    assert "Rawan" in shut and str(file.id) not in shut and str(file.number) not in shut
    assert f"/cases/{file.id}/" in open_ and str(file.number) in open_
    assert "likely" in open_ and "Not compared" in open_
    assert sorani("The name is the same, or sounds the same") in shut
    assert "Selam" not in shut


def test_too_little_is_told_beside_the_name_and_what_was_typed_stays(world: World, desk: Desk) -> None:
    answer = desk("berivan").post("/cases/known/", {"name": "Selam"})
    assert answer.status_code == 422
    assert 'value="Selam"' in answer.content.decode()
    answer = desk("berivan").post("/cases/known/", {"name": "Selam Tesfaye", "birth": "long ago"})
    assert answer.status_code == 422


def test_nobody_is_asked_before_somebody_looked_and_it_goes_on_without_a_match(world: World, desk: Desk) -> None:
    row, berivan = triaged(world), desk("berivan")
    answer = berivan.get(f"/signs/{row.id}/screen/")
    assert (answer.status_code, answer["Location"]) == (302, f"/signs/{row.id}/known/")
    page = berivan.get(answer["Location"]).content.decode()
    assert f"/signs/{row.id}/screen/?looked=1" in page
    assert berivan.get(f"/signs/{row.id}/screen/?looked=1").status_code == 200
    known_for(berivan, row)
    assert berivan.get(f"/signs/{row.id}/screen/").status_code == 200


def test_where_nobody_is_found_it_goes_on_at_once_and_says_so(world: World, desk: Desk) -> None:
    row, berivan = triaged(world), desk("berivan")
    answer = berivan.post(f"/signs/{row.id}/known/", {"name": "Zaynab Qadir Mahmoud", "birth": "1971"})
    assert (answer.status_code, answer["Location"]) == (302, f"/signs/{row.id}/screen/?looked=none")
    nobody = sorani(
        "No file like this was found in your organisation. There may be one all the same, under another name or elsewhere."
    )
    assert nobody in berivan.get(answer["Location"]).content.decode()
    assert nobody not in berivan.get(f"/signs/{row.id}/screen/?looked=1").content.decode()


def test_the_address_alone_does_not_say_that_nobody_was_found(world: World, desk: Desk) -> None:
    row, berivan = triaged(world), desk("berivan")
    nobody = sorani(
        "No file like this was found in your organisation. There may be one all the same, under another name or elsewhere."
    )
    assert nobody not in berivan.get(f"/signs/{row.id}/screen/?looked=none").content.decode()


def test_who_is_taken_for_somebody_goes_on_in_her_file_or_learns_whom_to_ask(world: World, desk: Desk) -> None:
    file, row = world.case(**SELAM), triaged(world)
    berivan, rawan = desk("berivan"), desk("rawan")
    answer = known_for(berivan, row, her=word_on(known_for(berivan, row).content.decode()))
    assert answer["Location"] == f"/signs/{row.id}/"
    page = berivan.get(answer["Location"]).content.decode()
    assert sorani("Other files of the same person") in page and "Rawan" in page and str(file.number) not in page
    answer = known_for(rawan, row, her=word_on(known_for(rawan, row).content.decode()))
    assert answer["Location"] == f"/cases/{file.id}/"
    assert Link.objects.get().state == "chosen"


def test_a_word_of_another_page_chooses_nobody(world: World, desk: Desk) -> None:
    world.case(**SELAM)
    one, other, berivan = triaged(world), triaged(world), desk("berivan")
    word = word_on(known_for(berivan, one).content.decode())
    assert known_for(berivan, other, her=word).status_code == 422
    assert not Link.objects.exists()


def test_too_many_look_ups_are_refused_on_the_page_and_it_still_goes_on(world: World, desk: Desk) -> None:
    world.case(**SELAM)
    berivan, row = desk("berivan"), triaged(world)
    for _ in range(LOOK_UPS_PER_HOUR):
        Line.objects.create(
            happened_at=world.now, recorded_at=world.now, actor=world.berivan.user_id, verb="cases.looked_up"
        )
    answer = known_for(berivan, row)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert str(LOOK_UPS_PER_HOUR) in page and "?looked=1" in page
    page = desk("mina").get("/cases/look-ups/").content.decode()
    assert "Berivan" in page
    assert desk("rawan").get("/cases/look-ups/").status_code == 404


# Opening a case -----------------------------------------------------------------------------------


def begun(world: World) -> Procedure:
    procedure = world.procedure()
    Procedure.objects.filter(id=procedure.id).update(identification="presumed")
    return procedure


def typed(client: Client, procedure: Procedure) -> dict[str, Any]:
    form = main_form(client.get(f"/cases/{procedure.id}/begin/").content.decode())
    answers = {"full_name": "سلام تسفاي", "date_of_birth": "1994-03-02", "document_no": "", "phone": "", "user": ""}
    data = filled(form, answers, lambda each: "")
    no_way = {"contact-safe_contact_method": "none_safe", "contact-message_channel": "none"}  # "Do not phone" is ticked
    return {**data, **no_way, "who-user": next(value for value in form.inputs["who-user"].options if value)}


def test_a_case_is_opened_after_she_was_looked_up_and_not_before(world: World, desk: Desk) -> None:
    file, procedure, rawan = world.case(**SELAM), begun(world), desk("rawan")
    url, data = f"/cases/{procedure.id}/begin/", typed(rawan, procedure)
    answer = rawan.post(url, data)
    page = answer.content.decode()
    procedure.refresh_from_db()
    assert (answer.status_code, procedure.number) == (200, None)
    assert str(file.number) in page and "سلام تسفاي" in page
    assert rawan.post(url, {**data, "looked": "1"}).status_code == 302
    procedure.refresh_from_db()
    assert procedure.number is not None
    assert not Link.objects.exists()


def test_a_case_of_somebody_known_is_linked_with_her_earlier_file(world: World, desk: Desk) -> None:
    file, procedure, rawan = world.case(**SELAM), begun(world), desk("rawan")
    url, data = f"/cases/{procedure.id}/begin/", typed(rawan, procedure)
    word = word_on(rawan.post(url, data).content.decode())
    assert rawan.post(url, {**data, "looked": "1", "her": word}).status_code == 302
    link = Link.objects.get()
    assert ({link.one_id, link.other_id}, link.state) == ({file.id, procedure.id}, "chosen")


def test_what_was_told_before_is_not_asked_again(world: World, desk: Desk) -> None:
    file, procedure = world.case(**SELAM), begun(world)
    commands.choose(world.rawan, procedure, file, now=world.now)
    page = desk("rawan").get(f"/cases/{procedure.id}/begin/").content.decode()
    assert 'value="Selam Tesfaye"' in page and 'value="+9647500000142"' in page and str(file.number) in page
    assert Line.objects.filter(verb="cases.section_opened", object=file.id, actor=world.rawan.user_id).count() == 2
    page = desk("shno").get(f"/cases/{procedure.id}/begin/").content.decode()
    assert "Selam" not in page and str(file.number) not in page


# The search box -----------------------------------------------------------------------------------


def test_the_search_box_answers_in_place_with_and_without_script(world: World, desk: Desk) -> None:
    file, rawan = world.case(**SELAM), desk("rawan")
    page = rawan.post("/find/", {"text": "سلام تسفاي"})
    part = rawan.post("/find/", {"text": "سلام تسفاي"}, headers={"HX-Request": "true"})
    for answer in (page, part):
        assert (answer.status_code, f"/cases/{file.id}/" in answer.content.decode()) == (200, True)
        assert "سلام" not in answer.content.decode()
    assert "<html" in page.content.decode() and "<html" not in part.content.decode()
    assert rawan.get("/find/").status_code == 405


def test_very_many_searches_are_refused(world: World, desk: Desk) -> None:
    for _ in range(SEARCHES_PER_HOUR):
        Line.objects.create(
            happened_at=world.now, recorded_at=world.now, actor=world.rawan.user_id, verb="cases.searched"
        )
    answer = desk("rawan").post("/find/", {"text": "Selam Tesfaye"})
    assert (answer.status_code, str(SEARCHES_PER_HOUR) in answer.content.decode()) == (422, True)


# Two files ----------------------------------------------------------------------------------------


def pair(world: World) -> Link:
    world.case(**SELAM)
    world.case(**{**SELAM, "full_name": "سلام تسفاي"})
    commands.propose_links(world.now)
    return Link.objects.get()


def test_a_supervisor_sees_two_files_side_by_side_and_names_only_when_they_are_opened(world: World, desk: Desk) -> None:
    link, nasrin = pair(world), desk("nasrin")
    page = nasrin.get("/cases/links/").content.decode()
    assert f"/cases/links/{link.id}/" in page and str(link.one.number) in page
    page = nasrin.get(f"/cases/links/{link.id}/").content.decode()
    assert "Selam" not in page
    page = nasrin.post(f"/cases/links/{link.id}/open/").content.decode()
    assert "Selam Tesfaye" in page and "سلام تسفاي" in page and 'class="differs"' in page
    assert Line.objects.filter(verb="cases.section_opened", actor=world.nasrin.user_id).count() == 2
    assert desk("noor").get(f"/cases/links/{link.id}/").status_code == 404
    assert desk("rawan").get("/cases/links/").status_code == 403


def test_a_decision_needs_a_reason_and_can_be_undone_on_its_page(world: World, desk: Desk) -> None:
    link, nasrin = pair(world), desk("nasrin")
    url = f"/cases/links/{link.id}/"
    assert nasrin.post(url, {"answer": "same", "revision": "1"}).status_code == 422
    said = {"answer": "same", "reason": "Rawan knows her.", "revision": "1"}
    assert nasrin.post(url, said).status_code == 302
    assert nasrin.post(url, said).status_code == 409
    page = desk("rawan").get(f"/cases/{link.one_id}/").content.decode()
    assert "Other files of the same person" in page and str(link.other.number) in page
    assert nasrin.post(f"{url}undo/", {"revision": "2"}).status_code == 302
    assert Link.objects.get().state == "proposed"
    assert nasrin.post(f"{url}undo/", {"revision": "3"}).status_code == 422


def test_the_same_pair_is_not_shown_among_those_that_wait_once_it_is_decided(world: World, desk: Desk) -> None:
    link, nasrin = pair(world), desk("nasrin")
    commands.decide_link(world.nasrin, link, "different", reason="Twins.", revision=1, now=world.now)
    assert str(link.id) not in nasrin.get("/cases/links/").content.decode()
    assert str(link.id) in nasrin.get("/cases/links/?which=different").content.decode()
