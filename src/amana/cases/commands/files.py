"""Scans and notes: cleaned, sealed in the section they belong to, opened with a line in the trail."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.cases import queries
from amana.cases.errors import InQuarantine, NotEvidence, ReasonForEvidence, TooLarge
from amana.cases.models import Attachment, Custody, Note, Procedure
from amana.cases.rules import MAX_FILE_BYTES
from amana.errors import NotAllowed, NotFound
from amana.trust.actor import Actor
from amana.trust.authorise import Decision, needs, part_of_a_command, require
from amana.trust.trail import record
from amana.uploads.cleaning import Cleaned, clean


@dataclass(frozen=True)
class Evidence:
    """Why a file is evidence, and from whom it was received."""

    reason: str
    received_from: str = ""


@needs("cases.manage")
def add_file(
    actor: Actor,
    procedure: Procedure,
    *,
    section: str,
    name: str,
    content: bytes,
    now: datetime,
    evidence: Evidence | None = None,
) -> Attachment:
    """As `attach`, by hand: into a section of the case that is open to the actor. Raises NotFound for another one."""
    if section not in require(actor, "cases.manage", procedure).sections:
        raise NotFound
    return attach(actor, procedure, section=section, name=name, content=content, now=now, evidence=evidence)


@part_of_a_command
@transaction.atomic
def attach(
    actor: Actor,
    procedure: Procedure,
    *,
    section: str,
    name: str,
    content: bytes,
    now: datetime,
    evidence: Evidence | None = None,
) -> Attachment:
    """The cleaned file is sealed in `section`; of evidence the original as well, with the first link of its chain.

    For commands that have looked at the actor's ground. Raises TooLarge, ReasonForEvidence, or NotKept in the class that says why.
    """
    if len(content) > MAX_FILE_BYTES:
        raise TooLarge
    if evidence is not None and len(evidence.reason.strip()) < 4:
        raise ReasonForEvidence
    copy = clean(content, name)
    row = Attachment.objects.create(
        id=uuid4(),
        procedure=procedure,
        section=section,
        sealed=_seal_file(actor, procedure, section, "attachment", copy.name, copy.type, copy.content, now),
        original=_seal_file(actor, procedure, section, "original", name, "application/octet-stream", content, now)
        if evidence
        else None,
        added_by=actor.user_id,
        added_at=now,
    )
    vault.facts.put(procedure.lock, "attachment", row.id, _facts(copy, content, evidence))
    record(actor, "cases.attached", procedure.id, now, attachment=row.id)
    if evidence is not None:
        words = {"reason": evidence.reason.strip(), "from": evidence.received_from.strip()}
        _link(actor, row, "received", words, now)
    return row


def _facts(copy: Cleaned, content: bytes, evidence: Evidence | None) -> dict[str, object]:
    """What a list shows of a sealed file; the hash of an original lets a court compare it without opening it here."""
    facts = {"type": copy.type, "bytes": len(copy.content), "outcome": copy.outcome, "said": list(copy.said)}
    return facts | ({"sha256": hashlib.sha256(content).hexdigest(), "original_bytes": len(content)} if evidence else {})


def _seal_file(
    actor: Actor, procedure: Procedure, section: str, kind: str, name: str, type: str, content: bytes, now: datetime
) -> UUID:
    head = json.dumps({"name": name[:120], "type": type}).encode()
    return vault.texts.seal_bytes(
        lock=procedure.lock,
        kind=kind,
        section=section,
        content=head + b"\n" + content,
        holders=queries.holders_of_file(procedure),
        by=actor,
        at=now,
    ).id


def _open_file(actor: Actor, sealed: UUID) -> tuple[str, str, bytes]:
    head, _, content = vault.texts.open_bytes(actor, sealed).partition(b"\n")
    about = json.loads(head)
    return about["name"], about["type"], content


def _within_reach(actor: Actor, procedure: Procedure, attachment_id: UUID) -> tuple[Attachment, Decision]:
    decision = require(actor, "cases.read", procedure)
    row = Attachment.objects.filter(procedure=procedure, id=attachment_id).first()
    if row is None or row.section not in decision.sections:
        raise NotFound
    return row, decision


@needs("cases.read")
@transaction.atomic
def open_attachment(
    actor: Actor, procedure: Procedure, attachment_id: UUID, now: datetime, *, as_it_is: bool = False
) -> tuple[str, str, bytes]:
    """(name, content type, bytes) of the cleaned copy; the opening is in the trail.

    What could not be cleaned is handed out only `as_it_is`, to who manages the case. Raises NotFound, CannotOpen,
    InQuarantine.
    """
    row, decision = _within_reach(actor, procedure, attachment_id)
    quarantined = vault.facts.get("attachment", row.id).get("outcome") == "quarantined"
    if quarantined and not as_it_is:
        raise InQuarantine
    if quarantined and not actor.can("cases.manage"):
        raise NotAllowed
    name, type, content = _open_file(actor, row.sealed)
    record(
        actor,
        "cases.attachment_opened",
        procedure.id,
        now,
        attachment=row.id,
        as_it_is=1 if quarantined else None,
        **decision.ids,
    )
    return name, type, content


# Evidence ----------------------------------------------------------------------------------------


@needs("cases.read")
@transaction.atomic
def open_original(actor: Actor, procedure: Procedure, attachment_id: UUID, now: datetime) -> tuple[str, bytes]:
    """(name, bytes) of a piece of evidence exactly as it came; one more link of its chain. Raises NotFound, NotEvidence."""
    row, decision = _within_reach(actor, procedure, attachment_id)
    if row.original is None:
        raise NotEvidence
    name, _, content = _open_file(actor, row.original)
    _link(actor, row, "opened", None, now)
    record(actor, "cases.original_opened", procedure.id, now, attachment=row.id, **decision.ids)
    return name, content


@needs("cases.read")
@transaction.atomic
def hand_over_evidence(
    actor: Actor, procedure: Procedure, attachment_id: UUID, *, to: str, why: str, now: datetime
) -> None:
    """The chain says to whom the original was handed. Raises NotFound, NotEvidence, ReasonForEvidence."""
    row, _ = _within_reach(actor, procedure, attachment_id)
    if row.original is None:
        raise NotEvidence
    if not to.strip() or len(why.strip()) < 4:
        raise ReasonForEvidence
    _link(actor, row, "handed_over", {"to": to.strip(), "reason": why.strip()}, now)
    record(actor, "cases.evidence_handed_over", procedure.id, now, attachment=row.id)


@needs("cases.read")
@transaction.atomic
def read_chain(
    actor: Actor, procedure: Procedure, attachment_id: UUID, now: datetime
) -> list[tuple[Custody, dict[str, str]]]:
    """The chain of custody with its words, oldest link first; the reading is in the trail. Raises NotFound, NotEvidence."""
    row, decision = _within_reach(actor, procedure, attachment_id)
    if row.original is None:
        raise NotEvidence
    links = list(Custody.objects.filter(attachment=row).order_by("at", "id"))
    told = [(link, dict(vault.texts.open_text(actor, link.sealed)) if link.sealed else {}) for link in links]
    record(actor, "cases.chain_opened", procedure.id, now, attachment=row.id, **decision.ids)
    return told


def _link(actor: Actor, row: Attachment, deed: str, words: dict[str, str] | None, now: datetime) -> None:
    sealed = None
    if words is not None:
        sealed = vault.texts.seal(
            lock=row.procedure.lock,
            kind="custody",
            section=row.section,
            content=words,
            holders=queries.holders_of_file(row.procedure),
            by=actor,
            at=now,
        ).id
    Custody.objects.create(attachment=row, at=now, by=actor.user_id, deed=deed, sealed=sealed)


# Notes -------------------------------------------------------------------------------------------


@needs("cases.manage")
@transaction.atomic
def write_note(actor: Actor, procedure: Procedure, *, text: str, now: datetime) -> UUID:
    """A note of the team, sealed with her account."""
    queries.require_own(actor, "cases.manage", procedure)
    assert actor.user_id is not None
    sealed = vault.texts.seal(
        lock=procedure.lock,
        kind="note",
        section="account",
        content={"text": text},
        holders=queries.holders_of_file(procedure),
        by=actor,
        at=now,
    )
    row = Note.objects.create(
        id=uuid4(), procedure=procedure, sealed=sealed.id, written_by=actor.user_id, written_at=now
    )
    record(actor, "cases.note_written", procedure.id, now, note=row.id)
    return row.id


@needs("cases.read")
@transaction.atomic
def open_note(actor: Actor, procedure: Procedure, note_id: UUID, now: datetime) -> str:
    """The text of a note; the opening is in the trail. Raises NotFound, CannotOpen."""
    decision = require(actor, "cases.read", procedure)
    row = Note.objects.filter(procedure=procedure, id=note_id).first()
    if row is None or "account" not in decision.sections:
        raise NotFound
    text: str = vault.texts.open_text(actor, row.sealed)["text"]
    record(actor, "cases.note_opened", procedure.id, now, note=row.id, **decision.ids)
    return text
