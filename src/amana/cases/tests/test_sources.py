"""Each fact knows where it is known from: kept with it, shown beside it, gone when the value is another one."""

import re

from amana import vault
from amana.cases import commands, queries
from tests import contents
from tests.cast import World
from tests.world import Desk


def test_a_changed_value_takes_its_new_source_and_the_others_keep_theirs(world: World) -> None:
    case = world.case()
    assert queries.source_of(case) == {}  # the cast was written without sources, as every file before them
    commands.change_facts(
        world.rawan, case, facts={"nationality": "ER", "languages": ["ti"]}, source="person", now=world.now
    )
    commands.change_facts(world.rawan, case, facts={"nationality": "ET"}, source="document", now=world.now)
    assert queries.source_of(case) == {"nationality": "document", "languages": "person"}
    commands.change_facts(world.rawan, case, facts={"languages": ["am"], "nationality": None}, now=world.now)
    assert queries.source_of(case) == {}


def test_a_section_has_sources_of_its_own_and_no_copy_of_the_database_shows_them(world: World) -> None:
    case = world.case()
    fields, revision = commands.open_section(world.rawan, case, "contact", world.now)
    after = {**fields, "safe_hours": "18:00-19:00", "code_word": "sosan"}
    commands.change_section(
        world.rawan, case, "contact", fields=after, revision=revision, source="person", now=world.now
    )
    assert queries.sources_in(case, "contact") == {"safe_hours": "person", "code_word": "person"}
    assert queries.sources_in(case, "identity") == {} and queries.source_of(case) == {}
    assert b"contact.code_word" not in contents.everything()
    assert vault.facts.get("case", case.id).keys().isdisjoint({"sources", "contact.code_word"})


def test_the_case_page_shows_the_source_and_says_where_none_was_recorded(world: World, desk: Desk) -> None:
    case = world.case()
    commands.change_facts(world.rawan, case, facts={"nationality": "ER"}, source="document", now=world.now)
    rawan = desk("rawan")
    rawan.cookies["amana-language"] = "en"
    head = " ".join(re.sub(r"<[^>]*>", "", rawan.get(f"/cases/{case.id}/").content.decode()).split())
    assert "Eritrea (from a document)" in head or "Eritrean (from a document)" in head
    assert "Female (source not recorded)" in head or "Woman (source not recorded)" in head
    opened = rawan.post(f"/cases/{case.id}/sections/contact/open/").content.decode()
    assert "source not recorded" in opened.partition("+9647500000142")[2]


def test_the_pages_ask_where_it_is_known_from_and_nothing_is_chosen_at_first(world: World, desk: Desk) -> None:
    case = world.case()
    rawan = desk("rawan")
    rawan.cookies["amana-language"] = "en"
    page = rawan.get(f"/cases/{case.id}/sections/contact/change/")
    assert page.context["whence"]["source"].value() is None
    told = {
        "section-safe_hours": "08:00-09:00",
        "section-phone": "+9647500000142",
        "source": "person",
        "correction": "",
    }
    kept = rawan.post(f"/cases/{case.id}/sections/contact/change/", {**told, "revision": page.context["revision"]})
    assert kept.status_code == 302
    assert queries.sources_in(case, "contact") == {"safe_hours": "person"}
    facts = rawan.get(f"/cases/{case.id}/facts/")
    values = {f"facts-{name}": value for name, value in queries.facts_of(case).items()}
    changed = {**values, "facts-nationality": "ER", "whence-source": "document", "revision": facts.context["version"]}
    assert rawan.post(f"/cases/{case.id}/facts/", changed).status_code == 302
    assert queries.source_of(case) == {"nationality": "document"}
