"""The pages of the guide: from each page to its topic, in the reader's language, with no trace of the page before."""

import re

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from amana.guide.topics import buttons_in, find_topic, find_topics, parts_of
from tests.cast import PASSWORD, World
from tests.world import Desk

LINK = re.compile(r'href="(/guide/[^"]*)"[^>]*rel="noopener noreferrer"')


def help_links(client: Client, address: str) -> set[str]:
    """Where the links to the guide lead that stand on the page at this address."""
    return set(LINK.findall(client.get(address).content.decode()))


def test_a_page_leads_to_its_topic_and_a_wrong_address_to_all_of_them(world: World, desk: Desk) -> None:
    rawan = desk("rawan")
    assert help_links(rawan, "/") == {"/guide/my-day/"}
    assert help_links(rawan, "/diary/?view=month") == {"/guide/diary/"}
    assert help_links(rawan, "/nothing/") == {"/guide/"}


def test_the_address_says_nothing_of_the_case(world: World, desk: Desk) -> None:
    case = world.case(name="Selam Tesfaye")
    assert help_links(desk("rawan"), f"/cases/{case.id}/") == {"/guide/cases/"}


@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_a_topic_is_read_in_the_readers_language(world: World, desk: Desk, language: str) -> None:
    rawan = desk("rawan")
    rawan.cookies["amana-language"] = language
    page = rawan.get("/guide/my-day/").content.decode()
    text = find_topic("my-day").texts[language]
    with translation.override(language):
        assert f"<b>{gettext('Hide the screen')}</b>" in page
        titles = [topic.texts[language].title for topic in find_topics().values()]
        contents = rawan.get("/guide/").content.decode()
    assert f"<h1>{text.title}</h1>" in page and text.helpers.partition("{")[0] in page
    assert "{" not in re.sub(
        r"<(script|meta)[^>]*>|hx-headers='[^']*'", "", page.partition("<main")[2].partition("</main")[0]
    )
    assert all(title.replace("'", "&#x27;") in contents for title in titles)


def test_a_topic_that_nobody_wrote_is_not_found(world: World, desk: Desk) -> None:
    assert desk("rawan").get("/guide/planted/").status_code == 404


def test_before_signing_in_there_is_the_help_for_that_and_no_other(world: World, client: Client) -> None:
    assert help_links(client, "/sign-in/") == {"/guide/sign-in/"}
    assert client.get("/guide/sign-in/").status_code == 200
    assert client.get("/guide/cases/").status_code == 302
    client.post("/sign-in/", {"login": "rawan", "password": PASSWORD})
    assert help_links(client, "/sign-in/second/") == {"/guide/sign-in/"}


def test_words_are_escaped_and_buttons_are_called_as_on_the_page() -> None:
    with translation.override("ar"):
        named = [part for part, is_button in parts_of("{Keep} {filter a list|Show}") if is_button]
    assert named == ["حفظ", "عرض"]
    assert buttons_in(["{Keep} and {filter a list|Show}"]) == [("", "Keep"), ("filter a list", "Show")]
