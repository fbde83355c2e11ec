"""This instance as a witness of others: it signs a checkpoint that extends the last one it saw (C2SP tlog-witness)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from amana import vault
from amana.trust.models import KeptCheckpoint, WatchedLog
from amana_methods.merkle import EMPTY_ROOT, verify_consistency
from amana_methods.trail import Checkpoint, Note, NoteError, VerifierKey, is_signed_by, read_proof

REQUEST_BYTES = 300_000
_PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Answer:
    """The response to the other instance."""

    status: int
    text: str = ""
    kind: str = _PLAIN


@transaction.atomic
def add_checkpoint(body: bytes, at: datetime) -> Answer:
    """The response of the protocol: 200 with our signature, or why not. What cannot be parsed is an unknown log: 404.

    A checkpoint of a log that we watch, with a valid signature and not extending the one before, is stored as evidence.
    """
    try:
        old_size, proof, rest = read_proof(body.decode())
        note = Note.parse(rest)
        checkpoint = note.checkpoint
    except (NoteError, UnicodeDecodeError):
        return Answer(404)
    log = WatchedLog.objects.select_for_update().filter(origin=checkpoint.origin, ended_at=None).first()
    if log is None:
        return Answer(404)
    if not is_signed_by(note, VerifierKey.parse(log.key)):
        return Answer(403)
    if old_size > checkpoint.size:
        return Answer(400)
    if old_size != log.size:
        return Answer(409, f"{log.size}\n", "text/x.tlog.size")
    before = bytes(log.root) if log.size else EMPTY_ROOT
    if not verify_consistency(old_size, before, checkpoint.size, checkpoint.root, proof):
        KeptCheckpoint.objects.create(log=log, size=checkpoint.size, note=str(note), at=at, fits=False)
        return Answer(409 if old_size == checkpoint.size else 422)
    return Answer(200, _keep_and_sign(log, note, checkpoint, at))


def _keep_and_sign(log: WatchedLog, note: Note, checkpoint: Checkpoint, at: datetime) -> str:
    """Returns our signatures; the checkpoint is stored first, so that nothing we signed is ever lost."""
    signatures = vault.signing.cosign_checkpoint(note.text, int(at.timestamp()))
    if checkpoint.size > log.size or not log.root:
        both = Note(note.text, (*note.signatures, *signatures))
        KeptCheckpoint.objects.create(log=log, size=checkpoint.size, note=str(both), at=at)
        log.size, log.root = checkpoint.size, checkpoint.root
        log.save(update_fields=["size", "root"])
    return "\n".join(map(str, signatures))
