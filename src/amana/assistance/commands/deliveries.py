"""A service requested, started and given; a mistake taken back. Nothing is ever deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date

from amana import vault
from amana.assistance import pack as helps
from amana.assistance import queries
from amana.assistance.commands.store import move
from amana.assistance.commands.words import keep_words
from amana.assistance.errors import (
    ConditionsUnmet,
    ConsentMissing,
    InTheFuture,
    MoreThanTheLimit,
    MoreThanWasGiven,
    NeedsMissing,
    NeedsSecondPerson,
    NoLimitInThisCurrency,
    NotFromHere,
    ReasonMissing,
    ReferralNotInService,
    ReversedAlready,
)
from amana.assistance.models import Batch, Delivery
from amana.assistance.rules import IN_SERVICE, OPEN, is_within_limit, may_become
from amana.assistance.states import DeliveryState
from amana.cases import queries as cases
from amana.cases.commands.safe_contact import check_contact
from amana.cases.conditions import unmet
from amana.cases.models import Procedure
from amana.cases.safe_contact import care_of
from amana.countrypacks import pack
from amana.countrypacks.dates import month_of
from amana.countrypacks.values import Field, Service
from amana.countrypacks.wording import join_words
from amana.errors import NotFound
from amana.referrals.models import Referral
from amana.steps.commands import Told
from amana.trust.actor import Actor
from amana.trust.authorise import decides, needs, part_of_a_command, require
from amana.trust.capabilities import CapabilityId
from amana.trust.trail import record


@dataclass(frozen=True)
class WithoutAsking:
    """Why somebody who could not be asked is helped: the ground of the pack, and the reason in words."""

    ground: str
    reason: str


@dataclass(frozen=True)
class Allowed:
    """The consent under which help is given, or the ground without one."""

    consent: UUID | None
    without: WithoutAsking | None


def allow(
    procedure: Procedure, service: Service, now: datetime, without: WithoutAsking | None, referral: UUID | None = None
) -> Allowed:
    """Checks that help of this kind may be given to the person now.

    Raises CaseIsClosed, HelpNotOpen unless it is urgent help, ConsentMissing unless urgent help has a ground of the
    pack, ReasonMissing for a ground without words.
    """
    refusal = queries.why_not(procedure, service, now, referral)
    if refusal is None:
        return Allowed(queries.consent_for(procedure, now, referral), None)
    if refusal is not ConsentMissing or without is None or not helps.is_urgent(service):
        raise refusal
    if without.ground not in pack().consent.exceptions or not without.reason.strip():
        raise ReasonMissing
    return Allowed(None, without)


def check_allowance(
    procedure: Procedure,
    service: Service,
    *,
    quantity: int,
    money: Decimal,
    currency: str,
    at: datetime,
    told: Told | None,
    but: UUID | None = None,
) -> None:
    """Checks the conditions of the pack, and that the person gets no more of this help than the pack allows.

    Raises ConditionsUnmet, MoreThanTheLimit, NoLimitInThisCurrency.
    """
    if missing := unmet(procedure, service.conditions, at, answers=told):
        raise ConditionsUnmet(missing=" ".join(missing))
    limit = service.limit
    if limit is None:
        return
    Procedure.objects.select_for_update().filter(
        id=procedure.id
    ).first()  # two concurrent deliveries wait for each other
    had_quantity, had_money = queries.had_within(procedure, service.code, at, limit.within_days, currency, but)
    if limit.quantity is not None and not is_within_limit(Decimal(had_quantity), Decimal(quantity), limit.quantity):
        raise MoreThanTheLimit(most=limit.quantity, days=limit.within_days, before=had_quantity)
    if limit.amount and money:
        if currency not in limit.amount:
            raise NoLimitInThisCurrency(currencies=", ".join(limit.amount))
        most = limit.amount[currency]
        if not is_within_limit(had_money, money, most):
            raise MoreThanTheLimit(most=f"{most} {currency}", days=limit.within_days, before=f"{had_money} {currency}")


def check_told(
    procedure: Procedure, service: Service, told: Told, at: datetime, *, earlier: Mapping[str, Any] | None = None,
    but: UUID | None = None,
) -> None:  # fmt: skip
    """Checks the same for a service whose amount and quantity are among its values, or were given `earlier`."""
    facts = facts_from(service, told)
    facts["fields"] = {**(earlier or {}).get("fields", {}), **facts["fields"]}
    facts = {**(earlier or {}), **facts}
    counted = facts.get("quantity") or facts["fields"].get("qty") or 1
    check_allowance(
        procedure, service, quantity=int(str(counted)), money=queries.amount_said(facts),
        currency=str(facts.get("currency") or pack().currency), at=at, told=told, but=but,
    )  # fmt: skip


def _all_fields(service: Service) -> tuple[Field, ...]:
    return (*service.fields, *pack().service_common_fields)


def facts_from(service: Service, told: Told) -> dict[str, Any]:
    """Returns the locked facts of a delivery; what only this service asks for is under `fields`."""
    own = {field.id for field in service.fields}
    values = {name: value for name, value in {**told.working, **told.facts}.items() if value not in (None, "", [], ())}
    facts = {name: value for name, value in values.items() if name not in own}
    facts["fields"] = {name: value for name, value in values.items() if name in own}
    return {**facts, "service": service.code, "category": service.category}


def check_complete(service: Service, told: Told) -> None:
    """Checks that every required field of this service has a value. Raises NeedsMissing with the labels."""
    missing = [each for each in helps.own_fields(service) if each.required and not told.has(each.id)]
    if missing:
        raise NeedsMissing(fields=join_words(each.label for each in missing))


def check_not_later(on: datetime, now: datetime) -> None:
    """Checks that the moment is not in the future."""
    if on > now:
        raise InTheFuture


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


def lock_delivery(delivery: Delivery, wanted: str) -> Delivery:
    """Returns the row, read again for update, from which `wanted` can still be reached. Raises NotFromHere."""
    row = Delivery.objects.select_for_update().get(id=delivery.id)
    if not may_become(row.state, wanted):
        raise NotFromHere
    row.procedure = delivery.procedure
    return row


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


@transaction.atomic
@decides("cash.ask", "help.deliver", on_record=True)
def cancel(actor: Actor, delivery: Delivery, *, reason: str, now: datetime) -> None:
    """Cancels a request; the reason is sealed with her account. Raises NotFromHere, ReasonMissing.

    Users who may give help may cancel it, and users who may ask for money may cancel that.
    """
    cash = queries.load_help(delivery).is_cash
    require(actor, "cash.ask" if cash else "help.deliver", delivery)
    if not reason.strip():
        raise ReasonMissing
    row = lock_delivery(delivery, "cancelled")
    row.state, row.cancelled_at = DeliveryState.CANCELLED, now
    row.save(update_fields=["state", "cancelled_at"])
    add_reason(actor, row, reason, now)
    record(actor, "assistance.cancelled", row.id, now, procedure=row.procedure_id)


@part_of_a_command
def add_reason(actor: Actor, row: Delivery, words: str, now: datetime, *, name: str = "reason") -> None:
    """Adds the words, sealed, to the others, under `name`."""
    facts = vault.facts.get("delivery", row.id)
    facts["texts"] = keep_words(
        actor, row.procedure, {"account": {name: words}}, facts.get("texts", {}), referral=row.referral, now=now
    )
    vault.facts.put(row.procedure.lock, "delivery", row.id, facts)


@transaction.atomic
@decides("cash.ask", "help.deliver", on_record=True)
def take_back(
    actor: Actor,
    delivery: Delivery,
    *,
    mistake: bool,
    reason: str,
    quantity: int = 0,
    amount: Decimal | None = None,
    to_batch: UUID | None = None,
    now: datetime,
) -> UUID:
    """Adds a reversal to the entry: it was a mistake as a whole, or something came back (quantity or money).

    A mistake counts in the month of the entry, a return in its own. Things go back into the batch they came from,
    or into `to_batch`. Raises ReversedAlready, MoreThanWasGiven, ReasonMissing.
    """
    require(actor, "cash.ask" if queries.load_help(delivery).is_cash else "help.deliver", delivery)
    row = Delivery.objects.select_for_update().get(id=delivery.id)
    row.procedure = delivery.procedure
    if row.state != DeliveryState.DELIVERED or row.reverses_id is not None:
        raise NotFromHere
    facts = vault.facts.get("delivery", row.id)
    if facts.get("reversed"):
        raise ReversedAlready
    if not reason.strip():
        raise ReasonMissing
    left_quantity, left_money = queries.not_back_yet(row)
    back_quantity = left_quantity if mistake else quantity
    back_money = left_money if mistake else amount or Decimal(0)
    if not mistake:
        if quantity < 0 or quantity > left_quantity:
            raise MoreThanWasGiven(left=left_quantity)
        if back_money < 0 or back_money > left_money:
            raise MoreThanWasGiven(left=left_money)
        if not quantity and not back_money:
            raise MoreThanWasGiven(left=left_quantity or left_money)
    reversal = Delivery(
        id=uuid4(),
        procedure=row.procedure,
        provider_organisation=row.provider_organisation,
        provider_unit=row.provider_unit,
        state=DeliveryState.DELIVERED,
        asked_by=actor.user_id,
        requested_at=now,
        delivered_by=actor.user_id,
        delivered_at=row.delivered_at if mistake else now,
        consent=row.consent,
        referral=row.referral,
        reverses=row,
    )
    told: dict[str, Any] = {
        "service": facts.get("service"),
        "category": facts.get("category"),
        "currency": facts.get("currency"),
        "month": facts.get("month") if mistake else month_of(now),
        "texts": keep_words(actor, row.procedure, {"account": {"reason": reason}}, {}, referral=row.referral, now=now),
        "fields": {},
    }
    if back_quantity:
        told["quantity"] = -back_quantity
    if back_money:
        told["value"] = str(-back_money)
    if mistake:
        told["reversed"] = True
        row.followed_up_at = row.followed_up_at or now
        row.save(update_fields=["followed_up_at"])
        vault.facts.put(row.procedure.lock, "delivery", row.id, facts | {"reversed": True})
    reversal.save(force_insert=True)
    batch_id = to_batch or facts.get("batch")
    if batch_id and back_quantity:
        told["movement"] = str(_return_to_batch(actor, UUID(str(batch_id)), back_quantity, now))
    vault.facts.put(row.procedure.lock, "delivery", reversal.id, told)
    record(actor, "assistance.taken_back", reversal.id, now, procedure=row.procedure_id, delivery=row.id)
    return reversal.id


def _return_to_batch(actor: Actor, batch_id: UUID, quantity: int, now: datetime) -> UUID:
    store = Batch.objects.select_for_update().select_related("item").get(id=batch_id)
    return move(actor, store, "back", quantity, now, {}).id


@part_of_a_command
@transaction.atomic
def end_with_case(actor: Actor, procedure: Procedure, now: datetime) -> int:
    """Cancels what was requested and not given. Returns the number. Only the closing of a case calls this."""
    rows = list(Delivery.objects.select_for_update().filter(procedure=procedure, state__in=OPEN))
    for row in rows:
        row.state, row.cancelled_at = DeliveryState.CANCELLED, now
        row.save(update_fields=["state", "cancelled_at"])
        record(actor, "assistance.cancelled", row.id, now, procedure=procedure.id)
    return len(rows)


@needs("help.deliver")
@transaction.atomic
def looked_again(actor: Actor, delivery: Delivery, *, now: datetime) -> None:
    """Records that somebody did the follow-up; it leaves my day."""
    require(actor, "help.deliver", delivery)
    Delivery.objects.filter(id=delivery.id, followed_up_at=None).update(followed_up_at=now)
    record(actor, "assistance.followed_up", delivery.id, now, procedure=delivery.procedure_id)


@transaction.atomic
@decides("cases.read", "help.deliver", on_record=True)
def open_words(actor: Actor, delivery: Delivery, now: datetime) -> dict[str, dict[str, Any]]:
    """Returns the words of a delivery, by section, as far as the actor may open them, and records the opening.

    Raises CannotOpen when a ground exists and no key does.
    """
    texts: dict[str, list[str]] = vault.facts.get("delivery", delivery.id).get("texts", {})
    verb: CapabilityId = "cases.read" if actor.can("cases.read") else "help.deliver"
    decision = require(actor, verb, delivery)
    found: dict[str, dict[str, Any]] = {}
    for section, ids in texts.items():
        if decision.sections and section not in decision.sections:
            continue
        for each in ids:
            found.setdefault(section, {}).update(vault.texts.open_text(actor, UUID(each))["said"])
    record(actor, "assistance.words_opened", delivery.id, now, procedure=delivery.procedure_id, **decision.ids)
    return found
