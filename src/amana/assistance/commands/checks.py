"""What is checked before help is given: consent, conditions, limits, required fields, no day to come."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from amana.assistance import pack as helps
from amana.assistance import queries
from amana.assistance.errors import (
    ConditionsUnmet,
    ConsentMissing,
    InTheFuture,
    MoreThanTheLimit,
    NeedsMissing,
    NoLimitInThisCurrency,
    ReasonMissing,
)
from amana.assistance.rules import is_within_limit
from amana.cases.conditions import unmet
from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.countrypacks.values import Service
from amana.countrypacks.wording import join_words
from amana.steps.commands import Told


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
