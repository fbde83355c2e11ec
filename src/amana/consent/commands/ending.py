"""The end of a consent: withdrawn, expired, or forgotten with its case."""

from collections.abc import Set
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal

from amana import vault
from amana.consent.commands.copies import notify_recipient
from amana.consent.errors import ConsentEnded
from amana.consent.events import consent_expired, consent_withdrawn
from amana.consent.models import Consent
from amana.errors import NotFound
from amana.trust import rows
from amana.trust.actor import SYSTEM, Actor
from amana.trust.authorise import needs, part_of_a_command
from amana.trust.duties import each_of
from amana.trust.trail import record


@needs("consent.withdraw")
@transaction.atomic
def withdraw(actor: Actor, *, procedure_id: UUID, consent_id: UUID, now: datetime) -> None:
    """Ends access from the next request on: deletes the recipient's wraps and notifies the rooms above.

    Needs nobody's key. Raises NotFound, ConsentEnded.
    """
    row = Consent.objects.select_for_update().filter(id=consent_id, procedure=procedure_id).first()
    if row is None:
        raise NotFound
    if row.withdrawn_at is not None:
        raise ConsentEnded
    end(actor, row, now)


@transaction.atomic
def withdraw_by_herself(procedure_id: UUID, only: Set[UUID] | None, now: datetime) -> int:
    """Withdraws these consents, or all (`None`), by a code that only she has. Returns how many there were to end.

    For the worker, without a check of permissions.
    """
    living = Consent.objects.filter(procedure=procedure_id, withdrawn_at=None, refused=False)
    return _end_all(SYSTEM, living if only is None else living.filter(id__in=only), now)


@transaction.atomic
def withdraw_again(consent_id: UUID, now: datetime) -> bool:
    """Withdraws again, after a restore, what the key store remembers as withdrawn; False where there is nothing to end."""
    row = Consent.objects.select_for_update().filter(id=consent_id, withdrawn_at=None).first()
    if row is None:
        return False
    end(SYSTEM, row, now)
    return True


@part_of_a_command
@transaction.atomic
def withdraw_all(actor: Actor, *, procedure_id: UUID, referral_id: UUID | None = None, now: datetime) -> int:
    """Ends every valid consent of a person (or of one referral). Returns the number."""
    rows = Consent.objects.filter(procedure=procedure_id, withdrawn_at=None, refused=False)
    return _end_all(actor, rows if referral_id is None else rows.filter(referral=referral_id), now)


def _end_all(actor: Actor, rows: QuerySet[Consent], now: datetime) -> int:
    ending = list(rows.select_for_update())
    with vault.relocking.closing_together():
        for row in ending:
            end(actor, row, now)
    return len(ending)


@part_of_a_command
def end(actor: Actor, row: Consent, now: datetime) -> None:
    """Ends the consent: revokes access, notifies the rooms above, and lists for the recipient what to destroy.

    For commands of this and upper rooms, within a transaction. The tombstone in the key store is written last: if the
    transaction rolls back after it, a restore revokes one access too many and none too few.
    """
    with rows.acting_as(rows.SYSTEM):  # the author may have seen her file by this very consent
        row.withdrawn_at, row.withdrawn_by = now, actor.user_id
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        _close(actor, row, now, consent_withdrawn)
    record(actor, "consent.withdrawn", row.id, now, procedure=row.procedure, unit=row.unit)
    vault.keystore.tombstone("withdrawal", row.id, now, {"lock": str(row.lock)})


def close_what_ran_out(now: datetime, most: int = 200) -> int:
    """Closes consents past their end as if withdrawn, one by one.

    Returns the number. Reads were refused from that moment already. One that cannot be closed does not stop the others.
    Raises SomeFailed where there was one.
    """
    due = Consent.objects.filter(expires_at__lte=now, closed_at=None, withdrawn_at=None, refused=False)
    ids = list(due.order_by("expires_at").values_list("id", flat=True)[:most])

    def close(consent_id: UUID) -> bool:
        with transaction.atomic():
            row = due.select_for_update().filter(id=consent_id).first()
            if row is not None:
                _close(SYSTEM, row, now, consent_expired)
                record(SYSTEM, "consent.expired", row.id, now, procedure=row.procedure, unit=row.unit)
        return row is not None

    return each_of("consent.close", ids, close)


def _close(actor: Actor, row: Consent, now: datetime, announced: Signal) -> None:
    """Revokes what this consent opened, under a new version of the lock. Needs nobody's key."""
    vault.hold_lock(row.lock, alone=True)
    row.closed_at = now
    row.save(update_fields=["closed_at"])
    with vault.relocking.closing_together():
        vault.texts.unshare_consent(row.id)
        announced.send(
            sender=Consent, actor=actor, procedure_id=row.procedure, consent_id=row.id, referral_id=row.referral,
            unit_id=row.unit, at=now,
        )  # fmt: skip
    notify_recipient(row, now)


def on_case_forgotten(case_id: UUID, **_sent: object) -> None:
    """Deletes every trace that a forgotten person was asked, and who was to destroy copies of hers."""
    Consent.objects.filter(procedure=case_id).delete()
