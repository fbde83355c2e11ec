"""Destroys a case whole or not at all, and again on whatever is restored.

The tombstone in the key store makes an erasure final. It is written as the last action of the transaction that removes the
rows; after a machine stops between the two, the worker finds it there and finishes the erasure.
"""

import json
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from amana import vault
from amana.cases.commands.opening import next_number
from amana.cases.models import Attachment, Counter, Procedure
from amana.countrypacks import dates, pack
from amana.duplicates.commands.links import point_to_first
from amana.duplicates.models import Link
from amana.erasure.commands.ending import reason_of
from amana.exports.commands import recall_exports_of
from amana.trust import forgetting
from amana.trust.actor import SYSTEM, Actor
from amana.trust.models import Erasure
from amana.trust.trail import record
from amana.vault.models import Sealed

SERIES = "erasure"


def erase_agreed(row: Erasure, procedure: Procedure, *, now: datetime) -> Erasure:
    """Destroys the case of an agreed erasure. For the worker, inside its transaction and after every check."""
    row.reason = reason_of(row)
    case_id, lock = procedure.id, procedure.lock
    done = _forget(SYSTEM, procedure, row, now)
    _bury(done, case_id, lock, now)
    vault.waits.end(row.id)
    transaction.on_commit(lambda: _destroy(lock, now))
    return done


def _destroy(lock: UUID, at: datetime) -> None:
    """Destroys the key after the commit: before it, another process may have been reading under this key."""
    vault.keystore.destroy_lock(lock, at.isoformat())
    leave_no_pages()


def _forget(actor: Actor, procedure: Procedure, row: Erasure, at: datetime) -> Erasure:
    """Deletes every row of the case, and writes the counts into the certificate's row. Needs nobody's key."""
    case_id, lock, organisation = procedure.id, procedure.lock, procedure.organisation
    vault.hold_lock(lock, alone=True)
    files = Attachment.objects.filter(procedure=case_id).count()
    beside = _linked_with(procedure)
    forgetting.case_forgotten.send(sender=Procedure, case_id=case_id, lock=lock, at=at)
    # The reason of a link is sealed under the earlier file's lock; it is about both.
    for sealed in Link.objects.filter(other=procedure).exclude(sealed=None).values_list("sealed", flat=True):
        if sealed is not None:
            vault.texts.destroy(sealed)
    counts = forgetting.forget_here(case_id, lock)
    Erasure.objects.filter(id=row.id).update(case=None)
    counts["rows"] = procedure.delete()[0]
    point_to_first(organisation, beside)
    Procedure.objects.filter(linked_to=case_id).update(linked_to=None)
    row.case, row.organisation, row.state, row.done_at = None, organisation, "done", at
    row.due_at = row.waits_since = row.stopped_by = row.stopped_at = None
    year = dates.year_of(at)
    row.number = row.number or f"{pack().country.iso2}-E-{year}-{next_number(SERIES, year):04d}"
    row.counts = {**counts, "files": files}
    row.save()
    record(actor, "cases.forgotten", case_id, at, erasure=row.id)
    return row


def _linked_with(procedure: Procedure) -> set[UUID]:
    links = [*Link.objects.filter(one=procedure), *Link.objects.filter(other=procedure)]
    return {each for row in links for each in (row.one_id, row.other_id)} - {procedure.id}


def _bury(row: Erasure, case_id: UUID, lock: UUID, at: datetime) -> None:
    detail = {
        "lock": lock,
        "erasure": row.id,
        "organisation": row.organisation or "",
        "number": row.number,
        "reason": row.reason,
        "asked_at": row.asked_at.isoformat(),
        "agreed_at": row.agreed_at.isoformat() if row.agreed_at else "",
        "language": row.language,
        "counts": json.dumps(row.counts),
    }
    vault.keystore.tombstone("erasure", case_id, at, detail)


def finish_forgetting(now: datetime) -> int:
    """Deletes here, with its key, whatever the tombstones name; returns how many cases had to be erased again.

    After a restore of an older copy, and after a machine that stopped in between. Can be repeated without harm.
    """
    done = 0
    for stone in vault.keystore.tombstones_since(datetime.min.replace(tzinfo=now.tzinfo)):
        if stone.kind == "erasure":
            done += _done_again(stone.concerns, stone.at, stone.detail)
    if done:
        leave_no_pages()
    return done


def _done_again(case_id: UUID, at: datetime, detail: dict[str, str]) -> bool:
    lock, again = UUID(detail["lock"]), False
    with transaction.atomic():
        procedure = Procedure.objects.select_for_update().filter(id=case_id).first()
        row = Erasure.objects.filter(id=detail["erasure"]).first() or Erasure(id=UUID(detail["erasure"]), asked_at=at)
        row.number, row.reason, row.language = detail["number"], detail["reason"], detail["language"]
        if asked := detail.get("asked_at"):
            row.asked_at = datetime.fromisoformat(asked)
        if agreed := detail.get("agreed_at"):
            row.agreed_at = datetime.fromisoformat(agreed)
        if house := detail.get("organisation"):
            row.organisation = UUID(house)
        if procedure is not None:
            _forget(SYSTEM, procedure, row, at)
            again = True
        elif row.state != "done" or Sealed.objects.filter(lock=lock).exists():
            recall_exports_of(case_id, at)
            forgetting.forget_here(case_id, lock)
            again = True
        if again:
            row.case, row.state, row.done_at, row.counts = None, "done", at, json.loads(detail["counts"])
            row.save()
            _not_given_again(row.number)
    if vault.keystore.is_living(lock):
        vault.keystore.destroy_lock(lock, at.isoformat())
        again = True
    return again


def _not_given_again(number: str) -> None:
    """Reserves a number that a restored counter does not know yet, so that no other certificate gets it."""
    year, value = (int(part) for part in number.split("-")[-2:])
    counter = Counter.objects.get_or_create(series=SERIES, year=year)[0]
    if counter.value < value:
        counter.value = value
        counter.save()


def leave_no_pages() -> None:
    """Removes old pages of the database and of the key store with the rows that were on them (SQLite)."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    vault.keystore.leave_no_pages()
