"""What can be read without telling anything: in three languages from the pack, and in those of people who came to work."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from amana.countrypacks import pack
from amana.intake.pack_sections import INFORMATION
from tests.cast import World
from tests.public.scenes import at_the_public_face

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(settings: Settings, world: World) -> Client:
    return at_the_public_face(settings)


def read(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.content.decode()


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_every_page_of_the_pack_can_be_read_and_leads_on(browser: Client, language: str) -> None:
    pages = INFORMATION.of(pack()).pages
    first = read(browser, f"/{language}/")
    for name, page in pages.items():
        assert f"/{language}/about/{name}/" in first
        shown = read(browser, f"/{language}/about/{name}/")
        assert page.title.text(language) in shown
        assert all(f"/{language}/about/{other}/" in shown for other in pages)
        assert re.search(r"<title>(Information|معلومات|زانیاری)</title>", shown)


def test_a_right_that_nobody_confirmed_says_so(browser: Client) -> None:
    rights = [right for law in pack().laws.values() for right in law.rights.values()]
    assert rights
    shown = read(browser, "/en/about/rights/")
    assert all(str(right.what.en) in shown for right in rights)
    if not any(right.confidence == "confirmed" for right in rights):
        assert "A lawyer has still to confirm these." in shown


def test_help_can_be_asked_for_in_the_languages_of_the_country(browser: Client) -> None:
    said = INFORMATION.of(pack())
    assert len(said.help_languages) >= 10
    for code in said.help_languages:
        shown = read(browser, f"/en/ask/{code}/")
        text = said.help_in[code]
        direction = "rtl" if code in {"fa", "ur"} else "ltr"
        assert f'<html lang="{code}" dir="{direction}">' in shown
        for words in (text.title, text.write, text.leave, text.danger):
            assert words in shown
        assert 'href="tel:911"' in shown
        if text.confidence != "confirmed":
            assert "no native reader has checked" in shown


def test_a_language_that_the_country_does_not_show_is_not_there(browser: Client) -> None:
    for path in ("/en/ask/xx/", "/en/about/nothing/", "/en/card/xx/"):
        assert browser.get(path).status_code == 404


def test_a_card_to_print_says_nothing_of_what_it_is_for(browser: Client) -> None:
    for language in ("en", "ar", "am", "fr"):
        shown = read(browser, f"/en/card/{language}/")
        cards = re.findall(r"<article.*?</article>", shown, re.DOTALL)
        assert len(cards) == 4
        assert all("911" in card for card in cards)
        assert not re.search(r"traffick|violence|report|police", " ".join(cards), re.IGNORECASE)


def test_every_sentence_of_a_public_page_leads_to_its_language(browser: Client) -> None:
    assert 'href="/ckb/code/"' in read(browser, "/en/code/")
    assert 'formaction="/ckb/"' in read(browser, "/en/")
    assert reverse("health", urlconf="amana.web.urls_public") == "/health/"
