"""Scans and notes: sealed in the section they belong to, opened with a line in the trail."""

import json
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from amana.cases import queries
from amana.cases.errors import TooLarge, UnknownFile
from amana.cases.models import Attachment, Note, Procedure
from amana.cases.rules import MAX_FILE_BYTES, file_kind
from amana.errors import NotFound
from amana.trust import vault
from amana.trust.actor import Actor
from amana.trust.authorise import needs, require
from amana.trust.trail import record


@transaction.atomic
def attach(actor: Actor, procedure: Procedure, *, section: str, name: str, content: bytes, now: datetime) -> Attachment:
    """The file is sealed in `section`. The procedure came from a scoped query. Raises TooLarge, UnknownFile."""
    if len(content) > MAX_FILE_BYTES:
        raise TooLarge
    kind = file_kind(content)
    if kind is None:
        raise UnknownFile
    head = json.dumps({"name": name[:120], "type": kind}).encode()
    sealed = vault.seal_bytes(
        lock=procedure.lock,
        kind="attachment",
        section=section,
        content=head + b"\n" + content,
        holders=queries.holders_of_file(procedure),
        by=actor,
        at=now,
    )
    row = Attachment.objects.create(
        id=uuid4(), procedure=procedure, section=section, sealed=sealed.id, added_by=actor.user_id, added_at=now
    )
    record(actor, "cases.attached", procedure.id, now, attachment=row.id)
    return row


@needs("cases.read")
@transaction.atomic
def open_attachment(actor: Actor, procedure: Procedure, attachment_id: UUID, now: datetime) -> tuple[str, str, bytes]:
    """(name, content type, bytes); the opening is in the trail. Raises NotFound, CannotOpen."""
    decision = require(actor, "cases.read", procedure)
    row = Attachment.objects.filter(procedure=procedure, id=attachment_id).first()
    if row is None or row.section not in decision.sections:
        raise NotFound
    head, _, content = vault.open_bytes(actor, row.sealed).partition(b"\n")
    about = json.loads(head)
    record(
        actor,
        "cases.attachment_opened",
        procedure.id,
        now,
        attachment=row.id,
        ground=decision.ground,
        consent=decision.consent_id,
    )
    return about["name"], about["type"], content


@needs("cases.manage")
@transaction.atomic
def write_note(actor: Actor, procedure: Procedure, *, text: str, now: datetime) -> UUID:
    """A note of the team, sealed with her account."""
    queries.require_own(actor, "cases.manage", procedure)
    assert actor.user_id is not None
    sealed = vault.seal(
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
    text: str = vault.open_sealed(actor, row.sealed)["text"]
    record(
        actor, "cases.note_opened", procedure.id, now, note=row.id, ground=decision.ground, consent=decision.consent_id
    )
    return text
