"""A note between shifts is read by the unit for which it was left, and by nobody else."""

from dataclasses import replace

import pytest

from amana import vault
from amana.cases import commands, queries
from amana.cases.models import ShiftNote
from amana.errors import NotAllowed, NotFound
from amana.vault.models import Sealed
from tests.cast import World

pytestmark = pytest.mark.django_db


def test_a_note_opens_for_its_unit_alone_even_with_a_key_to_it(world: World) -> None:
    note = ShiftNote.objects.get(id=commands.leave_shift_note(world.rawan, text="rihan-5512", now=world.now))
    assert queries.shift_notes_for(world.rawan, world.now) == [note]
    assert commands.open_shift_note(world.rawan, note) == "rihan-5512"
    assert world.berivan.unit_id is not None
    vault.texts.share(
        world.rawan, [Sealed.objects.get(id=note.sealed)], vault.texts.Holder("unit", world.berivan.unit_id)
    )
    assert queries.shift_notes_for(world.berivan, world.now) == []
    with pytest.raises(NotFound):
        commands.open_shift_note(world.berivan, note)


def test_a_colleague_of_the_unit_who_leaves_no_notes_reads_none(world: World) -> None:
    """A keeper of the stock holds the unit's key."""
    note = ShiftNote.objects.get(id=commands.leave_shift_note(world.rawan, text="rihan-5512", now=world.now))
    keeper = replace(world.rawan, roles=frozenset({"stock_keeper"}))
    assert vault.texts.open_text(keeper, note.sealed)["text"] == "rihan-5512", "the key alone would open it"
    assert queries.shift_notes_for(keeper, world.now) == []
    with pytest.raises(NotAllowed):
        commands.open_shift_note(keeper, note)
