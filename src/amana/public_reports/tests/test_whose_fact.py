"""Whose fact is it: what a report from outside says of its reporter never becomes the person's."""

from typing import Any

from django.test import Client

from amana import vault
from amana.cases import queries as files
from amana.intake import commands, queries
from amana.intake.models import Sign
from amana.intake.tests.scenes import fresh, told
from amana.messages import rules as messages
from amana.public_reports.commands import receive_public_sign
from tests.cast import World
from tests.world import Desk


def english(desk: Desk, name: str) -> Client:
    client = desk(name)
    client.cookies["amana-language"] = "en"
    return client


def public(world: World) -> Sign:
    """A neighbour writes on the public page, in Sorani."""
    row, _code = receive_public_sign(
        text="A woman never comes out.", governorate="IQG11", danger="no", language="ckb", now=world.now
    )
    return fresh(row)


def written_about(row: Sign) -> dict[str, Any]:
    """The facts of the person of a sign."""
    return files.facts_of(fresh(row).procedure)


def test_the_language_of_a_public_report_is_the_reporters_and_nobody_elses(world: World, desk: Desk) -> None:
    row = public(world)
    assert "languages" not in written_about(row) and "interpreter_language" not in written_about(row)
    assert queries.languages_told(row, vault.facts.get("sign", row.id)) == ("", "ckb")
    commands.begin_triage(
        world.berivan, row, changes=told(), decided_by="screener", seen=row.procedure.identification, now=world.now
    )
    berivan = english(desk, "berivan")
    card = berivan.get(f"/signs/{row.id}/card/")
    assert card.context["form"]["interpreter_language"].value() in (None, "")
    assert "The reporter speaks" in card.content.decode()
    listed = berivan.get("/signs/").content.decode()
    assert "reporter: " in listed
    # and it is still the language in which the reporter is answered
    assert berivan.get(f"/signs/{row.id}/").context["reply"].language == "ckb"


def test_an_earlier_public_report_has_a_reporters_language_only(world: World) -> None:
    row = public(world)
    facts = vault.facts.get("sign", row.id)
    del facts["reporter_language"]
    vault.facts.put(row.procedure.lock, "sign", row.id, {**facts, "language": "ckb"})
    assert queries.languages_told(row, vault.facts.get("sign", row.id)) == ("", "ckb")


def test_no_message_goes_in_the_language_of_the_reporter(world: World) -> None:
    row = public(world)
    person = messages.person_of({}, written_about(row), closed=False)
    assert person.languages == ()
