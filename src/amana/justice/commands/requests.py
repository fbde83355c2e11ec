"""The request to a judge: exactly the agreed fields, sealed to the chosen court; and the judge's own decision."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.cases import commands as cases
from amana.cases import queries as case_queries
from amana.cases.commands.consenting import about_consent
from amana.cases.models import Procedure, Step
from amana.cases.subjects import ProcedureSubject
from amana.consent import commands as consents
from amana.countrypacks import pack
from amana.errors import NotFound
from amana.justice import queries
from amana.justice.errors import NoFormalRequest, NotACourt, RequestOpen
from amana.justice.models import JudgeRequest
from amana.justice.pack import formal_fields, judges_steps, typed_for_judge
from amana.justice.states import RequestState
from amana.steps.commands import Told, take_step
from amana.trust.actor import Actor
from amana.trust.authorise import needs, require
from amana.trust.trail import record

# Like the package of a referral: it belongs to no section, so that no consent for a section opens it.
SECTION = "package"


@dataclass(frozen=True)
class Asked:
    """Which court, which fields she agreed to, the text for the judge, until when."""

    unit_id: UUID
    fields: Set[str]
    written: Mapping[str, str]
    expires_at: datetime


@needs("consent.record")
@transaction.atomic
def send_request(
    actor: Actor, procedure: Procedure, asked: Asked, *, said: consents.Said, now: datetime
) -> JudgeRequest:
    """Lets the court open a copy of exactly these fields while her consent is valid.

    Each section that is read adds a line to the audit log. Raises NotFound unless the case is the actor's own,
    NoFormalRequest, RequestOpen, NotACourt, NothingAgreed, EndsBeforeItBegins, CannotOpen; then nothing is written.
    """
    if require(actor, "consent.record", procedure).ground not in ("team", "supervision"):
        raise NotFound
    if procedure.identification != "fi_pending":
        raise NoFormalRequest
    if JudgeRequest.objects.filter(procedure=procedure, state=RequestState.OPEN).exists():
        raise RequestOpen
    if asked.unit_id not in {card.id for card in queries.courts()}:
        raise NotACourt
    wanted = {field.id for field in formal_fields()} & asked.fields
    request_id = uuid4()
    consent_id = consents.give_fields(
        actor,
        about_consent(procedure),
        said,
        type="share_with_justice",
        purpose="justice",
        unit_id=asked.unit_id,
        referral_id=request_id,
        fields=wanted,
        expires_at=asked.expires_at,
        now=now,
    )
    package = vault.texts.seal(
        lock=procedure.lock,
        kind="judge_request",
        section=SECTION,
        content={"fields": _package(actor, procedure, wanted, asked.written, now)},
        holders=case_queries.holders_of_file(procedure),
        by=actor,
        at=now,
    )
    court = vault.texts.Holder("unit", asked.unit_id)
    vault.texts.share(actor, [package], court, consent_id=consent_id, expires_at=asked.expires_at)
    row = JudgeRequest.objects.create(
        id=request_id,
        procedure=procedure,
        unit=asked.unit_id,
        package=package.id,
        consent=consent_id,
        sent_by=actor.user_id,
        sent_at=now,
    )
    record(actor, "justice.request_sent", procedure.id, now, request=row.id, unit=asked.unit_id)
    return row


def _package(
    actor: Actor, procedure: Procedure, wanted: Set[str], written: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    """Returns field -> value of the package; leaves out a field that has no value."""
    drawers: dict[str, Mapping[str, Any]] = {
        "facts": case_queries.facts_of(procedure),
        "case": {
            "presumption_date": queries.presumed_on(procedure).isoformat(),
            **{field.source.partition(".")[2]: written.get(field.id, "") for field in typed_for_judge()},
        },
    }
    present = case_queries.sealed_sections(procedure)
    found: dict[str, Any] = {}
    for field in formal_fields():
        if field.id not in wanted:
            continue
        place, _dot, name = field.source.partition(".")
        if place in pack().section_codes and place in present and place not in drawers:
            drawers[place] = cases.open_section(actor, procedure, place, now)[0]
        value = drawers.get(place, {}).get(name)
        if value not in (None, "", []):
            found[field.id] = value
    return found


@needs("identification.decide")
@transaction.atomic
def open_request(actor: Actor, row: JudgeRequest, now: datetime) -> dict[str, Any]:
    """Returns field -> value of what she agreed the judge may see, and records the opening in the audit log of the case.

    Raises NotFound for another court or after a withdrawal, CannotOpen when the consent has ended.
    """
    require(actor, "identification.decide", row)
    fields: dict[str, Any] = vault.texts.open_text(actor, row.package)["fields"]
    record(
        actor,
        "justice.request_opened",
        row.procedure_id,
        now,
        request=row.id,
        consent=row.consent,
        ground="own_request",
    )
    return fields


@needs("identification.decide")
def judge_decides(actor: Actor, row: JudgeRequest, transition_id: str, *, told: Told, seen: str, now: datetime) -> Step:
    """Takes the judge's own step, effective at once.

    Raises NotFound for a step that is not the judge's, and what `take_step` raises.
    """
    require(actor, "identification.decide", row)
    if transition_id not in judges_steps() or row.state != RequestState.OPEN:
        raise NotFound
    return take_step(
        actor, ProcedureSubject(row.procedure), transition_id, told=told, decided_by="investigative_judge", seen=seen,
        section="legal", now=now,
    )  # fmt: skip
