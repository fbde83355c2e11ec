"""Triage: the first step takes what the sign says, the card is sealed, and a duplicate is closed by two people."""

import pytest

from amana import vault
from amana.intake import commands, queries
from amana.intake.errors import CardChanged
from amana.intake.tests import scenes
from amana.intake.tests.scenes import CALM, fresh, triaged
from amana.steps.errors import NotYours, SecondPersonMissing
from tests.cast import World

pytestmark = pytest.mark.django_db


def test_the_first_step_takes_what_the_sign_says(world: World) -> None:
    row = triaged(world)
    assert row.procedure.identification == "triage"
    assert queries.status_of(row) == "looked_at"
    assert vault.facts.get("triage", queries.card_of(row.procedure).id)["private_place"] == "yes"  # type: ignore[union-attr]


def test_danger_on_the_card_makes_it_immediate(world: World) -> None:
    row = triaged(world, {**CALM, "immediate_danger_answer": "yes"})
    assert vault.facts.get("case", row.procedure_id)["urgency"] == "immediate"


def test_the_note_of_the_card_is_sealed_only(world: World) -> None:
    row = triaged(world)
    assert "note" not in (queries.card_facts(row.procedure) or {})
    assert commands.open_card(world.berivan, row.procedure, world.now)[0]["note"] == "She is calm."


def test_two_colleagues_write_the_card_and_both_texts_stay(world: World) -> None:
    row = triaged(world)
    commands.write_card(world.nasrin, row.procedure, fields={**CALM, "note": "She is ill."}, revision=1, now=world.now)
    with pytest.raises(CardChanged) as conflict:
        commands.write_card(
            world.berivan, row.procedure, fields={**CALM, "note": "She is tired."}, revision=1, now=world.now
        )
    assert conflict.value.theirs["note"] == "She is ill."
    assert conflict.value.mine["note"] == "She is tired."
    commands.write_card(world.berivan, row.procedure, fields=CALM, revision=2, now=world.now)


def test_a_duplicate_is_closed_by_two_people_and_nobody_else_begins_it(world: World) -> None:
    row = triaged(world)
    with pytest.raises(NotYours):
        scenes.step(world.karwan, row.procedure, "t02", decided_by="supervisor", sealed={"reason": "Told twice."})
    waiting = scenes.step(world.nasrin, row.procedure, "t02", decided_by="supervisor", sealed={"reason": "Told twice."})
    assert fresh(row).procedure.help == "none"
    with pytest.raises(SecondPersonMissing):
        scenes.confirmed(world.nasrin, waiting)
    scenes.confirmed(world.berivan, waiting)
    assert fresh(row).procedure.help == "closed"
