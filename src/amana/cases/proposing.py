"""What is next in a case: one proposal in the pack's order, with its own clock, or who acts when it is not the reader."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from amana.cases import queries
from amana.cases.conditions import unmet_of
from amana.cases.deeds import Deed
from amana.cases.queries import Procedure
from amana.cases.subjects import ProcedureSubject
from amana.countrypacks import pack
from amana.countrypacks.machines import proposed_moves, recording_of, rest_of
from amana.countrypacks.values import Machine, Transition
from amana.countrypacks.wording import join_words
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.vault.clock import now as clock

_MANAGER, _SUPERVISOR = "case_manager", "supervisor"


@dataclass(frozen=True)
class Proposal:
    """What is next. Without `url` the reader does nothing: `waits_for` says who acts, `rest` why nothing is proposed."""

    title: str
    url: str = ""
    due: datetime | None = None
    waits_for: str = ""
    rest: str = ""
    step: str = ""


def places_of(procedure: Procedure) -> dict[str, str]:
    """The place of the procedure, by track."""
    return {"identification": procedure.identification, "help": procedure.help}


def proposal_for(actor: Actor, procedure: Procedure, deeds: Iterable[Deed]) -> Proposal | None:
    """The one thing that is next for this actor; None for who knows the case only by a consent.

    What a room proposes comes first (an authority to notify, a screening to decide), then the steps of the pack's order:
    the first that the actor can record, else the first that somebody else can.
    """
    if queries.only_by_consent(actor, procedure):
        return None
    first = min((deed for deed in deeds if deed.url and deed.proposes), key=lambda deed: deed.weight, default=None)
    if first is not None:
        return Proposal(first.label, url=first.url or "", due=first.due)
    machine = pack().machine("procedure")
    waiting: Proposal | None = None
    for move in proposed_moves(machine, places_of(procedure)):
        due = own_clock(procedure, move.id)
        entry = queries.waiting_step(procedure.id, move.id)
        if entry is not None:
            found = Proposal(str(move.name), "", entry.confirm_due, gettext("a second person"), step=move.id)
        elif procedure.number is not None and can_take(actor, procedure, move):
            missing = missing_first(procedure, move, clock())
            if missing:
                return Proposal(str(move.name), "", due, rest=missing, step=move.id)
            url = reverse("cases:step", args=[procedure.id, move.id])
            return Proposal(str(move.name), url, due, step=move.id)
        else:
            found = Proposal(str(move.name), "", due, who_acts(procedure, move), step=move.id)
        waiting = waiting or found
    if waiting is not None:
        return waiting
    rest = rest_of(machine, places_of(procedure))
    return Proposal("", rest=str(rest)) if rest is not None else None


def missing_first(procedure: Procedure, move: Transition, now: datetime) -> str:
    """What the pack wants on record before the step and is not there, as words for a page; empty where nothing is missing."""
    missing = unmet_of(ProcedureSubject(procedure), move, now, agreeing=str(move.consent_type))
    return gettext("This must be true first: %(missing)s") % {"missing": " ".join(missing)} if missing else ""


def own_clock(procedure: Procedure, step: str) -> datetime | None:
    """When the clock of this very step ends; None where none runs."""
    return queries.clocks_by_step(procedure).get(step)


def deciders_for(actor: Actor, transition: Transition) -> list[tuple[str, str]]:
    """Those who may have decided: the actor's own roles, and whoever decides on paper or by word."""
    country = pack()
    return [
        (party, str(country.role(party).name))
        for party in transition.decides
        if party in actor.roles or recording_of(country, party) in ("paper", "word")
    ]


def is_for(actor: Actor, move: Transition) -> bool:
    """Whether the actor's roles record the step, and its decision is the actor's own or said by the person."""
    roles = frozenset(move.decides) & actor.roles
    return bool(frozenset(move.records) & actor.roles) and (bool(roles) or _by_word(move))


def can_take(actor: Actor, procedure: Procedure, move: Transition) -> bool:
    """Whether the actor can record the step now: by role, and as another person than who took the step before it."""
    if not is_for(actor, move) or not deciders_for(actor, move):
        return False
    before = queries.last_recorder(procedure.id, move.not_by_who_did) if move.not_by_who_did else None
    return before is None or before != actor.user_id


def _by_word(move: Transition) -> bool:
    return any(recording_of(pack(), party) == "word" for party in move.decides)


def acting_roles(move: Transition) -> tuple[str, ...]:
    """Who acts in a step: those who decide and record it, else who records what the person says, else who decides."""
    both = tuple(role for role in move.decides if role in move.records)
    return both or (move.records if _by_word(move) else move.decides)


def who_acts(procedure: Procedure, move: Transition) -> str:
    """Who acts in a step, with the name where one colleague is meant: "Nasrin, Supervisor", else the roles."""
    roles = acting_roles(move)
    names = _names(procedure, roles)
    return join_words(names) if names else roles_in_words(roles)


def roles_in_words(roles: Iterable[str]) -> str:
    """Roles in the reader's language."""
    return trust.name_roles(roles)


def _names(procedure: Procedure, roles: Iterable[str]) -> list[str]:
    wanted = set(roles)
    found = {row.user: row.role for row in queries.team_of(procedure) if row.role in wanted}
    if _MANAGER in wanted and procedure.manager is not None:
        found[procedure.manager] = _MANAGER
    if not found and _SUPERVISOR in wanted and procedure.supervisors_unit is not None:
        organisation = trust.unit(procedure.supervisors_unit).organisation_id
        there = [
            card
            for card in trust.users_with(_SUPERVISOR, organisation)
            if procedure.supervisors_unit in trust.units_of_user(card.id)
        ]
        found = {card.id: _SUPERVISOR for card in there} if len(there) == 1 else {}
    cards = trust.users(found)
    return [
        gettext("%(name)s, %(role)s") % {"name": cards[user].name, "role": pack().role(role).name}
        for user, role in found.items()
        if user in cards
    ]


def review_of(machine: Machine, places: Mapping[str, str], move: Transition) -> str:
    """The work that a clock of a step which is not proposed asks for; empty where the pack names none."""
    order = machine.next.get(places[move.track])
    return str(order.review) if order is not None and order.review is not None else ""
