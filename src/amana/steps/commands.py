"""Taking a step: the one door through which a procedure, a referral, a proceeding or a letter changes its place.

A step says who decided and who recorded it. What somebody decided on paper or by word counts when a second person has
confirmed it; a withdrawal, a refusal and a stop count from the moment they are entered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.cases import queries
from amana.cases.commands.clocks import set_clocks
from amana.cases.commands.consenting import about_consent
from amana.cases.commands.files import attach
from amana.cases.conditions import known_adult, unmet_of
from amana.cases.events import case_closed, step_recorded, step_taken
from amana.cases.models import Procedure, Step
from amana.cases.pack_sections import CHILDREN
from amana.cases.rules import may_record
from amana.cases.states import StepState
from amana.cases.subjects import Subject
from amana.consent import commands as consents
from amana.consent import queries as consent
from amana.countrypacks import dates, pack
from amana.countrypacks.machines import check_move, recording_of
from amana.countrypacks.values import Machine, Transition
from amana.countrypacks.wording import join_words
from amana.errors import NotAllowed, NotFound
from amana.steps.errors import (
    ConditionsUnmet,
    ConsentForStepMissing,
    DecisionFromTheFuture,
    GuardianOfAnAdult,
    NotTheirDecision,
    NotYours,
    PaperMissing,
    PlaceMoved,
    ScanNotOpened,
    SecondPersonMissing,
    StepIncomplete,
    StepNotWaiting,
    StepWaiting,
    WordMissing,
)
from amana.steps.queries import confirmable_state, has_opened
from amana.steps.rules import CONFIRM_WITHIN, RECORD_BY_CONSENT, Paper, Word, decides_in_person
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.answers import Answer, note_yes
from amana.trust.authorise import STEP_RECORDER, decides, needs, needs_one_of
from amana.trust.second_person import check_proof, issue_proof
from amana.trust.trail import record


@dataclass(frozen=True)
class Told:
    """What a step was told: coded facts, sealed words, working values (ids, moments), by field id of the pack."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    sealed: Mapping[str, Any] = field(default_factory=dict)
    working: Mapping[str, Any] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether something was said for this field; False and 0 are answers, and blanks are none."""
        values = (part.get(name) for part in (self.facts, self.sealed, self.working))
        return any((value.strip() if isinstance(value, str) else value) not in (None, "", [], ()) for value in values)


@decides("steps.recorder")
def take_step(
    actor: Actor,
    subject: Subject,
    transition_id: str,
    *,
    told: Told,
    decided_by: str,
    seen: str,
    now: datetime,
    paper: Paper | None = None,
    word: Word | None = None,
    said: consents.Said | None = None,
    section: str = "account",
) -> Step:
    """The step is recorded, and taken unless it waits for a second person.

    `seen` is the state the actor saw on the page; `said` records the consent a step asks for where none is live;
    `section` is where its words are sealed. Raises NotATransition, NotYours, NotTheirDecision, GuardianOfAnAdult,
    StepIncomplete, ConditionsUnmet, PaperMissing, WordMissing, DecisionFromTheFuture, SecondPersonMissing,
    ConsentForStepMissing, StepWaiting, PlaceMoved; then nothing is written.
    """
    with transaction.atomic():
        return _take(
            actor, subject.lock_again(), transition_id, told, decided_by, seen, now, paper, word, said, section
        )


def _take(
    actor: Actor,
    subject: Subject,
    transition_id: str,
    told: Told,
    decided_by: str,
    seen: str,
    now: datetime,
    paper: Paper | None,
    word: Word | None,
    said: consents.Said | None,
    section: str,
) -> Step:
    country = pack()
    machine = country.machine(subject.machine_name)
    places = subject.places()
    if transition_id in {step.id for step in machine.transitions}:
        track = machine.transition(transition_id).track
        if seen != places[track]:
            raise PlaceMoved(now=str(machine.state(places[track]).name), theirs={}, mine={})
    transition = check_move(machine, places, transition_id)
    _check_who(actor, subject, machine, transition, decided_by)
    missing = [each for each in transition.required if each.required and not told.has(each.id)]
    if missing:
        raise StepIncomplete(fields=join_words(each.label for each in missing))
    check_conditions(subject, transition, now, told=told, agreeing=str(transition.consent_type) if said else "")
    way = "self" if decides_in_person(decided_by, actor.roles) else recording_of(country, decided_by)
    _check_way(way, paper, word, now)
    if any(recording_of(country, party) == "paper" for party in transition.also_agrees) and paper is None:
        raise PaperMissing
    if queries.waiting_step(subject.id, transition_id) is not None:
        raise StepWaiting
    agreed = _consent(actor, subject.procedure, transition, said, now)

    by_other = way in ("paper", "word")
    second = by_other or bool(transition.countersigns)
    at_once = not second or (transition.takes_effect == "entry" and not transition.countersigns)
    step = Step(
        id=uuid4(),
        procedure=subject.procedure,
        subject=subject.id,
        machine=subject.machine_name,
        track=transition.track,
        transition=transition_id,
        from_state=places[transition.track],
        to_state=transition.to,
        state=StepState.DONE if at_once else StepState.WAITS,
        way=way,
        decided_by=decided_by,
        recorded_by=actor.user_id,
        happened_at=_find_moment(paper, word, now),
        recorded_at=now,
        confirm_due=now + CONFIRM_WITHIN if second else None,
        consent=agreed,
    )
    _keep_words(actor, step, told, paper, word, section, now)
    step.save(force_insert=True)
    vault.facts.put(subject.procedure.lock, "step", step.id, {"transition": transition_id, **told.facts})
    record(actor, "cases.step_recorded", subject.procedure.id, now, step=step.id, transition=transition_id)
    step_recorded.send(sender=Step, actor=actor, procedure=subject.procedure, step=step, told=told, at=now)
    if at_once:
        _move(actor, subject, transition, step, now)
    return step


def _check_who(actor: Actor, subject: Subject, machine: Machine, transition: Transition, decided_by: str) -> None:
    country = pack()
    check_recorder(actor, subject, transition)
    if decided_by not in transition.decides:
        raise NotTheirDecision(decides=join_words(country.role(role).name for role in transition.decides))
    if decided_by not in actor.roles and recording_of(country, decided_by) == "signs_in":
        raise NotTheirDecision(decides=join_words(country.role(role).name for role in transition.decides))
    if decided_by == CHILDREN.of(country).decider and known_adult(subject.procedure):
        raise GuardianOfAnAdult
    if transition.not_by_who_did:
        earlier = queries.last_recorder(subject.id, transition.not_by_who_did)
        if earlier is not None and earlier == actor.user_id:
            raise SecondPersonMissing


def check_conditions(
    subject: Subject, transition: Transition, now: datetime, *, told: Told | None = None, agreeing: str = ""
) -> None:
    """What the pack wants on record before this step is there. Raises ConditionsUnmet, which says what is missing."""
    if missing := unmet_of(subject, transition, now, told=told, agreeing=agreeing):
        raise ConditionsUnmet(missing=" ".join(missing))


@decides("steps.recorder")
def check_recorder(actor: Actor, subject: Subject, transition: Transition) -> None:
    """The actor may record this step of this subject. Raises NotYours, which names those who may."""
    roles = actor.roles
    if subject.machine_name == "procedure" and queries.only_by_consent(actor, subject.procedure):
        roles &= RECORD_BY_CONSENT
    if not may_record(frozenset(transition.records), roles):
        raise NotYours(records=join_words(pack().role(role).name for role in transition.records))
    note_yes(Answer(actor.user_id, STEP_RECORDER))


def _check_way(way: str, paper: Paper | None, word: Word | None, now: datetime) -> None:
    today = dates.day_of(now)
    if way == "system":
        raise NotAllowed
    if way == "paper":
        if paper is None or not (paper.authority and paper.number and paper.scan):
            raise PaperMissing
        if paper.decided_on > today:
            raise DecisionFromTheFuture
    if way == "word":
        if word is None or not (word.method or word.witness):
            raise WordMissing
        if word.method in pack().consent.needs_witness and not word.witness.strip():
            raise WordMissing
        if word.said_on > today:
            raise DecisionFromTheFuture


def _consent(
    actor: Actor, procedure: Procedure, transition: Transition, said: consents.Said | None, now: datetime
) -> UUID | None:
    """The consent that the step asks for: recorded with it, or live already. A referral asks for its own."""
    wanted = transition.consent_type
    if wanted is None or wanted == "referral":
        return None
    if said is not None:
        about = about_consent(procedure)
        return consents.agree(actor, about, said, type=wanted, purpose="assistance", expires_at=None, now=now)
    if not consent.has_agreed(procedure.id, wanted, now):
        raise ConsentForStepMissing
    return None


def _find_moment(paper: Paper | None, word: Word | None, now: datetime) -> datetime:
    """The day of the decision at noon, never later than now; now where it was decided here."""
    day = paper.decided_on if paper else word.said_on if word else None
    return min(now, datetime.combine(day, time(12), UTC)) if day else now


def _keep_words(
    actor: Actor, step: Step, told: Told, paper: Paper | None, word: Word | None, section: str, now: datetime
) -> None:
    """Words, authority, number and scan are sealed; nothing of them stands in the row."""
    procedure = step.procedure
    words: dict[str, Any] = {"said": dict(told.sealed), "working": {key: str(v) for key, v in told.working.items()}}
    if paper is not None:
        words["paper"] = {
            "decided_on": paper.decided_on.isoformat(), "authority": paper.authority, "number": paper.number,
        }  # fmt: skip
        step.scan = attach(
            actor, procedure, section="legal", name=paper.scan_name or "scan", content=paper.scan, now=now
        ).id
    if word is not None:
        words["word"] = {"said_on": word.said_on.isoformat(), "method": word.method, "witness": word.witness}
    step.sealed = vault.texts.seal(
        lock=procedure.lock,
        kind="step",
        section=section,
        content=words,
        holders=queries.holders_of_file(procedure),
        by=actor,
        at=now,
    ).id


def _move(actor: Actor, subject: Subject, transition: Transition, step: Step, now: datetime) -> None:
    subject.set_place(transition.track, transition.to, now)
    procedure = subject.procedure
    if subject.machine_name == "procedure":
        set_clocks(procedure, transition.track, queries.facts_of(procedure), now, step.happened_at)
        if transition.to in pack().machine("procedure").tracks["help"].terminal and transition.track == "help":
            _close(actor, procedure, now)
    step_taken.send(sender=Step, actor=actor, procedure=procedure, step=step, at=now)
    record(actor, "cases.step_taken", procedure.id, now, step=step.id, state=transition.to)


def _close(actor: Actor, procedure: Procedure, now: datetime) -> None:
    """Closing ends every sharing; the team's own keys stay, so that the case can be opened again."""
    consents.withdraw_all(actor, procedure_id=procedure.id, now=now)
    case_closed.send(sender=Procedure, actor=actor, procedure=procedure, at=now)


@needs_one_of("decisions.confirm", "decisions.countersign")
@transaction.atomic
def look_at_step(actor: Actor, procedure: Procedure, step: Step, *, now: datetime) -> tuple[dict[str, Any], str]:
    """(facts and words of a step, the proof that they are on the actor's page); the opening is in the trail.

    The procedure came from a scoped query. Raises NotAllowed, NotFound, CannotOpen.
    """
    _check_second_person(actor, step)
    details = {"facts": vault.facts.get("step", step.id), "words": _opened_words(actor, procedure, step, now)}
    return details, issue_proof(actor, step.id, confirmable_state(step), details)


@needs_one_of("decisions.confirm", "decisions.countersign")
def confirm_step(actor: Actor, subject: Subject, step: Step, *, agree: bool, shown: str, now: datetime) -> Step:
    """A second person has looked: the step counts, or it is rejected and nothing moves.

    `shown` is the proof from `look_at_step`. Raises SecondPersonMissing for the user who recorded it, NotYours where a
    countersignature needs another role, StepNotWaiting, DetailsNotShown, DetailsChanged, ScanNotOpened for who agrees
    to a paper without having opened it, NotATransition where the place has moved meanwhile, and ConditionsUnmet where one
    holds no longer.
    """
    _check_second_person(actor, step)
    with transaction.atomic():
        row = Step.objects.select_for_update().filter(id=step.id).first()
        if row is None:
            raise NotFound
        if row.confirmed_by is not None or row.confirm_due is None or row.state == StepState.REJECTED:
            raise StepNotWaiting
        if row.recorded_by == actor.user_id:
            raise SecondPersonMissing
        country = pack()
        machine = country.machine(row.machine)
        transition = machine.transition(row.transition)
        if transition.countersigns and not may_record(frozenset(transition.countersigns), actor.roles):
            raise NotYours(records=join_words(country.role(role).name for role in transition.countersigns))
        check_proof(actor, row.id, confirmable_state(row), shown)
        if agree and row.scan is not None and not has_opened(actor, row.procedure_id, row.scan):
            raise ScanNotOpened
        row.confirmed_by, row.confirmed_at = actor.user_id, now
        waited = row.state == StepState.WAITS
        row.state = (StepState.DONE if agree else StepState.REJECTED) if waited else row.state
        row.save(update_fields=["confirmed_by", "confirmed_at", "state"])
        record(actor, "cases.step_confirmed" if agree else "cases.step_rejected", row.procedure_id, now, step=row.id)
        if waited and agree:
            live = subject.lock_again()
            check_move(machine, live.places(), row.transition)
            check_conditions(live, transition, now, agreeing=str(transition.consent_type) if row.consent else "")
            _move(actor, live, transition, row, now)
        return row


def _check_second_person(actor: Actor, step: Step) -> None:
    """The actor works in the case, supervises it, took it in, or shares a unit with the user who recorded the step.

    Raises NotAllowed for who confirms nothing, NotFound for who stands too far away.
    """
    if not (actor.can("decisions.confirm") or actor.can("decisions.countersign")):
        raise NotAllowed
    ground = queries.grounds(actor, "cases.read", step.procedure)
    if ground is not None and ground.ground != "consent":
        return
    if step.recorded_by is None or not trust.units_of_user(step.recorded_by) & actor.unit_ids:
        raise NotFound


@needs("cases.read")
@transaction.atomic
def open_step(actor: Actor, procedure: Procedure, step: Step, now: datetime) -> dict[str, Any]:
    """The words of a step; the opening is in the trail. The procedure came from a scoped query. Raises CannotOpen."""
    return _opened_words(actor, procedure, step, now)


def _opened_words(actor: Actor, procedure: Procedure, step: Step, now: datetime) -> dict[str, Any]:
    if step.sealed is None:
        return {}
    words: dict[str, Any] = vault.texts.open_text(actor, step.sealed)
    record(actor, "cases.step_opened", procedure.id, now, step=step.id)
    return words
