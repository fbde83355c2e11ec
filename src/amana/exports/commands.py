"""Commands of exports: making one, releasing it, handing it over, recalling it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import translation

from amana import vault
from amana.errors import NotAllowed, NotFound
from amana.exports import documents, errors, marks, protecting, queries, sheets
from amana.exports.kinds import Content, Sheet, kind_of
from amana.exports.models import AgeKey, Export, ExportFetch, ExportPerson
from amana.exports.states import ExportState
from amana.oversight import pace
from amana.trust.actor import SYSTEM, Actor
from amana.trust.authorise import anybody_signed_in, needs
from amana.trust.trail import record
from amana.uploads import reader
from amana.vault.acting import SYSTEM as ALL_ROWS
from amana.vault.acting import acting_as
from amana.vault.agefiles import fingerprint

KEPT = timedelta(days=7)
ALONE_UP_TO = 20  # persons; above, a second person reviews it
TOGETHER = timedelta(hours=24)  # what one maker exports alone within it counts as one export in several files


@dataclass(frozen=True)
class Recipient:
    """The recipient: `words` are printed on the file; a colleague or a unit here can fetch it by its link."""

    words: str
    user: UUID | None = None
    unit: UUID | None = None

    @property
    def holders(self) -> list[vault.texts.Holder]:
        """Returns those to whom the stored file is sealed, besides its maker."""
        users = [vault.texts.Holder("user", self.user)] if self.user else []
        return users + ([vault.texts.Holder("unit", self.unit)] if self.unit else [])


@dataclass(frozen=True)
class ExportRequest:
    """The request for an export: a kind with its choices, why, for whom, in which format, with which lock.

    `key` is the id of a confirmed age key; without it the file asks for a password.
    """

    kind: str
    chosen: Mapping[str, Any]
    purpose: str
    reason: str
    to: Recipient
    format: str
    language: str
    key: UUID | None = None


@dataclass(frozen=True)
class MadeExport:
    """The export, and the passphrase, which is shown once, now (None where the recipient has a key)."""

    id: UUID
    number: str
    state: str
    passphrase: str | None = field(default=None, repr=False)


@needs("exports.make")
@transaction.atomic
def make_export(actor: Actor, asked: ExportRequest, *, now: datetime) -> MadeExport:
    """Adds the line of the ledger, and stores the file sealed for its maker and its recipient.

    Above twenty persons, counted with all that the same maker exported alone within a day, it waits for a second one.
    Raises NothingToExport, ReasonMissing, RecipientMissing, NoKeyOfTheirs.
    """
    kind = kind_of(asked.kind)
    pace.take_turns(actor)  # several at once are counted together
    if not actor.can(kind.verb) or asked.format not in kind.formats:
        raise NotAllowed
    if len(asked.reason.strip()) < 4:
        raise errors.ReasonMissing
    if not asked.to.words.strip():
        raise errors.RecipientMissing
    key = _key_of_theirs(actor, asked.key) if asked.key else None
    with translation.override(asked.language):
        content = kind.build(actor, {**asked.chosen, "purpose": asked.purpose}, now)
        if content.is_empty:
            raise errors.NothingToExport
        label = sheets.Label(marks.new_number(), asked.to.words.strip(), now, asked.language, marks.new_mark())
        file = write_file(content, asked.format, label)
    passphrase = None if key else protecting.new_passphrase()
    name = f"amana-{label.number}"
    locked, ending = (
        protecting.sealed_to_key(file, asked.format, key.public)
        if key
        else protecting.locked_by_password(file, asked.format, name, passphrase or "")
    )
    words = reader.digest_of_ours(file)
    row = _line(actor, asked, content, label, locked, f"{name}.{ending}", words, now)
    return MadeExport(row.id, row.number, row.state, passphrase)


def write_file(content: Content, format: str, label: sheets.Label) -> bytes:
    """Returns the content as a file of this format, in the active language, with its marks, not locked yet."""
    body = content.body
    if isinstance(body, Sheet):
        write = sheets.as_workbook if format == "xlsx" else sheets.as_csv
        return write(content.title, body, label)
    return documents.as_pages(content.title, body, label)


def _line(
    actor: Actor,
    asked: ExportRequest,
    content: Content,
    label: sheets.Label,
    file: bytes,
    name: str,
    words: str,
    now: datetime,
) -> Export:
    lock = vault.keystore.new_lock()
    alone = len(content.about | queries.went_alone(actor, now - TOGETHER)) <= ALONE_UP_TO
    colleagues = {"colleagues": sorted(map(str, content.colleagues))} if content.colleagues else {}
    row = Export(
        id=uuid4(), number=label.number, mark=label.mark, kind=asked.kind, lock=lock, maker=actor.account,
        organisation=actor.organisation_id, recipient=asked.to.user, recipient_unit=asked.to.unit,
        persons=len(content.about), sha256=hashlib.sha256(file).hexdigest(),
        state=ExportState.READY if alone else ExportState.WAITING, made_at=now, expires_at=now + KEPT,
    )  # fmt: skip
    row.save(force_insert=True)
    ExportPerson.objects.bulk_create(
        ExportPerson(export=row, procedure=procedure, consent=consent)
        for procedure, consent in sorted(content.relied_on(), key=str)
    )
    body = content.body
    rows = len(body.rows) if isinstance(body, Sheet) else len(body.parts)
    vault.facts.put(
        lock, "export", row.id,
        {
            "purpose": asked.purpose, "reason": asked.reason.strip(), "to": label.to, "title": content.title,
            "sections": list(content.sections), "fields": list(content.fields), "rows": rows, "bytes": len(file),
            "name": name, "words": words, "locked_by": "key" if asked.key else "password", **colleagues, **content.facts,
        },
    )  # fmt: skip
    holders = [vault.texts.Holder("user", actor.account), *asked.to.holders]
    row.sealed = vault.texts.seal_bytes(lock=lock, kind="export", content=file, holders=holders, by=actor, at=now).id
    row.save(update_fields=["sealed"])
    record(actor, "exports.made", row.id, now, persons=row.persons, sha256=row.sha256, state=row.state)
    return row


@needs("exports.approve")
@transaction.atomic
def decide(actor: Actor, export_id: UUID, *, agree: bool, now: datetime) -> None:
    """Releases or stops the file, by a second person, who did not make it. Raises NotFound, NotWaiting."""
    row = queries.waiting_for(actor).select_for_update().filter(id=export_id).first()
    if row is None:
        queries.one(actor, export_id)
        raise errors.NotWaiting
    row.state = ExportState.READY if agree else ExportState.REFUSED
    row.decided_by, row.decided_at = actor.user_id, now
    row.save(update_fields=["state", "decided_by", "decided_at"])
    if not agree:
        _drop_file(row)
    record(actor, "exports.approved" if agree else "exports.refused", row.id, now)


@anybody_signed_in("only a file that they made or that is for them is found")
@transaction.atomic
def fetch(actor: Actor, export_id: UUID, *, now: datetime) -> tuple[str, bytes]:
    """(name, bytes) for its maker or recipient, with a line. Raises NotFound, StillWaiting, LinkOver, FileChanged."""
    row = queries.mine(actor).filter(id=export_id).first()
    if row is None:
        raise NotFound
    if row.state == ExportState.WAITING:
        raise errors.StillWaiting(most=ALONE_UP_TO)
    if row.state != ExportState.READY or row.sealed is None or row.expires_at <= now:
        raise errors.LinkOver
    file = vault.texts.open_bytes(actor, row.sealed)
    if hashlib.sha256(file).hexdigest() != row.sha256:
        raise errors.FileChanged
    ExportFetch.objects.create(export=row, by=actor.account, at=now)
    record(actor, "exports.fetched", row.id, now)
    return str(vault.facts.get("export", row.id)["name"]), file


@transaction.atomic
def recall(
    *,
    at: datetime,
    consent_id: UUID | None = None,
    procedure_id: UUID | None = None,
    unit_id: UUID | None = None,
    by: Actor = SYSTEM,
) -> list[queries.ExportCard]:
    """Recalls exports that relied on this consent (or have this person's records); holders are asked to destroy copies.

    Returns their lines, also of those that were recalled before. Needs nobody's key.
    """
    rows = queries.concerning(consent_id=consent_id, procedure_id=procedure_id, unit_id=unit_id)
    with acting_as(ALL_ROWS):  # exports of any maker, for any user who ends the consent
        for row in rows.filter(recalled_at=None).select_for_update():
            row.state, row.recalled_at = ExportState.RECALLED, at
            row.save(update_fields=["state", "recalled_at"])
            _drop_file(row)
            record(by, "exports.recalled", row.id, at, consent=consent_id, procedure=procedure_id)
        return queries.cards(rows.order_by("-made_at"))


@anybody_signed_in("only a recalled file that they made or that is for them is found")
@transaction.atomic
def confirm_destroyed(actor: Actor, export_id: UUID, *, now: datetime) -> None:
    """Records that, as somebody who had the file says, every copy of it is gone. Raises NotFound."""
    row = queries.to_destroy(actor).select_for_update().filter(id=export_id).first()
    if row is None:
        raise NotFound
    row.destroyed_by, row.destroyed_at = actor.user_id, now
    row.save(update_fields=["destroyed_by", "destroyed_at"])
    record(actor, "exports.destroyed", row.id, now)


@transaction.atomic
def expire(now: datetime) -> int:
    """Ends links that ran out, and deletes the stored files; returns how many."""
    rows = list(Export.objects.filter(sealed__isnull=False, expires_at__lte=now).select_for_update())
    for row in rows:
        row.state = ExportState.OVER
        row.save(update_fields=["state"])
        _drop_file(row)
        record(SYSTEM, "exports.over", row.id, now)
    return len(rows)


def _drop_file(row: Export) -> None:
    if row.sealed is not None:
        with acting_as(ALL_ROWS):  # the user who recalls or stops it holds no key of it, and sees no row
            vault.texts.destroy(row.sealed)
        row.sealed = None
        row.save(update_fields=["sealed"])


# Keys of recipients -------------------------------------------------------------------------------


@needs("exports.make")
@transaction.atomic
def add_age_key(actor: Actor, *, label: str, public: str, now: datetime) -> UUID:
    """Stores a public key that somebody gave us; it is used after its fingerprint was heard. Raises NotAKey."""
    try:
        fingerprint(public)
    except ValueError as error:
        raise errors.NotAKey from error
    row = AgeKey.objects.create(
        organisation=actor.organisation_id,
        label=label.strip(),
        public=public.strip(),
        added_by=actor.account,
        added_at=now,
    )
    record(actor, "exports.key_added", row.id, now)
    return row.id


@needs("exports.make")
@transaction.atomic
def confirm_age_key(actor: Actor, key_id: UUID, *, typed: str, now: datetime) -> None:
    """Confirms the fingerprint that was heard from the recipient and typed in. Raises NotFound, NotAKey."""
    row = AgeKey.objects.filter(id=key_id, organisation=actor.organisation_id, ended_at=None).first()
    if row is None:
        raise NotFound
    if vault.codes.digits_of(typed) != vault.codes.digits_of(fingerprint(row.public)):
        raise errors.WrongFingerprint
    row.confirmed_by, row.confirmed_at = actor.user_id, now
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    record(actor, "exports.key_confirmed", row.id, now)


@needs("exports.make")
@transaction.atomic
def end_age_key(actor: Actor, key_id: UUID, *, now: datetime) -> None:
    """Ends a key: no file is sealed to it from now on. Raises NotFound."""
    changed = AgeKey.objects.filter(id=key_id, organisation=actor.organisation_id, ended_at=None).update(ended_at=now)
    if not changed:
        raise NotFound
    record(actor, "exports.key_ended", key_id, now)


def _key_of_theirs(actor: Actor, key_id: UUID) -> AgeKey:
    found = next((row for row in queries.age_keys(actor.organisation_id, confirmed=True) if row.id == key_id), None)
    if found is None:
        raise errors.NoKeyOfTheirs
    return found


def on_case_forgotten(case_id: UUID, at: datetime, **_sent: object) -> None:
    """Recalls the exports that have records of a case which is being erased."""
    recall_exports_of(case_id, at)


def recall_exports_of(case_id: UUID, at: datetime) -> None:
    """Destroys and recalls the stored exports with an erased case, and removes the case from the ledger."""
    for row in Export.objects.filter(people__procedure=case_id).distinct():
        if row.sealed is not None:
            vault.texts.destroy(row.sealed)
        Export.objects.filter(id=row.id).update(sealed=None, state=ExportState.RECALLED, recalled_at=at)
    ExportPerson.objects.filter(procedure=case_id).delete()
