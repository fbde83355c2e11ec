"""The names in code of places and steps are those of the pack, all of them."""

from amana.referrals.pack import ReferralStep, machine
from amana.referrals.states import ReferralState


def test_every_place_and_step_of_the_pack_has_its_name() -> None:
    assert {state.id for track in machine().tracks.values() for state in track.states} == set(ReferralState)
    assert {step.id for step in machine().transitions} == set(ReferralStep)
