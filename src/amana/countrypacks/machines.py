"""What may follow what: pure queries on the state machines of a pack."""

from collections.abc import Mapping

from amana.countrypacks.errors import NotATransition, WrongPlace
from amana.countrypacks.schema import I18n
from amana.countrypacks.values import Machine, Pack, Transition, others_allow


def check_move(machine: Machine, places: Mapping[str, str], transition_id: str) -> Transition:
    """Returns the step, when the record may take it from `places` (track -> state).

    Raises NotATransition when the pack has no such step or the record is elsewhere, WrongPlace when only the other
    track forbids it.
    """
    try:
        transition = machine.transition(transition_id)
    except KeyError:
        raise NotATransition from None
    if places[transition.track] not in transition.from_:
        raise NotATransition
    if not others_allow(machine, places, transition):
        raise WrongPlace
    return transition


def possible_moves(machine: Machine, places: Mapping[str, str]) -> tuple[Transition, ...]:
    """Returns every step that the record may take from its places, in the order of the pack."""
    return tuple(t for t in machine.transitions if places[t.track] in t.from_ and others_allow(machine, places, t))


def proposed_moves(machine: Machine, places: Mapping[str, str]) -> tuple[Transition, ...]:
    """Returns the possible steps that the pack proposes from the record's places, the first one first.

    With two tracks, the place that the pack's order names first comes first.
    """
    here = set(places.values())
    steps = (machine.transition(step) for place, order in machine.next.items() if place in here for step in order.steps)
    return tuple(t for t in steps if places[t.track] in t.from_ and others_allow(machine, places, t))


def rest_of(machine: Machine, places: Mapping[str, str]) -> I18n | None:
    """Returns the text for these places where no step is proposed; None where the pack has none for either."""
    here = set(places.values())
    return next((order.rest for place, order in machine.next.items() if place in here and order.rest), None)


def recording_of(pack: Pack, party_id: str) -> str:
    """Returns how a decision of this role or party is recorded: `signs_in`, `paper`, `word` or `system`.

    `paper` also for a judge who could sign in: a user with the deciding role enters the decision directly, anybody else
    needs the paper. Raises KeyError for an unknown id.
    """
    if party_id in pack.recording.by_word.of:
        return "word"
    if party_id in pack.recording.on_paper.of:
        return "paper"
    if party_id in pack.recording.by_clock.of:
        return "system"
    if pack.role(party_id).signs_in:
        return "signs_in"
    raise KeyError(party_id)


def rights_hold(machine: Machine, places: Mapping[str, str]) -> bool:
    """Whether the person has the rights of someone presumed to be a victim; closing ends them with the case."""
    if machine.closing_ends_all in places.values():
        return False
    return any(place in machine.rights_hold for place in places.values())
