"""Whether other desks may find her: decided by her, updated while her file is written, ended when she withdraws."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.cases import queries as cases
from amana.cases.commands.consenting import about_consent
from amana.cases.queries import Procedure
from amana.consent import commands as consents
from amana.consent.models import Consent
from amana.errors import NotFound
from amana.exchange.errors import NoFileYet
from amana.exchange.keys import basis_of
from amana.exchange.models import Enrolled, Findable, Known, Question
from amana.trust import rows
from amana.trust.actor import Actor
from amana.trust.authorise import needs, part_of_a_command, require
from amana.trust.trail import record
from amana_methods.linkage.between import texts_of
from amana_methods.linkage.dates import read_birth
from amana_methods.linkage.registration import Registration

KIND = "exchange"
TYPE, PURPOSE = "be_found", "assistance"


@needs("consent.record")
@transaction.atomic
def agree_to_be_found(
    actor: Actor, procedure: Procedure, said: consents.Said, *, expires_at: datetime | None, now: datetime
) -> UUID:
    """Lets desks that ask with her consent learn that this organisation knows her. Raises NoFileYet, EndsBeforeItBegins."""
    _require_own_case(actor, procedure)
    if procedure.number is None:
        raise NoFileYet
    about = about_consent(procedure)
    consent = consents.agree(actor, about, said, type=TYPE, purpose=PURPOSE, expires_at=expires_at, now=now)
    Findable.objects.update_or_create(
        procedure=procedure.id,
        defaults={
            "lock": procedure.lock,
            "organisation": procedure.organisation,
            "consent": consent,
            "expires_at": expires_at,
        },
    )
    return consent


@needs("consent.record")
@transaction.atomic
def refuse_to_be_found(actor: Actor, procedure: Procedure, said: consents.Said, *, now: datetime) -> UUID:
    """Records that she refused or withdrew: no desk finds her from the next question on."""
    _require_own_case(actor, procedure)
    for row in Consent.objects.select_for_update().filter(
        id__in=Findable.objects.filter(procedure=procedure.id).values("consent"), withdrawn_at=None
    ):
        consents.end(actor, row, now)
    about = about_consent(procedure)
    return consents.refuse(actor, about, said, type=TYPE, purpose=PURPOSE, unit_id=None, now=now)


def _require_own_case(actor: Actor, procedure: Procedure) -> None:
    if require(actor, "consent.record", procedure).ground not in ("team", "supervision"):
        raise NotFound


def on_person_described(procedure: Procedure, sections: Mapping[str, Mapping[str, Any]], **_: object) -> None:
    """Updates the basis of her keyed values from her file: digests, locked with the case, by section."""
    before = vault.facts.get(KIND, procedure.id)
    basis = dict(before)
    coded = cases.facts_of(procedure)
    for code in ("identity", "contact"):
        if code in sections:
            about = registration_of(sections[code], coded)
            about = about if code == "identity" else Registration("", phone=about.phone)
            texts = texts_of(about, asked=False)
            basis[code] = [basis_of(each.text).hex() for each in texts]
    if basis != before:
        vault.facts.put(procedure.lock, KIND, procedure.id, basis)


def registration_of(fields: Mapping[str, Any], coded: Mapping[str, Any]) -> Registration:
    """Returns these fields of a file in the form that is compared; leaves out a date that is not valid."""
    names = [str(fields.get(key) or "") for key in ("full_name", "other_names")]
    born = str(fields.get("date_of_birth") or "")
    try:
        read_birth(born)
    except ValueError:
        born = ""
    return Registration(
        "",
        name="; ".join(name for name in names if name),
        birth_date=born,
        nationality=str(coded.get("nationality") or ""),
        phone=str(fields.get("phone") or ""),
        document_no=str(fields.get("document_no") or ""),
    )


def forget(owners: list[UUID]) -> None:
    """Deletes everything by which these people can be found."""
    with rows.acting_as(rows.SYSTEM):  # her consent may be withdrawn by a user of any organisation
        Known.objects.filter(owner__in=owners).delete()
        Enrolled.objects.filter(owner__in=owners).delete()
        Findable.objects.filter(procedure__in=owners).delete()


@part_of_a_command
def on_consent_withdrawn(actor: Actor, consent_id: UUID, at: datetime, **_: object) -> None:
    """Deletes all her keyed values in the transaction in which her consent to be found ends."""
    row = Findable.objects.filter(consent=consent_id).first()
    if row is not None:
        forget([row.procedure])
        record(actor, "exchange.forgotten", row.procedure, at, consent=consent_id)


def on_case_forgotten(case_id: UUID, **_: object) -> None:
    """Deletes her keyed values, and every question about her."""
    forget([case_id])
    Question.objects.filter(procedure=case_id).delete()
