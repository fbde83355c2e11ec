"""Whose fact is it: what a reporter says of himself never becomes the person's, and each fact knows its source."""

from typing import Any

from django.test import Client

from amana.cases import queries as files
from amana.intake import commands
from amana.intake.models import Sign
from amana.intake.rules.observing import Seen
from amana.intake.tests.scenes import CALM, fresh, sign, told
from amana.steps.commands import Told
from tests.cast import World
from tests.world import Desk

PHONE = "+964 750 777 8899"


def english(desk: Desk, name: str) -> Client:
    client = desk(name)
    client.cookies["amana-language"] = "en"
    return client


def called(world: World, kind: str) -> Sign:
    """Somebody calls the hotline in Sorani, says how to be called back, and the call becomes a sign."""
    call = commands.begin_call(world.berivan, now=world.now)
    back = {"phone": PHONE, "safe_contact_method": "call", "safe_hours": "20:00-21:00"}
    said = Told({"call_kind": kind, "call_language": "ckb"}, {"call_words": "She is locked in.", **back})
    commands.keep_call(world.berivan, call, said, revision=1, now=world.now)
    row = commands.sign_from_call(
        world.berivan, call, unit_id=world.units["intake"], told=told(channel="hotline"), danger="no", child="",
        language="ckb" if kind == "herself" else "", now=world.now,
    )  # fmt: skip
    return fresh(row)


def written_about(row: Sign) -> dict[str, Any]:
    """The facts of the person of a sign."""
    return files.facts_of(fresh(row).procedure)


def test_how_to_call_a_reporter_back_is_no_way_to_reach_the_person(world: World, desk: Desk) -> None:
    row = called(world, "about_somebody")
    assert "languages" not in written_about(row)
    text = commands.open_sign(world.berivan, row, world.now)
    assert text.reporter_language == "ckb" and text.more["contact"]["phone"] == PHONE
    assert PHONE not in str(text.told.sealed)
    page = english(desk, "berivan").post(f"/signs/{row.id}/open/").content.decode()
    before, _, after = page.partition(PHONE)
    assert after and "The reporter’s own, not the person’s: Telephone" in before


def test_the_form_that_makes_a_sign_of_a_call_takes_over_nothing_of_the_reporter(world: World, desk: Desk) -> None:
    berivan = english(desk, "berivan")
    for kind, filled in (("about_somebody", False), ("herself", True)):
        call = commands.begin_call(world.berivan, now=world.now)
        said = Told({"call_kind": kind, "call_language": "ckb"}, {"call_words": "Locked in.", "phone": PHONE})
        commands.keep_call(world.berivan, call, said, revision=1, now=world.now)
        page = berivan.get(f"/signs/calls/{call.id}/sign/")
        assert (page.context["form"]["language"].value() == "ckb") is filled
        assert (PHONE in page.content.decode()) is filled


def test_what_the_person_herself_says_on_the_telephone_is_hers(world: World) -> None:
    row = called(world, "herself")
    assert written_about(row)["languages"] == ["ckb"]
    assert files.source_of(row.procedure)["languages"] == "person"
    assert commands.open_sign(world.berivan, row, world.now).more == {}


def test_each_way_in_says_who_knows_it(world: World) -> None:
    heard = sign(world, language="am")
    assert files.source_of(heard.procedure) == {"languages": "reporter", "governorate": "reporter"}
    seen = commands.hand_over(world.karwan, Seen({}, frozenset()), unit_id=world.units["intake"], area="IQG11",
                              language="am", now=world.now)  # fmt: skip
    assert files.source_of(seen.procedure)["languages"] == "worker"


def test_the_card_keeps_the_source_of_what_it_leaves_and_takes_a_new_one(world: World) -> None:
    row = sign(world, language="am")
    commands.write_card(world.berivan, row.procedure, fields=CALM, revision=0, now=world.now)
    assert files.source_of(row.procedure)["interpreter_language"] == "reporter"
    assert "child_flag" not in files.source_of(row.procedure)  # the sign said nothing of it, and the card not who did
    commands.write_card(world.berivan, row.procedure, fields={**CALM, "source": "person"}, revision=1, now=world.now)
    known = files.source_of(row.procedure)
    assert (known["interpreter_language"], known["child_flag"]) == ("person", "person")
