"""Scenes that the tests of this room share: a case whose person agreed to be helped, a store with kits in it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from amana.assistance import commands, queries
from amana.assistance import pack as helps
from amana.cases.conditions import known_adult
from amana.cases.queries import Procedure
from amana.consent import commands as consents
from amana.countrypacks.values import Field
from amana.steps.commands import Told
from amana.trust.actor import Actor
from tests.cast import World


def agreed_case(world: World) -> Procedure:
    """A case of Rawan's whose person agreed to be helped."""
    procedure = world.case()
    agree(world, procedure)
    procedure.refresh_from_db()
    return procedure


def agree(world: World, procedure: Procedure) -> UUID:
    """The person agrees to be helped."""
    return consents.agree(
        world.rawan,
        consents.About(procedure.id, procedure.lock),
        consents.Said(language="am", how="written"),
        type="assistance",
        purpose="assistance",
        expires_at=None,
        now=world.now,
    )


def ask(world: World, procedure: Procedure, *, by: Actor | None = None, amount: int = 250_000, **changed: Any) -> UUID:
    """Rawan asks for emergency cash."""
    facts = {
        "amount": amount,
        "currency": "IQD",
        "modality": "cash_in_hand",
        "purpose": "food",
        "risk_check_done": True,
    }
    arguments: dict[str, Any] = {
        "amount": Decimal(amount), "currency": "IQD", "risk_checked": True, "told": Told(facts=facts), "now": world.now,
    }  # fmt: skip
    return commands.ask_for_cash(by or world.rawan, procedure, "CASH-EMER", **(arguments | changed))


def money_in(world: World, amount: int = 1_000_000, currency: str = "IQD") -> UUID:
    """Nasrin records money that came in for helping people."""
    return commands.record_money_in(
        world.nasrin, amount=Decimal(amount), currency=currency, day=world.today, budget_line="B1", now=world.now
    )


def agree_abroad(world: World, procedure: Procedure) -> UUID:
    """The person agrees that another country is told."""
    return consents.agree(
        world.rawan,
        consents.About(procedure.id, procedure.lock),
        consents.Said(language="am", how="written"),
        type="share_abroad",
        purpose="abroad",
        expires_at=None,
        now=world.now,
    )


def meet_conditions(world: World, procedure: Procedure, service: str) -> None:
    """Everything that the pack wants on record before this service is given is there."""
    adult = known_adult(procedure)
    for each in helps.service(service).conditions:
        if each.child and adult:
            continue
        if "share_abroad" in each.agreed:
            agree_abroad(world, procedure)
        for code in each.given:
            record(world, procedure, code)


def kits(world: World, quantity: int, *, expires_on: date | None = None) -> UUID:
    """Tara puts a batch of dignity kits into the store."""
    return commands.receive(
        world.tara,
        service_code="NFI-DIGN",
        number="B-7",
        counted_in="kit",
        quantity=quantity,
        expires_on=expires_on,
        on=world.today - timedelta(days=1),
        now=world.now,
    )


def give_kit(
    world: World, procedure: Procedure, batch: UUID | None, *, by: Actor | None = None, quantity: int = 1
) -> UUID:
    """Rawan gives a dignity kit."""
    return commands.give_item(
        by or world.rawan,
        procedure,
        "NFI-DIGN",
        quantity=quantity,
        batch_id=batch,
        told=Told(facts={"kit_type": "standard", "unit": "kit"}),
        on=world.now,
        now=world.now,
    )


def record(world: World, procedure: Procedure, code: str, *, by: Actor | None = None, **changed: Any) -> UUID:
    """Rawan records a service that was given, with something said in each of its fields."""
    service = helps.service(code)
    facts, sealed, working = said_in(helps.own_fields(service))
    arguments: dict[str, Any] = {
        "stand": "delivered", "told": Told(facts, sealed, working), "on": world.now, "now": world.now,
    }  # fmt: skip
    return commands.record_service(by or world.rawan, procedure, code, **(arguments | changed))


def typed_in(field: Field) -> Any:
    """What somebody types into a field of this kind."""
    match field.kind:
        case "choice" | "sex" | "age_group" | "language" | "country" | "place" | "service" | "provider" | "user" if (
            field.options
        ):
            return field.options[0].id
        case "choices":
            return [field.options[0].id]
        case "date":
            return "2026-03-01"
        case "moment":
            return "2026-03-01T10:30"
        case "month":
            return "2026-03"
        case "number":
            return "3"
        case "money":
            return "250000"
        case "phone":
            return "+964 750 000 0142"
        case "flag":
            return "on"
        case _:
            return f"said in {field.id}"


def said_in(fields: tuple[Field, ...]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Something for each field, by drawer: facts, sealed, working."""
    drawers: dict[str, dict[str, Any]] = {"facts": {}, "sealed": {}, "working": {}}
    for field in fields:
        drawers[field.kept][field.id] = True if field.kind == "flag" else typed_in(field)
    return drawers["facts"], drawers["sealed"], drawers["working"]


def shown(delivery_id: UUID) -> queries.Help:
    """The delivery with its facts, as its own case's team sees it."""
    return queries.load_help(queries.Delivery.objects.select_related("procedure").get(id=delivery_id))


def row(actor: Actor, delivery_id: UUID) -> queries.Delivery:
    """The delivery out of the actor's scoped query."""
    return queries.one(actor, delivery_id)
