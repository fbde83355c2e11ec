"""The words of an answer: the person's limits and the witness, opened with a line in the audit log."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.consent import queries
from amana.trust.actor import Actor
from amana.trust.authorise import anybody_signed_in
from amana.trust.trail import record


@anybody_signed_in("the procedure came from a scoped query, and their key opens the words")
@transaction.atomic
def open_words(actor: Actor, agreed: queries.Agreement, *, ground: str, now: datetime) -> dict[str, str]:
    """Returns the person's limits and the witness of one answer, and records the opening in the audit log. Raises CannotOpen.

    The caller holds the procedure from a scoped query. Without such words nothing is opened and nothing recorded.
    """
    if agreed.words is None:
        return {}
    words: dict[str, str] = vault.texts.open_text(actor, agreed.words)
    record(
        actor, "consent.words_opened", agreed.procedure_id, now, ground=ground,
        consent=agreed.id if ground == "consent" else None,
    )  # fmt: skip
    return words


@anybody_signed_in("only answers given to units of theirs are read, with their key")
def limits_for(actor: Actor, procedure_id: UUID, *, referral_id: UUID | None = None, now: datetime) -> tuple[str, ...]:
    """Returns the limits that the person set to what the actor's units may see or do, newest first, each once.

    For those who rely on a valid answer, of a referral or of the file; the openings are in the audit log.
    """
    found = [
        open_words(actor, agreed, ground="consent", now=now).get("limits", "")
        for agreed in queries.answers_with_words(actor, procedure_id, referral_id, now)
    ]
    return tuple(dict.fromkeys(limits for limits in found if limits))
