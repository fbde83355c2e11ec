"""No path escapes the machines of the pack: only its transitions move a letter or a proceeding."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amana.cases.models import Step
from amana.countrypacks import pack
from amana.countrypacks.errors import NotATransition
from amana.countrypacks.machines import check_move, possible_moves
from amana.justice import rules
from amana.justice.commands.steps import Entry, ProceedingSubject, enter
from amana.justice.models import Proceeding
from amana.justice.pack_sections import TARIFFS
from amana.steps.commands import Told
from tests.cast import World

MACHINES = ("fine_waiver", "justice")


@pytest.mark.parametrize("name", MACHINES)
@given(steps=st.lists(st.integers(min_value=0, max_value=40), max_size=25))
def test_every_walk_stays_on_places_of_the_pack(name: str, steps: list[int]) -> None:
    machine = pack().machine(name)
    places: Mapping[str, str] = machine.initial()
    known = {state.id for state in machine.tracks[name].states}
    for choice in steps:
        transition = machine.transitions[choice % len(machine.transitions)]
        allowed = transition in possible_moves(machine, places)
        if not allowed:
            with pytest.raises(NotATransition):
                check_move(machine, places, transition.id)
            continue
        places = {name: check_move(machine, places, transition.id).to}
        assert places[name] in known


@pytest.mark.parametrize("name", MACHINES)
def test_the_person_can_leave_and_the_end_is_an_end(name: str) -> None:
    machine = pack().machine(name)
    track = machine.tracks[name]
    for state in track.states:
        moves = possible_moves(machine, {name: state.id})
        if name == "fine_waiver" and state.id not in track.terminal:
            assert "withdrawn" in {move.to for move in moves}
        if state.id in track.terminal and name == "fine_waiver":
            assert moves == ()


def test_a_proceeding_moves_by_its_transitions_and_by_nothing_else(world: World) -> None:
    row = Proceeding.objects.create(
        procedure=world.case(), state="none", state_since=world.now, begun_by=None, begun_at=world.now
    )
    possible = {move.id for move in possible_moves(pack().machine("justice"), {"justice": "none"})}
    for transition in pack().machine("justice").transitions:
        if transition.id in possible:
            continue
        entry = Entry(transition.decides[0], "none", Told())
        with pytest.raises(NotATransition):
            enter(world.amal, ProceedingSubject(row), transition.id, entry, now=world.now)
    for unknown in ("j99", "w3", ""):
        with pytest.raises(NotATransition):
            enter(world.amal, ProceedingSubject(row), unknown, Entry("court", "none", Told()), now=world.now)
    assert not Step.objects.exists()
    assert Proceeding.objects.get().state == "none"


@settings(max_examples=20)
@given(days=st.integers(0, 4000), part=st.integers(0, 4000))
def test_the_net_amount_is_never_more_than_the_gross_one(days: int, part: int) -> None:
    for territory in pack().territories:
        rows = rules.reckon(
            TARIFFS.of(pack()), territory, date(2026, 3, 1), overstay_days=days, attributable_days=min(part, days)
        )
        for row in rows:
            if row.gross.amount is not None and row.net.amount is not None:
                assert row.net.amount <= row.gross.amount


def test_days_of_the_exploitation_are_counted_within_the_overstay() -> None:
    assert rules.attributable_days(date(2025, 2, 6), date(2025, 3, 31), "2025-03", "") == 31
    assert rules.attributable_days(date(2025, 2, 6), date(2025, 3, 31), "2024-01", "2025-02") == 22
    assert rules.attributable_days(date(2025, 2, 6), date(2025, 3, 31), "", "") == 0


def test_a_hand_in_the_draft_rules_the_signature_out() -> None:
    assert not rules.may_sign(UUID(int=1), {str(UUID(int=1))})
    assert not rules.may_sign(None, set())
    assert rules.may_sign(UUID(int=2), {str(UUID(int=1))})
