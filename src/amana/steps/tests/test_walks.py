"""No path escapes the machine, and asking the judge never stops the help: random walks through both places."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amana.countrypacks import pack
from amana.countrypacks.errors import NotATransition
from amana.countrypacks.machines import check_move, possible_moves, rights_hold
from amana.countrypacks.values import Machine

TRACKS = ("procedure", "referral", "justice", "fine_waiver")
HELPING = frozenset({"assistance", "solution", "return_prep", "handover_tx", "follow_up"})


def walk(machine: Machine, seed: int, steps: int) -> list[tuple[dict[str, str], str, dict[str, str]]]:
    """(places before, transition, places after) of a random walk over what the machine offers."""
    chance, places, path = random.Random(seed), machine.initial(), []  # noqa: S311  (a walk, not a key)
    for _ in range(steps):
        moves = possible_moves(machine, places)
        if not moves:
            break
        move = chance.choice(moves)
        after = {**places, move.track: move.to}
        path.append((dict(places), move.id, after))
        places = after
    return path


@pytest.mark.parametrize("name", TRACKS)
@given(seed=st.integers(0, 10**9))
def test_every_place_of_a_walk_is_on_the_map_and_every_other_step_is_refused(name: str, seed: int) -> None:
    machine = pack().machine(name)
    for before, _taken, after in walk(machine, seed, 40):
        offered = {move.id for move in possible_moves(machine, before)}
        for transition in machine.transitions:
            if transition.id in offered:
                check_move(machine, before, transition.id)
            else:
                with pytest.raises(NotATransition):
                    check_move(machine, before, transition.id)
        for track, state in after.items():
            assert state in {each.id for each in machine.tracks[track].states}


@given(seed=st.integers(0, 10**9))
def test_a_move_of_one_place_never_moves_the_other(seed: int) -> None:
    machine = pack().machine("procedure")
    for before, taken, after in walk(machine, seed, 60):
        moved = {track for track in before if before[track] != after[track]}
        assert moved <= {machine.transition(taken).track}


@given(seed=st.integers(0, 10**9))
def test_the_judge_asked_silent_or_refusing_takes_nobody_out_of_help(seed: int) -> None:
    machine = pack().machine("procedure")
    for before, taken, after in walk(machine, seed, 60):
        if machine.transition(taken).track == "identification" and before["help"] in HELPING:
            assert after["help"] == before["help"]
            after_help = {move.id for move in possible_moves(machine, after) if move.track == "help"}
            before_help = {move.id for move in possible_moves(machine, before) if move.track == "help"}
            assert after_help == before_help


@given(seed=st.integers(0, 10**9))
def test_whoever_is_presumed_keeps_the_rights_until_the_case_closes(seed: int) -> None:
    machine = pack().machine("procedure")
    for _before, _taken, after in walk(machine, seed, 60):
        if after["identification"] in ("presumed", "fi_pending", "identified"):
            assert rights_hold(machine, after) == (after["help"] != "closed")


@given(seed=st.integers(0, 10**9))
def test_help_begins_only_from_a_presumption_or_another_need(seed: int) -> None:
    machine = pack().machine("procedure")
    opened = {"presumed", "fi_pending", "identified", "not_identified", "other_protection"}
    for before, taken, after in walk(machine, seed, 60):
        if before["help"] == "none" and after["help"] == "assistance":
            assert before["identification"] in opened, taken
