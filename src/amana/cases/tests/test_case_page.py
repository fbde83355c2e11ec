"""What the case page says of sealed sections without opening them, and of consents in the case history."""

from datetime import timedelta

import pytest

from amana import vault
from amana.cases import commands, consent_story, queries
from amana.cases.models import Procedure
from amana.cases.page import section_rows
from amana.cases.story import story_of
from amana.consent import commands as consents
from amana.countrypacks import dates, pack
from amana.trust import queries as trust
from tests.cast import World

EMPTY = "Nothing is written here yet."

pytestmark = pytest.mark.django_db


def notes(world: World, case: Procedure) -> dict[str, str]:
    """The line under each section, by the section's name."""
    return {row["name"]: row["note"] for row in section_rows(world.rawan, case, None, world.now)}


def test_a_section_says_that_it_is_empty_or_who_changed_it_and_when(world: World) -> None:
    case = world.case()
    legal, health = (str(pack().section_name(code)) for code in ("legal", "health"))
    before = notes(world, case)
    assert before[health] == EMPTY

    later = world.now + timedelta(days=3)
    field = pack().section_fields("legal")[0].id
    _fields, revision = commands.open_section(world.rawan, case, "legal", later)
    commands.change_section(
        world.rawan, case, "legal", fields={field: "made-up words"}, revision=revision, now=later, source="person"
    )
    assert notes(world, case)[legal] == f"Changed on {dates.day(later)} by {world.rawan.name}."
    assert notes(world, case)[health] == EMPTY

    _fields, revision = commands.open_section(world.rawan, case, "legal", later)
    commands.change_section(world.rawan, case, "legal", fields={field: ""}, revision=revision, now=later)
    assert notes(world, case)[legal] == EMPTY


def test_a_section_that_was_not_changed_since_its_case_was_opened_says_who_wrote_it_or_what_is_known(
    world: World,
) -> None:
    case = world.case()
    identity, day = str(pack().section_name("identity")), dates.day(world.now)
    assert notes(world, case)[identity] == f"Written on {day} by {world.rawan.name}."
    vault.facts.forget("written_sections", case.id)  # a case that was opened before anything was noted
    assert set(notes(world, case).values()) == {f"Not changed since {day}."}
    commands.change_section(
        world.rawan, case, "identity", fields={"full_name": "Selam"}, revision=1, now=world.now, source="person"
    )
    assert notes(world, case)[identity] == f"Changed on {day} by {world.rawan.name}."


def test_a_section_whose_note_was_lost_or_is_of_an_earlier_version_is_not_called_empty(world: World) -> None:
    case, field = world.case(), pack().section_fields("legal")[0].id
    legal, identity = (str(pack().section_name(code)) for code in ("legal", "identity"))
    fact, day = ("written_sections", case.id), dates.day(world.now)
    vault.facts.put(case.lock, *fact, {"legal": False, "identity": True})  # as earlier versions noted it at the opening
    assert notes(world, case)[legal] == EMPTY
    assert notes(world, case)[identity] == f"Written on {day} by {world.rawan.name}."
    commands.change_section(
        world.rawan, case, "legal", fields={field: "made-up words"}, revision=1, now=world.now, source="person"
    )
    before = vault.facts.get(*fact)
    commands.change_section(world.rawan, case, "legal", fields={field: ""}, revision=2, now=world.now)
    assert notes(world, case)[legal] == EMPTY
    for lost in (before, {"legal": False}, {}):
        vault.facts.put(case.lock, *fact, lost)
        assert notes(world, case)[legal] == f"Changed on {day} by {world.rawan.name}."


def test_consents_given_refused_and_withdrawn_stand_in_the_history(world: World) -> None:
    case = world.case()
    lawyers, clinic = (trust.unit(world.units[key]).full_name for key in ("lawyers", "clinic"))
    about, said = consents.About(case.id, case.lock), consents.Said(language="am", how="written")
    given = consents.give_sections(
        world.rawan,
        about,
        said,
        unit_id=world.units["lawyers"],
        type="share_with_justice",
        purpose="justice",
        sections=frozenset({"legal"}),
        sealeds=queries.texts_of_section(case, ["legal"]),
        expires_at=world.now + timedelta(days=5),
        now=world.now,
    )
    consents.refuse(
        world.rawan,
        about,
        said,
        type="share_with_provider",
        purpose="assistance",
        unit_id=world.units["clinic"],
        now=world.now,
    )
    lines = {line.text: line.detail for line in consent_story.story(world.rawan, case)}
    legal = str(pack().section_name("legal"))
    assert lines == {
        f"The person agreed to sharing with {lawyers}.": f"Agreed: {legal}. Recorded by {world.rawan.name}.",
        f"The person said no to sharing with {clinic}.": f"Recorded by {world.rawan.name}.",
    }
    consents.withdraw(world.rawan, procedure_id=case.id, consent_id=given, now=world.now + timedelta(days=1))
    newest = story_of(world.rawan, case)[0]
    assert newest.text == f"The consent to sharing with {lawyers} was withdrawn."
    assert newest.at == world.now + timedelta(days=1)
