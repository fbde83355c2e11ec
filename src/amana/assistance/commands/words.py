"""The words about a help: sealed in the section they belong to, and opened. Rows do not point to them: the facts do, locked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.assistance.models import Delivery
from amana.assistance.queries import is_closed_to
from amana.cases import queries as cases
from amana.cases.models import Procedure
from amana.consent import queries as consent
from amana.errors import CannotOpen
from amana.trust.actor import Actor
from amana.trust.authorise import decides, part_of_a_command, require
from amana.trust.capabilities import CapabilityId
from amana.trust.trail import record
from amana.vault.models import Sealed


@part_of_a_command
def keep_words(
    actor: Actor,
    procedure: Procedure,
    parts: Mapping[str, Mapping[str, Any]],
    before: Mapping[str, list[str]],
    *,
    referral: UUID | None = None,
    now: datetime,
) -> dict[str, list[str]]:
    """Seals the words. Returns the ids of the texts by section, those of `before` first.

    They are held by those who hold the file; for a referral also by the unit that wrote them, while the person agrees to it.
    """
    holders = cases.holders_of_file(procedure)
    if referral is not None and not consent.has_ended(procedure.id, referral, actor.unit_id, now):
        holders = [*holders, vault.texts.Holder("unit", actor.unit_id)]
    texts = {section: list(ids) for section, ids in before.items()}
    for section, said in parts.items():
        sealed = vault.texts.seal(
            lock=procedure.lock,
            kind="delivery",
            section=section,
            content={"said": dict(said)},
            holders=holders,
            by=actor,
            at=now,
        )
        texts.setdefault(section, []).append(str(sealed.id))
    return texts


@part_of_a_command
def add_reason(actor: Actor, row: Delivery, words: str, now: datetime, *, name: str = "reason") -> None:
    """Adds the words, sealed, to the others, under `name`."""
    facts = vault.facts.get("delivery", row.id)
    facts["texts"] = keep_words(
        actor, row.procedure, {"account": {name: words}}, facts.get("texts", {}), referral=row.referral, now=now
    )
    vault.facts.put(row.procedure.lock, "delivery", row.id, facts)


def close_words(
    sender: object, *, procedure_id: UUID, referral_id: UUID | None, unit_id: UUID | None, at: datetime, **_: object
) -> None:
    """The consent of a referral ended: what the unit wrote about its help is open to those who hold the file, and not to the unit.

    That it helped, when and with what stays in its list. Belongs into the transaction that ends the consent.
    """
    procedure = Procedure.objects.filter(id=procedure_id).first()
    if referral_id is None or unit_id is None or procedure is None:
        return
    unit = vault.texts.Holder("unit", unit_id)
    if unit in cases.holders_of_file(procedure) or not consent.has_ended(procedure_id, referral_id, unit_id, at):
        return
    rows = Delivery.objects.filter(procedure=procedure_id, referral=referral_id, provider_unit=unit_id)
    told = vault.facts.by_owner("delivery", list(rows.values_list("id", flat=True)))
    texts = [UUID(each) for facts in told.values() for ids in facts.get("texts", {}).values() for each in ids]
    vault.texts.unshare(Sealed.objects.filter(id__in=texts), unit)


@transaction.atomic
@decides("cases.read", "help.deliver", on_record=True)
def open_words(actor: Actor, delivery: Delivery, now: datetime) -> dict[str, dict[str, Any]]:
    """Returns the words of a delivery, by section, as far as the actor may open them, and records the opening.

    Raises CannotOpen when a ground exists and no key does, and where the person took back what she agreed to.
    """
    if is_closed_to(actor, delivery, now):
        raise CannotOpen
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
