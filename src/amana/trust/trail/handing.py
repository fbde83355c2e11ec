"""Hands checkpoints to witnesses outside: by mail, or to an instance that signs what it saw (C2SP tlog-witness).

What was handed out, when and to whom is stored in `HandOver`. It is no line of the audit log: each line leads to a new
checkpoint, and two instances that witness each other would never stop.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from http.client import HTTPException
from smtplib import SMTPException
from urllib.error import HTTPError
from urllib.request import Request

from django.conf import settings
from django.core.mail import EmailMessage, MailerDoesNotExist
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext

from amana import vault
from amana.trust.models import Checkpoint, HandOver, Witness
from amana.trust.trail import outside
from amana.trust.trail.log import frontier_at, leaves, newest_checkpoint, sign_note
from amana_methods.merkle import growth_proof
from amana_methods.trail import Note, NoteError, Signature, VerifierKey, cosigned_at, prints_of, proof_text

MAIL_EVERY = timedelta(hours=1)
RETRY_AT_MOST = timedelta(hours=1)
PRINTS_AT_MOST = 20_000
TIMEOUT_SECONDS = 5
_ANSWER_BYTES = 10_000
SUCCESSES = frozenset({"sent", "signed"})
ALARMS = frozenset({"forked", "ahead"})


def hand_out(now: datetime) -> int:
    """Sends the newest checkpoint to every witness who is due, or records the failure; returns how many got it."""
    newest, done = newest_checkpoint(), 0
    for witness in Witness.objects.filter(ended_at=None).order_by("added_at"):
        if newest is None or not newest.note or newest.size <= witness.size or not _is_due(witness, now):
            continue
        done += _hand_to(witness, newest, now)
    return done


def _is_due(witness: Witness, now: datetime) -> bool:
    if witness.tried_at is not None:
        wait = timedelta(minutes=1 << min(witness.failures, 10))
        return now >= witness.tried_at + min(wait, RETRY_AT_MOST)
    every = MAIL_EVERY if witness.kind == "mail" else timedelta(0)
    return witness.handed_at is None or now >= witness.handed_at + every


def _hand_to(witness: Witness, point: Checkpoint, now: datetime) -> bool:
    """Sends one checkpoint; no transaction is open while somebody else's server takes its time."""
    note = note_for(point, since=witness.size)
    outcome, cosignature = _WAYS[witness.kind](witness, point, note)
    with transaction.atomic():
        HandOver.objects.create(witness=witness, size=point.size, at=now, outcome=outcome, signed=cosignature)
        rows = Witness.objects.filter(id=witness.id)
        if outcome in SUCCESSES:
            rows.update(size=point.size, handed_at=now, tried_at=None, failures=0)
        else:
            rows.update(tried_at=now, failures=witness.failures + 1)
    return outcome in SUCCESSES


def note_for(point: Checkpoint, *, since: int) -> Note:
    """The checkpoint signed for a witness who has the first `since` lines: with prints, to name bad lines."""
    start = max(min(since, point.size), point.size - PRINTS_AT_MOST)
    return sign_note(point.size, bytes(point.root), prints_of(leaves(start, point.size), start))


# Mail -----------------------------------------------------------------------------------------------


def _mail(witness: Witness, point: Checkpoint, note: Note) -> tuple[str, str]:
    try:
        EmailMessage(
            f"{note.checkpoint.origin} {point.size}", _letter(note), settings.DEFAULT_FROM_EMAIL, [witness.address]
        ).send(using="default")
    except (OSError, SMTPException, MailerDoesNotExist):
        return "unreachable", ""
    return "sent", ""


def _letter(note: Note) -> str:
    """Returns the mail: instructions in each language; then the note, alone so that it can be copied."""
    said = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said.append(
                gettext(
                    "Please keep this mail. It holds a checkpoint of an audit log: with it, whoever checks the log "
                    "later can see whether anybody changed it. It says nothing about any person. Nothing else needs "
                    "to be done."
                )
            )
    return "\n\n".join([*said, f"{vault.signing.trail_key()}", str(note)])


# Another instance -------------------------------------------------------------------------------------


def _instance(witness: Witness, point: Checkpoint, note: Note) -> tuple[str, str]:
    """Returns (outcome, cosignature). A witness who already has more lines than we think is asked again from there."""
    try:
        status, kind, answer = _post(witness, witness.size, point, note)
        if status == 409 and kind == "text/x.tlog.size" and answer.strip().isdecimal():
            have = int(answer)
            if have > point.size:
                return "ahead", ""
            status, kind, answer = _post(witness, have, point, note)
    except (OSError, HTTPException):
        return "unreachable", ""
    if status == 200:
        return ("signed", answer) if _is_cosigned(note, answer, witness.key) else ("refused", "")
    if status == 409 and kind == "text/x.tlog.size":
        return "refused", ""  # somebody else was quicker between our two requests
    return {404: "unknown", 409: "forked", 422: "forked"}.get(status, "refused"), ""


def _post(witness: Witness, old_size: int, point: Checkpoint, note: Note) -> tuple[int, str, str]:
    """Returns (status, content type, body) of one request."""
    old_size = min(old_size, point.size)
    proof = growth_proof(frontier_at(old_size), leaves(old_size, point.size))
    body = proof_text(old_size, proof) + str(note)
    request = Request(f"{witness.address.rstrip('/')}/add-checkpoint", body.encode(), method="POST")  # noqa: S310  (the form takes http and https only)
    request.add_header("Content-Type", "text/plain; charset=utf-8")
    try:
        with outside.opener().open(request, timeout=TIMEOUT_SECONDS) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read(_ANSWER_BYTES).decode()
    except HTTPError as refusal:
        with refusal:
            kind = refusal.headers.get_content_type() if refusal.headers else ""
            return refusal.code, kind, refusal.read(_ANSWER_BYTES).decode("utf-8", "replace")
    except UnicodeDecodeError:
        return 0, "", ""


def _is_cosigned(note: Note, answer: str, key: str) -> bool:
    try:
        lines = tuple(Signature.parse(line) for line in answer.splitlines() if line)
        return cosigned_at(Note(note.text, lines), VerifierKey.parse(key)) is not None
    except NoteError:
        return False


type _Way = Callable[[Witness, Checkpoint, Note], tuple[str, str]]
_WAYS: dict[str, _Way] = {"mail": _mail, "instance": _instance}
