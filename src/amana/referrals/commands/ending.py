"""The sender's side after sending: answering a question, taking back, her refusal, and what closes automatically."""

from collections.abc import Set
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.cases.commands.consenting import about_consent
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.countrypacks.dates import day_of
from amana.referrals import queries, rules
from amana.referrals.commands.asking import CONSENT_TYPE, PERSON, PURPOSE
from amana.referrals.commands.packages import make_package
from amana.referrals.commands.steps import MANAGER_ROLE, enter, on_side, shut_to_provider, take, told_for
from amana.referrals.errors import FieldNotOnTheList, NothingToLeave
from amana.referrals.models import Referral
from amana.referrals.pack import ReferralStep, handover, machine
from amana.referrals.queries.referrals import FACTS, case_is_closed, fields_agreed
from amana.referrals.states import ReferralState
from amana.steps.commands import Told
from amana.steps.rules import Word
from amana.trust.actor import Actor
from amana.trust.authorise import needs, needs_one_of
from amana.trust.trail import record

CONSENT_WITHDRAWN, NO_LONGER_NEEDED = "consent_withdrawn", "no_longer_needed"


@needs("referrals.send")
@transaction.atomic
def answer_question(
    actor: Actor,
    referral: Referral,
    *,
    answer: str,
    seen: str,
    now: datetime,
    more_fields: Set[str] = frozenset(),
    said: consents.Said | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Answers the question, sealed for both sides, and sends the referral again (r14).

    `more_fields` travel only by a new consent, recorded with `said`; then the package is made again. Raises
    ConsentMissing, FieldNotOnTheList.
    """
    on_side(actor, referral)
    if more_fields and referral.state == ReferralState.RETURNED_FOR_INFO:
        _widen(actor, referral, more_fields, said, expires_at, now)
    told = told_for(ReferralStep.ANSWER, {"answer": answer})
    take(actor, referral, ReferralStep.ANSWER, told=told, decided_by=MANAGER_ROLE, seen=seen, now=now)


def _widen(
    actor: Actor,
    referral: Referral,
    more: Set[str],
    said: consents.Said | None,
    expires_at: datetime | None,
    now: datetime,
) -> None:
    """Adds fields to the referral, as far as she agreed to them."""
    facts = queries.facts_of(referral)
    if not more <= {each.id for each in handover(facts["service"])}:
        raise FieldNotOnTheList
    facts["fields"] = sorted({*facts["fields"], *more})
    vault.facts.put(referral.procedure.lock, FACTS, referral.id, facts)
    if said is not None:
        assert referral.unit is not None
        consent_id = consents.give_fields(
            actor,
            about_consent(referral.procedure),
            said,
            type=CONSENT_TYPE,
            purpose=PURPOSE,
            unit_id=referral.unit,
            referral_id=referral.id,
            fields=frozenset(facts["fields"]),
            expires_at=expires_at,
            now=now,
        )
        Referral.objects.filter(id=referral.id).update(consent=consent_id)
        referral.consent = consent_id
    make_package(actor, referral, now)


@needs_one_of("referrals.send", "referrals.answer", "cases.read")
@transaction.atomic
def take_back(actor: Actor, referral: Referral, *, reason: str, seen: str, now: datetime) -> None:
    """Takes the referral back: the provider's access ends at once, and it is asked to destroy copies (r12)."""
    take(
        actor,
        referral,
        ReferralStep.WITHDRAW,
        told=told_for(ReferralStep.WITHDRAW, {"reason": reason}),
        decided_by=MANAGER_ROLE,
        seen=seen,
        now=now,
    )


@needs_one_of("referrals.send", "referrals.answer", "cases.read")
@transaction.atomic
def she_declines(
    actor: Actor, referral: Referral, *, seen: str, now: datetime, method: str = "", witness: str = ""
) -> None:
    """Records that she does not want this service after all; nothing else changes for her (r13)."""
    word = Word(day_of(now), method, witness or ("" if method else actor.name))
    take(actor, referral, ReferralStep.PERSON_DECLINES, told=Told(), decided_by=PERSON, seen=seen, now=now, word=word)


@needs("referrals.send")
@transaction.atomic
def leave_it(actor: Actor, referral: Referral, *, now: datetime) -> None:
    """Records that no other provider is sought after a decline or an early end. Raises NothingToLeave."""
    on_side(actor, referral)
    row = Referral.objects.select_for_update().get(id=referral.id)
    if row.state not in rules.LOOK_AGAIN or row.left_at is not None:
        raise NothingToLeave
    row.left_at = now
    row.save(update_fields=["left_at"])
    record(actor, "referrals.left", row.id, now)


# What closes automatically ---------------------------------------------------------------------------


def on_consent_withdrawn(
    sender: object, *, actor: Actor, consent_id: UUID, referral_id: UUID | None, at: datetime, **_more: object
) -> None:
    """Ends the provider's access in the transaction of the withdrawal, no matter who recorded the withdrawal."""
    if referral_id is None:
        return
    referral = Referral.objects.select_related("procedure", "provider").filter(id=referral_id).first()
    if referral is None:
        return
    travelled = frozenset(queries.facts_of(referral).get("fields", ()))
    if consent_id != referral.consent and rules.still_covered(travelled, fields_agreed(referral, at)):
        return
    if referral.state not in machine().tracks["referral"].terminal:
        _withdraw(actor, referral, CONSENT_WITHDRAWN, at)
    elif referral.state in rules.SERVED:
        _forget_package(referral)


def _forget_package(referral: Referral) -> None:
    """Destroys the package of a completed referral: it can take no further step, but its data must still go."""
    shut_to_provider(referral)
    if referral.package is not None:
        vault.texts.destroy(referral.package)
        Referral.objects.filter(id=referral.id).update(package=None)


def on_case_closed(sender: object, *, actor: Actor, procedure: Procedure, at: datetime, **_more: object) -> None:
    """Takes back every open referral when the case closes."""
    open_rows = Referral.objects.filter(procedure=procedure).exclude(state__in=machine().tracks["referral"].terminal)
    for referral in open_rows.select_related("procedure", "provider"):
        _withdraw(actor, referral, NO_LONGER_NEEDED, at)


def _withdraw(actor: Actor, referral: Referral, reason: str, at: datetime) -> None:
    """Takes r12 in the name of the case: a lawyer or a supervisor who records a withdrawal moves it like a case manager.

    A withdrawal is her decision, and a second person reviews it later; what closing the case ends is the manager's.
    """
    acting = replace(actor, roles=actor.roles | {MANAGER_ROLE})
    closing = actor.user_id is None or case_is_closed(referral.procedure)
    enter(
        acting,
        referral,
        ReferralStep.WITHDRAW,
        told_for(ReferralStep.WITHDRAW, {"reason": NO_LONGER_NEEDED if closing else reason}),
        MANAGER_ROLE if closing else PERSON,
        referral.state,
        at,
        word=None if closing else Word(day_of(at), method="", witness=actor.name),
    )


def clear_drafts(before: datetime) -> int:
    """Deletes drafts written before a moment and never sent, with their codes. Returns their number."""
    rows = list(Referral.objects.filter(state__in=rules.DRAFT, sent_at=None, drafted_at__lt=before))
    for row in rows:
        vault.facts.forget(FACTS, row.id)
        row.delete()
    return len(rows)
