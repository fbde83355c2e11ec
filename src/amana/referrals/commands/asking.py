"""Writing a referral: a draft, the person's answer, and sending the package."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.cases.commands.consenting import about_consent
from amana.cases.commands.opening import next_number
from amana.cases.errors import CaseClosed
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of, year_of
from amana.errors import NotFound
from amana.referrals import queries, rules
from amana.referrals.commands.packages import make_package
from amana.referrals.commands.steps import MANAGER_ROLE, on_side, take, told_for
from amana.referrals.errors import (
    FieldNotOnTheList,
    NotADraft,
    NothingTravels,
    NotTheirService,
    ProviderMissing,
    ProviderShut,
    TooSlow,
)
from amana.referrals.models import Provider, Referral
from amana.referrals.pack import ReferralStep, fast_enough, handover, said_here, service, step
from amana.referrals.queries.directory import as_entry
from amana.referrals.queries.referrals import FACTS, case_is_closed
from amana.steps.commands import Told
from amana.steps.rules import Paper, Word
from amana.trust.actor import Actor
from amana.trust.authorise import needs, needs_one_of
from amana.trust.trail import record

CONSENT_TYPE = "referral"
PURPOSE = "referral"
PERSON, GUARDIAN = "person", "guardian"


@dataclass(frozen=True)
class Wanted:
    """The service asked for, and of which provider, in codes of the pack.

    A draft may lack provider and fields; `said_here` holds what the referral itself says of some fields of the list (a
    kind of place, a way to pay).
    """

    service: str
    urgency: str
    provider_id: UUID | None = None
    fields: frozenset[str] = frozenset()
    said_here: Mapping[str, str] = field(default_factory=dict)


def _check_wanted(wanted: Wanted) -> Provider | None:
    """Returns the provider after checking the request. Raises the reason against it."""
    kind = service(wanted.service)
    if kind is None or wanted.urgency not in {each.id for each in pack().urgencies}:
        raise NotFound
    if not fast_enough(pack().urgency(wanted.urgency), wanted.service):
        raise TooSlow(hours=kind.deadline_hours)
    if not wanted.fields <= {each.id for each in handover(wanted.service)}:
        raise FieldNotOnTheList
    if not set(wanted.said_here) <= {each.id for each in said_here(wanted.service)}:
        raise FieldNotOnTheList
    if wanted.provider_id is None:
        return None
    provider = queries.entry(wanted.provider_id)
    if wanted.service not in provider.services:
        raise NotTheirService(provider=queries.name_of(provider))
    return provider


def _facts(wanted: Wanted) -> dict[str, object]:
    return {
        "service": wanted.service,
        "urgency": wanted.urgency,
        "fields": sorted(wanted.fields),
        "said_here": dict(wanted.said_here),
    }


@needs("referrals.send")
@transaction.atomic
def draft_referral(
    actor: Actor, procedure: Procedure, wanted: Wanted, *, previous: Referral | None = None, now: datetime
) -> Referral:
    """Saves a draft that nobody else sees yet. The procedure came from `procedure_to_ask_for` or is visible.

    Raises CaseClosed, NotTheirService, FieldNotOnTheList, TooSlow, NotFound.
    """
    queries.procedure_to_ask_for(actor, procedure.id)
    if case_is_closed(procedure):
        raise CaseClosed
    provider = _check_wanted(wanted)
    row = Referral.objects.create(
        id=uuid4(),
        reference=rules.reference(year_of(now), next_number("referral", year_of(now))),
        procedure=procedure,
        provider=provider,
        unit=provider.unit if provider else None,
        state=step(ReferralStep.PREPARE_CONSENT).from_[0],
        state_since=now,
        drafted_by=actor.user_id,
        drafted_at=now,
        previous=previous,
    )
    vault.facts.put(procedure.lock, FACTS, row.id, _facts(wanted))
    if previous is not None and previous.state in rules.LOOK_AGAIN and previous.left_at is None:
        Referral.objects.filter(id=previous.id).update(left_at=now)
    record(actor, "referrals.drafted", row.id, now, procedure=procedure.id)
    return row


@needs("referrals.send")
@transaction.atomic
def change_draft(actor: Actor, referral: Referral, wanted: Wanted, *, now: datetime) -> Referral:
    """Changes the draft. Raises NotADraft once the person was asked, and what `draft_referral` raises."""
    on_side(actor, referral)
    row = Referral.objects.select_for_update().get(id=referral.id)
    if row.state not in rules.DRAFT:
        raise NotADraft
    provider = _check_wanted(wanted)
    row.provider, row.unit = provider, provider.unit if provider else None
    row.drafted_by = row.drafted_by or actor.user_id
    row.revision += 1
    row.save(update_fields=["provider", "unit", "drafted_by", "revision"])
    vault.facts.put(row.procedure.lock, FACTS, row.id, {**queries.facts_of(row), **_facts(wanted)})
    referral.refresh_from_db()
    record(actor, "referrals.draft_changed", row.id, now)
    return row


@needs_one_of("referrals.send", "referrals.answer", "cases.read")
@transaction.atomic
def prepare(actor: Actor, referral: Referral, *, seen: str, now: datetime) -> None:
    """Marks the draft as complete and waiting for her answer (r1). Raises ProviderMissing, NothingTravels, ProviderShut."""
    facts = queries.facts_of(referral)
    provider = referral.provider
    if provider is None:
        raise ProviderMissing
    if not facts.get("fields"):
        raise NothingTravels
    check_provider_open(provider, now)
    told = told_for(
        ReferralStep.PREPARE_CONSENT,
        {
            "service_code": facts["service"],
            "urgency": facts["urgency"],
            "provider_id": provider.id,
            "fields_to_share": facts["fields"],
        },
    )
    decides = next((role for role in step(ReferralStep.PREPARE_CONSENT).decides if role in actor.roles), MANAGER_ROLE)
    take(actor, referral, ReferralStep.PREPARE_CONSENT, told=told, decided_by=decides, seen=seen, now=now)


def check_provider_open(provider: Provider, now: datetime) -> None:
    """Raises ProviderShut when nothing can be sent to this provider."""
    if rules.entry_shut(as_entry(provider), day_of(now)) is not None:
        raise ProviderShut(provider=queries.name_of(provider))


@needs("consent.record")
@transaction.atomic
def record_agreement(
    actor: Actor,
    referral: Referral,
    said: consents.Said,
    *,
    expires_at: datetime | None,
    seen: str,
    now: datetime,
    paper: Paper | None = None,
) -> UUID:
    """Records that she agrees to exactly these fields for exactly this unit, until a day (r2). Returns the consent's id.

    What a guardian decides comes with its `paper`, and counts when a second person has compared it.
    """
    assert referral.unit is not None
    consent_id = consents.give_fields(
        actor,
        about_consent(referral.procedure),
        said,
        type=CONSENT_TYPE,
        purpose=PURPOSE,
        unit_id=referral.unit,
        referral_id=referral.id,
        fields=frozenset(queries.facts_of(referral)["fields"]),
        expires_at=expires_at,
        now=now,
    )
    Referral.objects.filter(id=referral.id).update(consent=consent_id)
    take(
        actor,
        referral,
        ReferralStep.RECORD_CONSENT,
        told=told_for(ReferralStep.RECORD_CONSENT, {"consent_id": consent.agreement_reference(consent_id)}),
        decided_by=GUARDIAN if paper else PERSON,
        seen=seen,
        now=now,
        paper=paper,
        word=None if paper else _her_word(actor, now),
    )
    return consent_id


def _her_word(actor: Actor, now: datetime) -> Word:
    """Returns the answer that she gave today to this worker."""
    return Word(day_of(now), method="", witness=actor.name)


@needs("consent.record")
@transaction.atomic
def she_said_no(actor: Actor, referral: Referral, said: consents.Said, *, seen: str, now: datetime) -> None:
    """Records that she refuses: nothing was sent, and her other consents stay valid (r13)."""
    consents.refuse(
        actor,
        about_consent(referral.procedure),
        said,
        type=CONSENT_TYPE,
        purpose=PURPOSE,
        unit_id=referral.unit,
        now=now,
    )
    take(
        actor,
        referral,
        ReferralStep.PERSON_DECLINES,
        told=Told(),
        decided_by=PERSON,
        seen=seen,
        now=now,
        word=_her_word(actor, now),
    )


@needs("referrals.send")
@transaction.atomic
def send(actor: Actor, referral: Referral, *, seen: str, now: datetime) -> None:
    """Seals the package from the current values of the agreed fields, and starts the deadlines (r3).

    Raises ConsentMissing, naming the fields, ProviderShut, and what the step refuses; then nothing is written.
    """
    on_side(actor, referral)
    if referral.provider is None:
        raise ProviderMissing
    check_provider_open(referral.provider, now)
    if referral.state in step(ReferralStep.SEND).from_:
        make_package(actor, referral, now)
        Referral.objects.filter(id=referral.id).update(sent_by=actor.user_id)
    take(
        actor, referral, ReferralStep.SEND, told=told_for(ReferralStep.SEND, {"handover_minimum": True}),
        decided_by=MANAGER_ROLE, seen=seen, now=now,
    )  # fmt: skip


@needs("referrals.send")
@transaction.atomic
def ask_for_help(
    actor: Actor,
    procedure: Procedure,
    wanted: Wanted,
    said: consents.Said,
    *,
    expires_at: datetime | None = None,
    draft: Referral | None = None,
    previous: Referral | None = None,
    now: datetime,
) -> Referral:
    """Writes a referral, records her consent and sends it, all or nothing. `draft` is one that was saved before."""
    if draft is None:
        row = draft_referral(actor, procedure, wanted, previous=previous, now=now)
    else:
        row = change_draft(actor, draft, wanted, now=now)
    prepare(actor, row, seen=row.state, now=now)
    record_agreement(actor, row, said, expires_at=expires_at or now + timedelta(days=30), seen=row.state, now=now)
    send(actor, row, seen=row.state, now=now)
    return row


@needs("referrals.send")
@transaction.atomic
def ask_and_be_refused(
    actor: Actor,
    procedure: Procedure,
    wanted: Wanted,
    said: consents.Said,
    *,
    draft: Referral | None = None,
    previous: Referral | None = None,
    now: datetime,
) -> Referral:
    """Writes a referral and records that she refused it, all or nothing; no data is sent."""
    if draft is None:
        row = draft_referral(actor, procedure, wanted, previous=previous, now=now)
    else:
        row = change_draft(actor, draft, wanted, now=now)
    prepare(actor, row, seen=row.state, now=now)
    she_said_no(actor, row, said, seen=row.state, now=now)
    return row
