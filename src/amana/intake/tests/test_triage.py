"""Triage: the first step takes what the sign says, the card is sealed, and a duplicate is closed by two people."""

import pytest

from amana import vault
from amana.errors import NotAllowed, NotFound
from amana.intake import commands, queries
from amana.intake.errors import CardChanged
from amana.intake.tests import scenes
from amana.intake.tests.scenes import CALM, fresh, triaged
from amana.steps.errors import NotYours, SecondPersonMissing
from amana.vault.models import Sealed
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


def test_a_card_stays_shut_for_those_who_may_not_read_the_report_even_with_its_key(world: World) -> None:
    row = triaged(world)
    card = queries.card_of(row.procedure)
    assert card is not None
    for stranger in (world.yusuf, world.karwan):  # another organisation, and the colleague who recorded the report
        assert stranger.unit_id is not None
        vault.texts.share(
            world.berivan, [Sealed.objects.get(id=card.sealed)], vault.texts.Holder("unit", stranger.unit_id)
        )
        assert vault.texts.can_open(stranger, card.sealed), "the key alone would open it"
        with pytest.raises(NotFound):
            commands.open_card(stranger, row.procedure, world.now)
        with pytest.raises((NotFound, NotAllowed)):
            commands.write_card(stranger, row.procedure, fields=CALM, revision=1, now=world.now)
    assert commands.open_card(world.berivan, row.procedure, world.now)[1] == 1, "and nobody wrote"


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
