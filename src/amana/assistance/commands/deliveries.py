"""A service requested, started, given and followed up."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date

from amana import vault
from amana.assistance import pack as helps
from amana.assistance import queries
from amana.assistance.commands.checks import (
    Allowed,
    WithoutAsking,
    allow,
    check_complete,
    check_not_later,
    check_told,
    facts_from,
)
from amana.assistance.commands.words import keep_words
from amana.assistance.errors import NeedsSecondPerson, NotFromHere, ReferralNotInService
from amana.assistance.models import Delivery
from amana.assistance.rules import IN_SERVICE, may_become
from amana.assistance.states import DeliveryState
from amana.cases import queries as cases
from amana.cases.commands.safe_contact import check_contact
from amana.cases.models import Procedure
from amana.cases.safe_contact import care_of
from amana.countrypacks import pack
from amana.countrypacks.dates import month_of
from amana.countrypacks.values import Field, Service
from amana.errors import NotFound
from amana.referrals.models import Referral
from amana.steps.commands import Told
from amana.trust.actor import Actor
from amana.trust.authorise import needs, part_of_a_command, require
from amana.trust.trail import record


@needs("help.deliver")
@transaction.atomic
def record_service(
    actor: Actor,
    procedure: Procedure,
    service_code: str,
    *,
    stand: str,
    told: Told,
    on: datetime,
    without_asking: WithoutAsking | None = None,
    now: datetime,
) -> UUID:
    """Records help: `stand` is requested, running or delivered, since `on`.

    Sealed words are wrapped to those who hold the file. Raises HelpNotOpen, ConsentMissing, ReasonMissing,
    CaseIsClosed, NeedsMissing for help that was given, NeedsSecondPerson for money, InTheFuture, and for help that
    starts ConditionsUnmet, MoreThanTheLimit, NoLimitInThisCurrency; then nothing is stored.
    """
    require(actor, "help.deliver", procedure)
    service = helps.service(service_code)
    if helps.is_cash(service):
        raise NeedsSecondPerson
    check_not_later(on, now)
    allowed = allow(procedure, service, now, without_asking)
    if stand == "delivered":
        check_complete(service, told)
    if stand != "requested":
        check_told(procedure, service, told, on)
    row = new_delivery(actor, procedure, service, told, allowed, state=stand, at=on, now=now)
    record(actor, "assistance.recorded", row.id, now, procedure=procedure.id, state=stand)
    return row.id


@needs("help.deliver")
@transaction.atomic
def deliver_for_referral(actor: Actor, referral: Referral, *, told: Told, on: datetime, now: datetime) -> UUID:
    """Records what a provider gave for its own referral in the case, which the provider does not see.

    The referral came out of `referrals.queries.served_by`. Words are sealed for the team and for the provider's unit.
    Raises NotFound for another unit's referral, ReferralNotInService, NeedsMissing, InTheFuture, ConsentMissing.
    """
    if referral.unit not in actor.unit_ids:
        raise NotFound
    if referral.state != IN_SERVICE:
        raise ReferralNotInService
    procedure = cases.by_id(referral.procedure_id)
    service = helps.service(queries.service_of(referral))
    if helps.is_cash(service):
        raise NeedsSecondPerson
    check_not_later(on, now)
    allowed = allow(procedure, service, now, None, referral=referral.id)
    check_complete(service, told)
    check_told(procedure, service, told, on)
    row = new_delivery(
        actor, procedure, service, told, allowed, state=DeliveryState.DELIVERED, at=on, now=now, referral=referral.id
    )
    record(actor, "assistance.recorded", row.id, now, referral=referral.id, state=DeliveryState.DELIVERED)
    return row.id


@needs("help.deliver")
@transaction.atomic
def begin(actor: Actor, delivery: Delivery, *, on: datetime, now: datetime) -> None:
    """Starts the help. Raises NotFromHere, InTheFuture, ConditionsUnmet, MoreThanTheLimit."""
    require(actor, "help.deliver", delivery)
    check_not_later(on, now)
    row = lock_delivery(delivery, "running")
    facts = vault.facts.get("delivery", row.id)
    check_told(row.procedure, helps.service(str(facts.get("service", ""))), Told(), on, earlier=facts, but=row.id)
    row.state, row.started_at = DeliveryState.RUNNING, on
    row.save(update_fields=["state", "started_at"])
    record(actor, "assistance.begun", row.id, now, procedure=row.procedure_id)


@needs("help.deliver")
@transaction.atomic
def finish(actor: Actor, delivery: Delivery, *, told: Told, on: datetime, now: datetime) -> None:
    """Records that the help was given at `on`. Earlier values stay, unless given again.

    Raises NeedsMissing, NotFromHere, and ConsentMissing when the person withdrew meanwhile.
    """
    require(actor, "help.deliver", delivery)
    row = lock_delivery(delivery, "delivered")
    facts = vault.facts.get("delivery", row.id)
    service = helps.service(str(facts.get("service", "")))
    if helps.is_cash(service):
        raise NeedsSecondPerson
    check_not_later(on, now)
    if facts.get("without_consent") is None:
        allow(row.procedure, service, now, None, referral=row.referral)
    check_complete(service, told)
    check_told(row.procedure, service, told, on, earlier=facts, but=row.id)
    check_contact(told.sealed, care_of(cases.facts_of(row.procedure)))
    said = facts_from(service, told)
    said["fields"] = {**facts.get("fields", {}), **said["fields"]}
    facts |= said
    _mark_delivered(actor, row, service, told, facts, on)
    facts["texts"] = keep_words(
        actor,
        row.procedure,
        helps.by_section(_all_fields(service), told.sealed, "account"),
        facts.get("texts", {}),
        referral=row.referral,
        now=now,
    )
    row.save()
    vault.facts.put(row.procedure.lock, "delivery", row.id, facts)
    record(actor, "assistance.delivered", row.id, now, procedure=row.procedure_id)


@needs("help.deliver")
@transaction.atomic
def looked_again(actor: Actor, delivery: Delivery, *, now: datetime) -> None:
    """Records that somebody did the follow-up; it leaves my day."""
    require(actor, "help.deliver", delivery)
    Delivery.objects.filter(id=delivery.id, followed_up_at=None).update(followed_up_at=now)
    record(actor, "assistance.followed_up", delivery.id, now, procedure=delivery.procedure_id)


@part_of_a_command
def new_delivery(
    actor: Actor,
    procedure: Procedure,
    service: Service,
    told: Told,
    allowed: Allowed,
    *,
    state: str,
    at: datetime,
    now: datetime,
    referral: UUID | None = None,
    more: Mapping[str, Any] | None = None,
) -> Delivery:
    """Creates a row with its facts and sealed words; `at` is the moment of `state`. For commands of this room.

    Raises what `check_contact` raises, for a safety plan that contradicts a prohibition of the case.
    """
    check_contact(told.sealed, care_of(cases.facts_of(procedure)))
    row = Delivery(
        id=uuid4(),
        procedure=procedure,
        provider_organisation=actor.organisation_id,
        provider_unit=actor.unit_id,
        state=state,
        asked_by=actor.user_id,
        requested_at=at,
        consent=allowed.consent,
        referral=referral,
    )
    facts = facts_from(service, told) | dict(more or {})
    sealed = dict(told.sealed)
    if allowed.without is not None:
        facts["without_consent"] = allowed.without.ground
        sealed["reason"] = allowed.without.reason
    if state == DeliveryState.RUNNING:
        row.started_at = at
    if state == DeliveryState.DELIVERED:
        _mark_delivered(actor, row, service, told, facts, at)
    facts["texts"] = keep_words(
        actor, procedure, helps.by_section(_all_fields(service), sealed, "account"), {}, referral=referral, now=now
    )
    row.save(force_insert=True)
    vault.facts.put(procedure.lock, "delivery", row.id, facts)
    return row


def _mark_delivered(
    actor: Actor, row: Delivery, service: Service, told: Told, facts: dict[str, Any], at: datetime
) -> None:
    """Marks the help as given at `at`; closes earlier follow-ups of this service, and sets the next one."""
    row.state, row.delivered_at, row.delivered_by = DeliveryState.DELIVERED, at, actor.user_id
    facts["month"] = month_of(at)
    row.next_followup_at = _review(told, at) or queries.follow_up_after(row.procedure, service, at)
    same = [
        each.id
        for each in queries.helps_from(
            Delivery.objects.filter(procedure=row.procedure, followed_up_at=None, next_followup_at__isnull=False)
        )
        if each.code == service.code
    ]
    Delivery.objects.filter(id__in=same).exclude(id=row.id).update(followed_up_at=at)


def _review(told: Told, at: datetime) -> datetime | None:
    """Returns the day on which this very help should be reviewed, where somebody chose one later than `at`."""
    said = {**told.sealed, **told.facts, **told.working}
    chosen = said.get("review_at") or said.get("next_review_at")
    if isinstance(chosen, datetime):
        moment = chosen
    else:
        day = parse_date(str(chosen)[:10]) if chosen else None
        if day is None:
            return None
        moment = timezone.make_aware(datetime.combine(day, time(9)))
    return moment if moment > at else None


def _all_fields(service: Service) -> tuple[Field, ...]:
    return (*service.fields, *pack().service_common_fields)


def lock_delivery(delivery: Delivery, wanted: str) -> Delivery:
    """Returns the row, read again for update, from which `wanted` can still be reached. Raises NotFromHere."""
    row = Delivery.objects.select_for_update().get(id=delivery.id)
    if not may_become(row.state, wanted):
        raise NotFromHere
    row.procedure = delivery.procedure
    return row
