"""The names in code of a letter's places are those of the pack, all of them."""

from amana.countrypacks import pack
from amana.justice.pack import LETTER
from amana.justice.states import LetterState


def test_every_place_of_a_letter_has_its_name() -> None:
    assert {state.id for track in pack().machine(LETTER).tracks.values() for state in track.states} == set(LetterState)
