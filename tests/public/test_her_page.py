"""A page of her own, as its address answers: code and PIN are typed once, and the page that was opened shows neither."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from amana.own_page import commands as deeds
from amana.own_page.models import Feedback, OwnWord
from amana.public_reports.commands import flood
from amana.vault.clock import now
from tests.cast import World
from tests.public.scenes import at_the_public_face
from tests.world import Clocks

pytestmark = pytest.mark.django_db
PIN, WORDS = "482915", "made-up words for her alone"


@pytest.fixture
def face(settings: Settings) -> Client:
    flood.forget_flood()
    return at_the_public_face(settings)


@pytest.fixture
def code(world: World) -> str:
    case = world.case()
    world.share(case, "relief_team", "identity")
    return deeds.make_own_page(world.rawan, case, pin=PIN, dates=[], words=WORDS, now=now())


def test_a_wrong_pin_and_a_wrong_code_are_told_alike(face: Client, code: str) -> None:
    wrong = [{"code": code, "pin": "000000"}, {"code": "0" * 20, "pin": PIN}, {"code": "12", "pin": PIN}]
    pages = [face.post("/en/mine/", each) for each in wrong]
    assert {page.status_code for page in pages} == {422}
    told = set()
    for page, typed in zip(pages, wrong, strict=True):
        main = re.sub(
            r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.text.partition("<main")[2].partition("</main")[0]
        )
        told.add(main.replace(f'value="{typed["code"]}"', "").replace(f'value="{typed["pin"]}"', ""))
    assert len(told) == 1 and WORDS not in told.pop()


def test_the_opened_page_shows_no_code_and_takes_her_word_by_its_pass(face: Client, code: str) -> None:
    opened = face.post("/en/mine/", {"code": code, "pin": PIN})
    assert opened.status_code == 200 and WORDS in opened.text, "the alarm: it is her page"
    assert code not in opened.text and PIN not in opened.text
    assert opened["Cache-Control"] and "no-store" in opened["Cache-Control"]
    further = {"pass": opened.context["pass"], "token": opened.context["token"], "do": "all"}
    for _ in range(2):
        page = face.post("/en/mine/", further)
        assert page.status_code == 200 and "You took this back." in page.text
    assert OwnWord.objects.count() == 1


@pytest.mark.parametrize(("deed", "model"), [("complain", OwnWord), ("feedback", Feedback)])
def test_an_empty_text_is_said_so_and_a_text_is_kept(
    face: Client, code: str, deed: str, model: type[OwnWord] | type[Feedback]
) -> None:
    opened = face.post("/ckb/mine/", {"code": code, "pin": PIN})
    given = {"pass": opened.context["pass"], "token": opened.context["token"], "do": deed}
    assert face.post("/ckb/mine/", {**given, f"{deed}-text": " "}).status_code == 422
    assert not model.objects.exists()
    assert face.post("/ckb/mine/", {**given, f"{deed}-text": "made up"}).status_code == 200
    assert model.objects.count() == 1


def test_a_pass_ends_and_one_that_is_not_ours_opens_nothing(face: Client, code: str, clocks: Clocks) -> None:
    given = face.post("/en/mine/", {"code": code, "pin": PIN}).context["pass"]
    assert face.post("/en/mine/", {"pass": given}).status_code == 200, "the alarm: it opens now"
    clocks.database_ahead(timedelta(minutes=21))
    for each in (given, "x" * 60, given[:-4] + "AAAA"):
        page = face.post("/en/mine/", {"pass": each})
        assert page.status_code == 422 and WORDS not in page.text
