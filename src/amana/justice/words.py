"""The words for letters, proceedings and their steps: actions with their reasons, steps as lines, values as read."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from amana.cases import queries as cases
from amana.cases.deeds import Deed
from amana.cases.proposing import deciders_for
from amana.cases.queries import Procedure, Step
from amana.cases.states import StepState
from amana.cases.story import StoryLine
from amana.cases.subjects import Subject
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.countrypacks.machines import possible_moves, proposed_moves
from amana.countrypacks.values import Transition
from amana.countrypacks.wording import join_words
from amana.justice.states import LetterState
from amana.trust import queries as trust
from amana.trust.actor import Actor

CHIPS: dict[str, str] = {
    LetterState.DRAFT: "wait",
    LetterState.LEGAL_REVIEW: "due",
    LetterState.SIGNED: "on",
    LetterState.SENT: "wait",
    LetterState.ACKNOWLEDGED: "wait",
    LetterState.GRANTED_FULL: "done",
    LetterState.GRANTED_PARTIAL: "done",
    LetterState.REFUSED: "no",
    LetterState.APPEALED: "wait",
    LetterState.EXECUTED: "done",
    LetterState.WITHDRAWN: "no",
}


def chip_of(state: str) -> str:
    """Returns the kind of chip for a place of a letter or proceeding."""
    return CHIPS.get(state, "on")


def deeds_of(actor: Actor, subject: Subject, address: Callable[[Transition], tuple[str | None, str]]) -> list[Deed]:
    """Returns the possible next steps; `address` gives an open one its page, or the reason why it is closed."""
    country, found = pack(), []
    proposed = proposed_moves(country.machine(subject.machine_name), subject.places())
    for move in possible_moves(country.machine(subject.machine_name), subject.places()):
        label = str(move.name)
        if not frozenset(move.records) & actor.roles:
            who = join_words(country.role(role).name for role in move.records)
            found.append(Deed(label, None, gettext("Recorded by: %(who)s.") % {"who": who}, weight=95))
        elif cases.waiting_step(subject.id, move.id) is not None:
            found.append(Deed(label, None, gettext("Recorded already; it waits for a second person."), weight=94))
        elif not deciders_for(actor, move):
            who = join_words(country.role(role).name for role in move.decides)
            found.append(Deed(label, None, gettext("Decided by: %(who)s.") % {"who": who}, weight=95))
        else:
            url, reason = address(move)
            weight = 80 if move.ends is not None else 40 if move in proposed else 45
            found.append(Deed(label, url, reason, weight=weight, ends=move.ends is not None))
    return sorted(found, key=lambda deed: (deed.url is None, deed.weight))


def step_lines(steps: list[Step]) -> list[StoryLine]:
    """Returns steps of a letter or proceeding as lines, with who decided, recorded and confirmed."""
    country = pack()
    names = trust.users([user for step in steps for user in (step.recorded_by, step.confirmed_by) if user])
    lines = []
    for step in steps:
        name = str(country.machine(step.machine).state(step.to_state).name)
        told = {
            "decided": country.role(step.decided_by).name,
            "recorded": names[step.recorded_by].name if step.recorded_by in names else "",
            "confirmed": names[step.confirmed_by].name if step.confirmed_by in names else "",
        }
        if step.state == StepState.WAITS:
            detail = gettext("Decided by: %(decided)s. Recorded by %(recorded)s. Waits for a second person.") % told
        elif step.state == StepState.REJECTED:
            detail = gettext("Recorded by %(recorded)s. The second person did not agree; nothing moved.") % told
        elif step.confirmed_by:
            detail = gettext("Decided by: %(decided)s. Recorded by %(recorded)s. Confirmed by %(confirmed)s.") % told
        else:
            detail = gettext("Decided by: %(decided)s. Recorded by %(recorded)s.") % told
        lines.append(StoryLine(step.happened_at, name, detail, turn=step.state == StepState.DONE))
    return lines


def milestone_name(kind: str) -> str:
    """Returns the name of a milestone of a proceeding, or of an answer to a letter."""
    names = pack().machine("justice").milestones
    if kind in names:
        return str(names[kind])
    state = kind.removeprefix("waiver_")
    return str(pack().machine("fine_waiver").state(state).name)


@dataclass(frozen=True)
class OpenedTo:
    """What a lawyer may see of a case: sections by name, by whose permission, until when."""

    sections: str
    by_agreement: bool
    until: datetime | None


def opened_to(actor: Actor, procedure: Procedure, now: datetime) -> OpenedTo:
    """Returns what of this case is open to the actor, in words."""
    country = pack()
    sections = cases.sections_open_to(actor, procedure)
    ground = cases.grounds(actor, "cases.read", procedure)
    by_agreement = ground is not None and ground.ground == "consent"
    until = None
    if by_agreement:
        ends = [
            each.expires_at
            for each in consent.agreements_of(procedure.id)
            if each.unit_id in actor.unit_ids and each.sections & sections and each.withdrawn_at is None
        ]
        until = min((end for end in ends if end is not None and end > now), default=None)
    names = join_words(str(country.section_name(code)) for code in country.section_codes if code in sections)
    return OpenedTo(names, by_agreement, until)
