"""Findings of auditors on lines of the audit log, and the data-protection officer's answers; sealed for the two."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.errors import NotFound
from amana.oversight.models import Finding
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.models import Line
from amana.trust.trail import record


@dataclass(frozen=True)
class FindingCard:
    """A finding with its words, and the answer if there is one."""

    id: UUID
    line: int
    noted_at: datetime
    words: str
    answered_at: datetime | None
    answer: str


def _seal(actor: Actor, text: str, now: datetime) -> UUID:
    readers = trust.holders_with("auditor", "data_protection_officer")
    return vault.texts.seal(
        lock=vault.keystore.new_lock(), kind="finding", content={"text": text}, holders=readers, by=actor, at=now
    ).id


@needs("trail.read")
@transaction.atomic
def note(actor: Actor, *, line: int, words: str, now: datetime) -> UUID:
    """Adds a finding on a line of the audit log, to be answered. Raises NotFound for a line that does not exist."""
    assert actor.user_id is not None
    if not Line.objects.filter(pk=line).exists():
        raise NotFound
    row = Finding.objects.create(line=line, noted_by=actor.user_id, noted_at=now, words=_seal(actor, words, now))
    record(actor, "trust.finding_noted", row.id, now, line=line)
    return row.id


@needs("protection.watch")
@transaction.atomic
def answer(actor: Actor, finding_id: UUID, *, words: str, now: datetime) -> None:
    """Answers a finding. Raises NotFound where none waits."""
    row = Finding.objects.select_for_update().filter(id=finding_id, answered_at=None).first()
    if row is None:
        raise NotFound
    row.answered_by, row.answered_at, row.answer = actor.user_id, now, _seal(actor, words, now)
    row.save(update_fields=["answered_by", "answered_at", "answer"])
    record(actor, "trust.finding_answered", row.id, now)


@needs("trail.read")
@transaction.atomic
def newest(actor: Actor, *, now: datetime) -> list[FindingCard]:
    """Returns the last twenty findings, opened with the actor's keys; the reading is recorded in the audit log."""
    rows = [row for row in Finding.objects.order_by("-noted_at")[:20] if vault.texts.can_open(actor, row.words)]
    if rows:
        record(actor, "trust.findings_opened", None, now, count=len(rows))
    return [
        FindingCard(
            row.id,
            row.line,
            row.noted_at,
            vault.texts.open_text(actor, row.words)["text"],
            row.answered_at,
            vault.texts.open_text(actor, row.answer)["text"] if row.answer else "",
        )
        for row in rows
    ]


def count_waiting(actor: Actor) -> int:
    """Returns how many findings wait for an answer; for the data-protection officer."""
    return Finding.objects.filter(answered_at=None).count() if actor.can("protection.watch") else 0
