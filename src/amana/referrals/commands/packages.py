"""The package: a sealed copy of exactly the agreed fields, made when the referral is sent, and opening it."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.cases import commands as cases
from amana.cases import queries as case_queries
from amana.consent import queries as consent
from amana.consent.errors import ConsentMissing
from amana.consent.rules import not_agreed
from amana.countrypacks import pack
from amana.countrypacks.wording import join_words
from amana.errors import NotFound
from amana.referrals import queries, rules
from amana.referrals.commands.steps import SECTION
from amana.referrals.errors import NothingTravels
from amana.referrals.models import Referral
from amana.referrals.pack import handover, sources
from amana.referrals.queries.referrals import fields_agreed
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import decides, part_of_a_command
from amana.trust.trail import record
from amana.vault.models import Sealed


def check_agreed(referral: Referral, wanted: Set[str], now: datetime) -> None:
    """Raises ConsentMissing, naming the fields, unless she agreed to all of them; then nothing is written."""
    if not wanted:
        raise NothingTravels
    missing = not_agreed(wanted, fields_agreed(referral, now))
    if missing:
        labels = {field.id: str(field.label) for field in handover(queries.facts_of(referral)["service"])}
        raise ConsentMissing(fields=join_words(labels.get(name, name) for name in missing))


@dataclass(frozen=True, slots=True)
class Package:
    """What a referral sends: the values of the agreed fields, the unit they open for, by which consent and until when."""

    service: str
    fields: Mapping[str, Any]
    unit: UUID
    consent: UUID
    ends: datetime | None


@part_of_a_command
def make_package(actor: Actor, referral: Referral, now: datetime) -> Sealed:
    """Seals the current values of the agreed fields for the sender's team and, while the consent is valid, for the provider.

    Everything is gathered first; then it is written once. Writes an audit line for every section that is read. Destroys
    an earlier package of this referral. Raises ConsentMissing, CannotOpen.
    """
    return _seal(actor, referral, _gather(actor, referral, now), now)


def _gather(actor: Actor, referral: Referral, now: datetime) -> Package:
    """Reads what travels, from the sections, the facts and the referral itself. Raises ConsentMissing, CannotOpen."""
    facts = queries.facts_of(referral)
    wanted = frozenset(facts.get("fields", ()))
    check_agreed(referral, wanted, now)
    assert referral.unit is not None and referral.consent is not None
    procedure, places = referral.procedure, sources(facts["service"])
    drawers: dict[str, Mapping[str, Any]] = {
        "facts": case_queries.facts_of(procedure),
        "referral": {**facts.get("said_here", {}), **_about(actor, referral, facts)},
        "case": {},
    }
    present = case_queries.sealed_sections(procedure)
    for place in sorted({rules.parts_of(places[name])[0] for name in wanted} & set(pack().section_codes)):
        if place in present:
            drawers[place] = cases.open_section(actor, procedure, place, now)[0]
    return Package(
        service=facts["service"],
        fields=rules.package_of(wanted, places, drawers),
        unit=referral.unit,
        consent=referral.consent,
        ends=consent.agreement(procedure.id, referral.consent).expires_at,
    )


def _seal(actor: Actor, referral: Referral, package: Package, now: datetime) -> Sealed:
    """Writes the package, opens it for the unit, and takes its place in the referral."""
    procedure = referral.procedure
    sealed = vault.texts.seal(
        lock=procedure.lock,
        kind="package",
        section=SECTION,
        content={"fields": package.fields, "service": package.service},
        holders=case_queries.holders_of_file(procedure),
        by=actor,
        at=now,
    )
    receiver = vault.texts.Holder("unit", package.unit)
    vault.texts.share(actor, [sealed], receiver, consent_id=package.consent, expires_at=package.ends)
    if referral.package is not None:
        vault.texts.destroy(referral.package)
    Referral.objects.filter(id=referral.id).update(package=sealed.id)
    referral.package = sealed.id
    record(actor, "referrals.package_made", procedure.id, now, referral=referral.id, fields=len(package.fields))
    return sealed


def _about(actor: Actor, referral: Referral, facts: dict[str, Any]) -> dict[str, Any]:
    """Returns what a referral says about itself."""
    card = trust.user(actor.user_id) if actor.user_id else None
    person = [card.name, card.organisation_name, card.phone_at_work] if card else []
    return {
        "id": referral.reference,
        "service_code": facts["service"],
        "urgency": facts["urgency"],
        "consent_id": str(referral.consent),
        "focal_point": ", ".join(part for part in person if part),
    }


@transaction.atomic
@decides("referrals.send", "referrals.answer", "cases.read")
def open_package(actor: Actor, referral: Referral, now: datetime) -> dict[str, Any]:
    """Returns field -> value of the package, and records the opening in the audit log of the case. Raises NotFound
    without access.

    The provider can open it while the state and a valid consent allow; the sender's team can read its own copy.
    """
    sides = queries.side_of(actor, referral)
    shut = sides == {"receiver"} and referral.state not in rules.OPEN_TO_PROVIDER
    if shut or not queries.package_opens_for(actor, referral):
        raise NotFound
    assert referral.package is not None
    content = vault.texts.open_text(actor, referral.package)
    record(
        actor, "referrals.package_opened", referral.procedure_id, now, referral=referral.id, consent=referral.consent,
        ground="team" if "sender" in sides else "own_referral",
    )  # fmt: skip
    fields: dict[str, Any] = content["fields"]
    return fields


@transaction.atomic
@decides("referrals.send", "referrals.answer", "cases.read")
def open_messages(actor: Actor, referral: Referral, now: datetime) -> list[tuple[Any, dict[str, str]]]:
    """Returns (message, text) of every message this actor can open, oldest first, and records the opening in the audit log."""
    sides = queries.side_of(actor, referral)
    messages = queries.messages_of(referral)
    if sides == {"receiver"} and referral.state not in rules.OPEN_TO_PROVIDER:
        return []
    texts = {row.id: row for row in Sealed.objects.filter(id__in=[message.sealed for message in messages])}
    mine = vault.texts.openable(actor, list(texts.values()))
    found = [
        (message, vault.texts.open_text(actor, texts[message.sealed])["words"])
        for message in messages
        if message.sealed in mine
    ]
    if found:
        record(actor, "referrals.words_opened", referral.procedure_id, now, referral=referral.id)
    return found
