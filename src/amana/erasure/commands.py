"""Erases a case: asked by one, agreed by another, done whole or not at all, and repeated on whatever is restored.

The tombstone in the key store makes it final. It is written as the last action of the transaction that removes the
rows; after a machine stops between the two, the worker finds it there and finishes the erasure.
"""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Final
from uuid import UUID, uuid4

from django.db import connection, transaction

from amana import vault
from amana.accounts.queries import was_changed
from amana.cases import queries
from amana.cases.commands.opening import next_number
from amana.cases.models import Attachment, Counter, Procedure
from amana.countrypacks import dates, pack
from amana.duplicates.commands.links import point_to_first
from amana.duplicates.models import Link
from amana.erasure import queries as deciding
from amana.erasure.errors import CaseOnHold, ChangedLately, ForgottenByTwo, NoSuchReason
from amana.errors import NotFound
from amana.exports.commands import recall_exports_of
from amana.trust import forgetting, rows
from amana.trust.actor import SYSTEM, Actor
from amana.trust.authorise import needs
from amana.trust.models import Erasure, LegalHold
from amana.trust.trail import record
from amana.upkeep.pack_sections import RETENTION
from amana.vault.models import Sealed

SERIES = "erasure"
RESTS: Final = timedelta(hours=24)  # how long an account rests after a change by others before it decides on an erasure
WATCHES: Final = "protection.watch"  # users with this capability are data-protection officers


def _for_the_officer[**P, R](command: Callable[P, R]) -> Callable[P, R]:
    """One transaction of the system: the officer decides about cases whose rows the database shows to no outsider."""

    @wraps(command)
    def whole(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction.atomic(), rows.acting_as(rows.SYSTEM):
            return command(*args, **kwargs)

    return whole


@needs("forgetting.decide")
@_for_the_officer
def ask_to_forget(actor: Actor, procedure: Procedure, *, reason: str, language: str, now: datetime) -> Erasure:
    """Asks for an erasure, which a second person completes by agreeing. The certificate will be in `language`.

    Asked by a data-protection officer or by the organisation of the case. Raises CaseOnHold, NoSuchReason.
    """
    _concerns(actor, procedure)
    _still_there(procedure)
    _not_on_hold(procedure, now)
    if reason not in RETENTION.of(pack()).reasons:
        raise NoSuchReason
    row = Erasure.objects.filter(case=procedure.id).first() or Erasure(id=uuid4(), case=procedure.id)
    row.state, row.asked_by, row.asked_at, row.agreed_by, row.language = "asked", actor.user_id, now, None, language
    row.organisation = procedure.organisation
    row.save()
    vault.facts.put(procedure.lock, forgetting.ERASURE, row.id, {"reason": reason})
    record(actor, "cases.forgetting_asked", procedure.id, now, erasure=row.id)
    return row


@needs("forgetting.decide")
@_for_the_officer
def keep_after_all(actor: Actor, erasure: Erasure, *, now: datetime) -> None:
    """Keeps the case: the second person refuses, or the first withdraws the request."""
    row = _require_pending(erasure)
    procedure = Procedure.objects.get(id=_of(row))
    _concerns(actor, procedure)
    row.state, row.agreed_by = "refused", actor.user_id
    row.save(update_fields=["state", "agreed_by"])
    record(actor, "cases.forgetting_refused", procedure.id, now, erasure=row.id)


@needs("forgetting.decide")
def agree_to_forget(actor: Actor, erasure: Erasure, *, now: datetime) -> Erasure:
    """Erases the case. One of the two is a data-protection officer and the other of the organisation of the case.

    Neither account was changed by others within `RESTS`, or since this was asked: an administrator who makes two accounts, or
    takes one over, does not erase with them before anybody notices. Raises ForgottenByTwo, ChangedLately, CaseOnHold.
    """
    with transaction.atomic(), rows.acting_as(rows.SYSTEM):
        row = _require_pending(erasure)
        procedure = Procedure.objects.select_for_update().get(id=_of(row))
        _concerns(actor, procedure)
        if not deciding.may_agree(actor, row, procedure):
            raise ForgottenByTwo
        _both_at_rest(actor, row, now)
        _not_on_hold(procedure, now)
        row.agreed_by = actor.user_id
        row.reason = vault.facts.get(forgetting.ERASURE, row.id)["reason"]
        case_id, lock = procedure.id, procedure.lock
        done = _forget(actor, procedure, row, now)
        _bury(done, case_id, lock, now)
    transaction.on_commit(lambda: _destroy(lock, now))
    return done


def _destroy(lock: UUID, at: datetime) -> None:
    """Destroys the key after the commit: before it, another process may have been reading under this key."""
    vault.keystore.destroy_lock(lock, at.isoformat())
    leave_no_pages()


def _concerns(actor: Actor, procedure: Procedure) -> None:
    """Checks that the erasure concerns the actor: the officer sees all, an organisation its own. Raises NotFound."""
    if not actor.can(WATCHES) and not queries.own_of(actor).filter(id=procedure.id).exists():
        raise NotFound


def _both_at_rest(actor: Actor, row: Erasure, now: datetime) -> None:
    since = min(now - RESTS, row.asked_at)
    if was_changed([actor.account, *([row.asked_by] if row.asked_by else [])], since):
        raise ChangedLately(hours=RESTS // timedelta(hours=1))


def _still_there(procedure: Procedure) -> None:
    """Locks the case against erasure and holds until this transaction ends. Raises NotFound where it is gone."""
    if Procedure.objects.select_for_update().filter(id=procedure.id).first() is None:
        raise NotFound


def _require_pending(erasure: Erasure) -> Erasure:
    row = Erasure.objects.select_for_update().filter(id=erasure.id, state="asked").first()
    if row is None:
        raise NotFound
    return row


def _of(row: Erasure) -> UUID:
    assert row.case is not None  # emptied when the case is gone, and then nobody asks any more
    return row.case


def _not_on_hold(procedure: Procedure, now: datetime) -> None:
    hold = forgetting.holds_on(procedure.id, dates.day_of(now)).first()
    if hold is not None:
        until = dates.day(hold.until) if hold.until else "–"
        raise CaseOnHold(until=until)


# Erasing -------------------------------------------------------------------------------------------------


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


# Holds ---------------------------------------------------------------------------------------------------


@needs("forgetting.hold")
@_for_the_officer
def hold_case(
    actor: Actor, procedure: Procedure, *, reason: str, until: date | None, paper: str = "", now: datetime
) -> LegalHold:
    """Prevents the erasure until a day, or until the hold is lifted. `paper` is the reference of the order."""
    _concerns(actor, procedure)
    if reason not in RETENTION.of(pack()).hold_reasons:
        raise NoSuchReason
    _still_there(procedure)
    row = LegalHold.objects.create(case=procedure.id, set_by=actor.user_id, set_at=now, until=until)
    vault.facts.put(procedure.lock, forgetting.HOLD, row.id, {"reason": reason, "paper": paper.strip()})
    record(actor, "cases.held", procedure.id, now, hold=row.id)
    return row


@needs("forgetting.hold")
@_for_the_officer
def lift_hold(actor: Actor, hold: LegalHold, *, now: datetime) -> None:
    """Lifts a hold. By another person than set it; one of the two is a data-protection officer."""
    row = LegalHold.objects.select_for_update().filter(id=hold.id, lifted_at=None).first()
    procedure = Procedure.objects.filter(id=row.case).first() if row else None
    if row is None or procedure is None:
        raise NotFound
    _concerns(actor, procedure)
    if not deciding.may_lift(actor, row):
        raise ForgottenByTwo
    row.lifted_by, row.lifted_at = actor.user_id, now
    row.save(update_fields=["lifted_by", "lifted_at"])
    record(actor, "cases.hold_lifted", row.case, now, hold=row.id)
