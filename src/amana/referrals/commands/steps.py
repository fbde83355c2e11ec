"""The only function through which a referral moves: its subject for `take_step`, and the consequences of each state."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.cases import queries as case_queries
from amana.cases.commands.opening import next_number
from amana.cases.models import Procedure, Step
from amana.consent import commands as consents
from amana.countrypacks.dates import year_of
from amana.errors import NotFound
from amana.referrals import queries, rules
from amana.referrals.events import referral_moved
from amana.referrals.models import Message, Referral
from amana.referrals.pack import TRACK, ReferralStep, step, times_of
from amana.referrals.queries.referrals import FACTS
from amana.referrals.states import ReferralState
from amana.steps import commands as steps
from amana.steps.commands import Told
from amana.steps.rules import Paper, Word
from amana.trust import rows
from amana.trust.actor import SYSTEM, Actor
from amana.trust.authorise import decides, needs_one_of, part_of_a_command
from amana.trust.trail import record
from amana.vault.models import Sealed

# Texts of a referral are wrapped to the case's team, but belong to none of its five sections, so that no consent for
# a section ever opens them.
SECTION = "package"
PROVIDER_ROLE = "service_provider"
MANAGER_ROLE = "case_manager"


class ReferralSubject:
    """A referral as the subject of a step."""

    machine_name = TRACK

    def __init__(self, referral: Referral) -> None:
        self.referral = referral

    @property
    def id(self) -> UUID:
        """The id of the referral."""
        return self.referral.id

    @property
    def procedure(self) -> Procedure:
        """The procedure that the referral belongs to."""
        return self.referral.procedure

    def places(self) -> Mapping[str, str]:
        """The state, which is a single place."""
        return {TRACK: self.referral.state}

    def set_place(self, track: str, state: str, at: datetime) -> None:
        """Moves the referral to this place, and starts or stops its deadlines."""
        row = self.referral
        row.state, row.state_since = state, at
        row.revision += 1
        row.agreed_for = None
        set_clocks(row, state, at)
        row.save()

    def lock_again(self) -> "ReferralSubject":
        """Reads the referral again, locked for update."""
        rows = Referral.objects.select_for_update(of=("self",)).select_related("procedure", "provider")
        return ReferralSubject(rows.get(id=self.referral.id))


def set_clocks(row: Referral, state: str, at: datetime) -> None:
    """Sets the deadlines of the place: each sending restarts them, and any answer stops them. Does not save."""
    if state == ReferralState.SENT:
        due = rules.clocks(at, times_of(queries.facts_of(row)["urgency"]))
        row.sent_at, row.acknowledged_at = at, None
        row.acknowledge_due, row.answer_due, row.expires_due = (
            due.acknowledge_due, due.answer_due, due.expires_if_silent,
        )  # fmt: skip
        row.acknowledge_escalated_at = row.answer_escalated_at = None
        return
    row.acknowledge_due = None
    if state == ReferralState.ACKNOWLEDGED and row.sent_at is not None:
        row.acknowledged_at = at
        due = rules.clocks(row.sent_at, times_of(queries.facts_of(row)["urgency"]))
        row.expires_due = due.expires_if_unanswered
        return
    row.answer_due = row.expires_due = None
    if state in rules.ANSWERS and row.answered_at is None:
        row.answered_at = at


def subject_in(procedure: Procedure, referral_id: UUID) -> ReferralSubject:
    """Returns the referral behind a step of a case, for the second person's page. Raises NotFound."""
    found = Referral.objects.select_related("procedure", "provider").filter(procedure=procedure, id=referral_id).first()
    if found is None:
        raise NotFound
    return ReferralSubject(found)


@decides("referrals.send", "referrals.answer", "cases.read")
def on_side(actor: Actor, referral: Referral) -> Actor:
    """Returns the actor with the roles of the referral's side: nobody can answer as the one who asked.

    Raises NotFound on neither side.
    """
    sides = queries.side_of(actor, referral)
    if sides == {"receiver"}:
        return replace(actor, roles=actor.roles & {PROVIDER_ROLE})
    return actor if "receiver" in sides else replace(actor, roles=actor.roles - {PROVIDER_ROLE})


@needs_one_of("referrals.send", "referrals.answer", "cases.read")
@transaction.atomic
def take(
    actor: Actor,
    referral: Referral,
    transition_id: str,
    *,
    told: Told,
    decided_by: str,
    seen: str,
    now: datetime,
    paper: Paper | None = None,
    word: Word | None = None,
) -> Step:
    """Records the step with `take_step`, and its values for both sides: codes as facts, text sealed.

    Raises NotFound for strangers, and what `take_step` refuses; then nothing is written.
    """
    return enter(on_side(actor, referral), referral, transition_id, told, decided_by, seen, now, paper, word)


@part_of_a_command
def enter(
    actor: Actor,
    referral: Referral,
    transition_id: str,
    told: Told,
    decided_by: str,
    seen: str,
    now: datetime,
    paper: Paper | None = None,
    word: Word | None = None,
) -> Step:
    """Takes the step like `take`, for an actor whose side is known. For commands of this room."""
    taken = steps.take_step(
        actor,
        ReferralSubject(referral),
        transition_id,
        told=told,
        decided_by=decided_by,
        seen=seen,
        now=now,
        paper=paper,
        word=word,
        section=SECTION,
    )
    referral.refresh_from_db()
    with rows.acting_as(rows.SYSTEM):  # a refusal ends the consent by which the one who refuses saw her file
        _keep_codes(referral, transition_id, told)
        _keep_words(actor, referral, taken, told, now)
    return taken


def _keep_codes(referral: Referral, transition_id: str, told: Told) -> None:
    codes = {name: _plain(value) for name, value in {**told.facts, **told.working}.items() if value not in (None, "")}
    if codes:
        facts = queries.facts_of(referral)
        facts["told"] = {**facts.get("told", {}), transition_id: codes}
        vault.facts.put(referral.procedure.lock, FACTS, referral.id, facts)
    agreed_for = told.working.get("first_appointment_at") or told.working.get("expected_from")
    if agreed_for is not None and referral.state in (ReferralState.ACCEPTED, ReferralState.WAITLISTED):
        referral.agreed_for = _moment(agreed_for)
        referral.save(update_fields=["agreed_for"])


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value


def _moment(value: object) -> datetime:
    """Parses a moment as it is, and a day as its morning; forms give both as ISO text."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if isinstance(value, datetime):
        return value
    assert isinstance(value, date)
    return datetime.combine(value, time(6), UTC)


def _keep_words(actor: Actor, referral: Referral, taken: Step, told: Told, now: datetime) -> None:
    words = {name: str(value) for name, value in told.sealed.items() if value not in (None, "")}
    if not words:
        return
    holders = case_queries.holders_of_file(referral.procedure)
    if referral.unit is not None and referral.sent_at is not None and referral.state in rules.OPEN_TO_PROVIDER:
        holders.append(vault.texts.Holder("unit", referral.unit))
    sealed = vault.texts.seal(
        lock=referral.procedure.lock,
        kind="referral_words",
        section=SECTION,
        content={"words": words},
        holders=holders,
        by=actor,
        at=now,
    )
    Message.objects.create(
        referral=referral, step=taken.id, transition=taken.transition, sealed=sealed.id, said_by=actor.user_id,
        said_at=now,
    )  # fmt: skip


def told_for(transition_id: str, values: Mapping[str, Any]) -> Told:
    """Returns the values of a step, each under the section in which the pack keeps its field."""
    parts: dict[str, dict[str, Any]] = {"facts": {}, "sealed": {}, "working": {}}
    for field in step(transition_id).required:
        if field.id in values:
            parts[field.kept][field.id] = values[field.id]
    return Told(parts["facts"], parts["sealed"], parts["working"])


# The consequences of a step -------------------------------------------------------------------------


def after_step(
    sender: object, *, actor: Actor, procedure: Procedure, step: Step, at: datetime, **_more: object
) -> None:
    """Adjusts access to the new state: ends it in the same transaction where the referral is over, and sends the event."""
    if step.machine != TRACK:
        return
    referral = subject_in(procedure, step.subject).referral
    if referral.state in rules.SHUT_TO_PROVIDER:
        shut_to_provider(referral)
        consents.withdraw_all(actor, procedure_id=procedure.id, referral_id=referral.id, now=at)
    if referral.state == ReferralState.EXPIRED and queries.follower_of(referral) is None:
        _draft_again(referral, at)
    referral_moved.send(
        sender=Referral, actor=actor, referral=referral, procedure=procedure, state=referral.state, at=at
    )


def shut_to_provider(referral: Referral) -> None:
    """Ends the access of the provider's unit to this referral. Needs nobody's key.

    Where she or the referrer took it back, the package is destroyed; else the sender's team keeps its copy.
    """
    texts = list(Sealed.objects.filter(id__in=[message.sealed for message in queries.messages_of(referral)]))
    if referral.package is not None:
        if referral.state in (ReferralState.WITHDRAWN, ReferralState.DECLINED_BY_PERSON):
            vault.texts.destroy(referral.package)
            Referral.objects.filter(id=referral.id).update(package=None)
            referral.package = None
        else:
            texts += list(Sealed.objects.filter(id=referral.package))
    if referral.unit is not None:
        holder = vault.texts.Holder("unit", referral.unit)
        vault.texts.unshare(texts, holder)
        if referral.consent is not None:
            vault.texts.unshare(texts, holder, consent_id=referral.consent)


def _draft_again(referral: Referral, at: datetime) -> None:
    """Creates a linked draft for another provider when one did not answer; it waits for the case manager."""
    facts = queries.facts_of(referral)
    row = Referral.objects.create(
        reference=rules.reference(year_of(at), next_number("referral", year_of(at))),
        procedure=referral.procedure,
        state=step(ReferralStep.PREPARE_CONSENT).from_[0],
        state_since=at,
        drafted_at=at,
        previous=referral,
    )
    kept: dict[str, Any] = {
        name: facts[name] for name in ("service", "urgency", "fields", "said_here") if name in facts
    }
    vault.facts.put(referral.procedure.lock, FACTS, row.id, kept)
    record(SYSTEM, "referrals.drafted", row.id, at, previous=referral.id)
