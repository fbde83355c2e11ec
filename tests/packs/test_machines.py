"""Where a record may go from where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.countrypacks import pack
from amana.countrypacks.errors import NotATransition, WrongPlace
from amana.countrypacks.machines import check_move, possible_moves, recording_of, rights_hold

PROCEDURE = pack("iraq").machine("procedure")


def test_presumption_leads_on_to_the_judge_while_help_runs() -> None:
    places = {"identification": "presumed", "help": "assistance"}
    assert check_move(PROCEDURE, places, "t13").to == "fi_pending"


def test_help_waits_for_presumption() -> None:
    with pytest.raises(WrongPlace):
        check_move(PROCEDURE, {"identification": "screening", "help": "none"}, "t11")


def test_a_step_from_elsewhere_is_refused() -> None:
    with pytest.raises(NotATransition):
        check_move(PROCEDURE, {"identification": "signal", "help": "none"}, "t05")


def test_an_unknown_step_is_refused() -> None:
    with pytest.raises(NotATransition):
        check_move(PROCEDURE, PROCEDURE.initial(), "t99")


def test_after_closing_what_is_known_moves_no_more() -> None:
    with pytest.raises(WrongPlace):
        check_move(PROCEDURE, {"identification": "fi_pending", "help": "closed"}, "t16")
    assert PROCEDURE.leaving("identification", "fi_pending", "closed") == ()


def test_rights_hold_until_the_case_is_closed() -> None:
    assert rights_hold(PROCEDURE, {"identification": "presumed", "help": "none"})
    assert not rights_hold(PROCEDURE, {"identification": "presumed", "help": "closed"})
    assert not rights_hold(PROCEDURE, {"identification": "not_identified", "help": "assistance"})


@pytest.mark.parametrize(
    ("party", "way"),
    [
        ("person", "word"),
        ("guardian", "paper"),
        ("investigative_judge", "paper"),
        ("supreme_judicial_council", "paper"),
        ("system", "system"),
        ("case_manager", "signs_in"),
    ],
)
def test_how_a_decision_is_written_down(party: str, way: str) -> None:
    assert recording_of(pack("iraq"), party) == way


@given(st.data())
def test_no_path_leaves_the_steps_of_the_pack_and_one_place_never_moves_the_other(data: st.DataObject) -> None:
    places = PROCEDURE.initial()
    for _ in range(12):
        moves = possible_moves(PROCEDURE, places)
        if not moves:
            break
        step = data.draw(st.sampled_from(moves))
        before = dict(places)
        places[step.track] = check_move(PROCEDURE, places, step.id).to
        other = "help" if step.track == "identification" else "identification"
        assert places[other] == before[other]
        assert before["help"] != "closed" or step.track == "help"


@given(st.sampled_from(["fi_pending", "identified", "not_identified", "screening"]))
def test_nothing_the_judge_or_a_screening_does_takes_help_away(place: str) -> None:
    moves = PROCEDURE.leaving("identification", place, "assistance")
    assert moves
    assert {step.track for step in moves} == {"identification"}
