"""The country pack on its pages: read by everybody who works here, confirmed by the administrator."""

from collections.abc import Callable

import pytest
from django.test import Client

from amana.countrypacks import pack, queries
from amana.trust import commands
from tests.cast import World
from tests.world import Desk


@pytest.fixture
def english(desk: Desk) -> Callable[[str], Client]:
    """Somebody's client, whose pages are in English."""

    def client_of(username: str) -> Client:
        client = desk(username)
        client.cookies["amana-language"] = "en"
        return client

    return client_of


PATH = "laws.IQ-TIP-28-2012.rights.V6"


def test_a_lawyer_reads_a_law_with_its_source_and_what_is_unsure(
    world: World, english: Callable[[str], Client]
) -> None:
    page = english("amal").get("/trust/pack/laws/?q=secrecy").content.decode()
    assert "Secrecy of what is known about" in page
    assert "Law 28/2012 art. 11 (unofficial sources; the Arabic text is to be read)" in page
    assert "not confirmed yet" in page
    assert "/trust/pack/confirm/" not in page, "only an administrator confirms"


def test_the_page_says_who_confirmed_a_value_and_why(world: World, english: Callable[[str], Client]) -> None:
    client = english("sara")
    assert f"/trust/pack/confirm/?path={PATH}" in client.get("/trust/pack/laws/?q=secrecy").content.decode()
    commands.confirm_pack_value(world.sara, path=PATH, reason="Gazette 4236, read on 2 March", now=world.now)
    page = client.get("/trust/pack/laws/?q=secrecy").content.decode()
    assert "Gazette 4236, read on 2 March" in page and "<bdi>Sara</bdi>" in page
    assert f"path={PATH}" not in page, "nothing is left to confirm"


def test_the_first_page_counts_by_section_and_finds_by_word(world: World, english: Callable[[str], Client]) -> None:
    client = english("amal")
    page = client.get("/trust/pack/").content.decode()
    assert 'href="/trust/pack/tariffs/"' in page and "Fines and tariffs" in page
    assert f"{len(queries.unconfirmed_values())} values are not confirmed" in page
    found = client.get("/trust/pack/", {"q": "dinars to the dollar"}).content.decode()
    assert "100,000" in found and "First amount" in found
    assert "No value fits" in client.get("/trust/pack/", {"q": "no such word anywhere"}).content.decode()
    only = client.get("/trust/pack/", {"state": "unconfirmed"}).content.decode()
    assert "not confirmed yet" in only and "choice of this project</span></span>" not in only


def test_there_is_no_page_for_a_section_that_the_pack_lacks(world: World, english: Callable[[str], Client]) -> None:
    assert english("amal").get("/trust/pack/nothing/").status_code == 404


@pytest.mark.parametrize(("language", "words"), [("ar", "القوانين"), ("ckb", "یاساکان")])
def test_the_sections_are_in_the_readers_language(
    world: World, english: Callable[[str], Client], language: str, words: str
) -> None:
    client = english("sara")
    client.cookies["amana-language"] = language
    assert words in client.get("/trust/pack/").content.decode()


def test_every_confirmation_of_a_value_as_it_stands_is_known(world: World) -> None:
    commands.confirm_pack_value(world.sara, path=PATH, reason="read", now=world.now)
    [(path, row)] = queries.confirmations(pack()).items()
    assert (path, row.confirmed_by) == (PATH, world.sara.user_id)
    type(row).objects.update(value_digest="of another value")
    assert queries.confirmations(pack()) == {}
