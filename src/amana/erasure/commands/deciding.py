"""Decides on the erasure of a case: asked by one, agreed by another, stopped by any of its people; and holds it by law."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.accounts.queries import RESTS
from amana.cases import queries
from amana.cases.models import Procedure
from amana.countrypacks import dates, pack
from amana.erasure import queries as deciding
from amana.erasure.commands.ending import end_waiting
from amana.erasure.errors import AlreadyAgreed, CaseOnHold, ChangedLately, ForgottenByTwo, NoSuchReason
from amana.errors import NotFound
from amana.trust import forgetting, rows
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.models import Erasure, LegalHold
from amana.trust.trail import record
from amana.upkeep.pack_sections import RETENTION

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

    Asked by a data-protection officer or by the organisation of the case. Raises CaseOnHold, AlreadyAgreed, NoSuchReason.
    """
    _concerns(actor, procedure)
    _still_there(procedure)
    _not_on_hold(procedure, now)
    if reason not in RETENTION.of(pack()).reasons:
        raise NoSuchReason
    row = Erasure.objects.select_for_update().filter(case=procedure.id).first() or Erasure(
        id=uuid4(), case=procedure.id
    )
    if row.state == "agreed":
        raise AlreadyAgreed
    row.state, row.asked_by, row.asked_at, row.agreed_by, row.language = "asked", actor.user_id, now, None, language
    row.organisation, row.agreed_at, row.stopped_by, row.stopped_at = procedure.organisation, None, None, None
    row.save()
    vault.facts.put(procedure.lock, forgetting.ERASURE, row.id, {"reason": reason})
    record(actor, "cases.forgetting_asked", procedure.id, now, erasure=row.id)
    return row


@needs("forgetting.decide")
@_for_the_officer
def keep_after_all(actor: Actor, erasure: Erasure, *, now: datetime) -> None:
    """Keeps the case: the second person refuses, or the first withdraws the request."""
    row = _require(erasure, "asked")
    procedure = Procedure.objects.get(id=_of(row))
    _concerns(actor, procedure)
    row.state, row.agreed_by = "refused", actor.user_id
    row.save(update_fields=["state", "agreed_by"])
    record(actor, "cases.forgetting_refused", procedure.id, now, erasure=row.id)


@needs("forgetting.decide")
@_for_the_officer
def agree_to_forget(actor: Actor, erasure: Erasure, *, now: datetime) -> Erasure:
    """The erasure waits for the pack's hours, and then the worker does it.

    One of the two is a data-protection officer and the other of the organisation of the case. Neither account was changed
    by others within `RESTS`, or since this was asked: an administrator who makes two accounts, or takes one over, does not
    erase with them before anybody notices. Raises ForgottenByTwo, ChangedLately, CaseOnHold.
    """
    row = _require(erasure, "asked")
    procedure = Procedure.objects.select_for_update().get(id=_of(row))
    _concerns(actor, procedure)
    if not deciding.may_agree(actor, row, procedure):
        raise ForgottenByTwo
    if not deciding.are_at_rest([actor.user_id, row.asked_by], row.asked_at, now):
        raise ChangedLately(hours=RESTS // timedelta(hours=1))
    _not_on_hold(procedure, now)
    hours = deciding.hours_of_wait()
    row.state, row.agreed_by, row.agreed_at, row.waits_since = "agreed", actor.user_id, now, now
    row.due_at, row.stopped_by, row.stopped_at = now + timedelta(hours=hours), None, None
    row.save()
    record(actor, "cases.forgetting_agreed", procedure.id, now, erasure=row.id, hours=hours)
    vault.waits.begin(row.id, deciding.describe_wait(row), deciding.count_jumps())
    return row


@needs("forgetting.decide")
@_for_the_officer
def stop_forgetting(actor: Actor, erasure: Erasure, *, reason: str, now: datetime) -> None:
    """Stops an erasure that two people agreed to, at once and by one person alone. It has to be asked for again.

    By those who asked or agreed, by the organisation of the case, and by any data-protection officer. Raises NoSuchReason.
    """
    row = _require(erasure, "agreed")
    procedure = Procedure.objects.get(id=_of(row))
    if not deciding.may_stop(actor, row, procedure):
        raise NotFound
    if reason not in RETENTION.of(pack()).stop_reasons:
        raise NoSuchReason
    end_waiting(row, procedure, by=actor, reason=reason, now=now)


def _concerns(actor: Actor, procedure: Procedure) -> None:
    """Checks that the erasure concerns the actor: the officer sees all, an organisation its own. Raises NotFound."""
    if not actor.can(WATCHES) and not queries.own_of(actor).filter(id=procedure.id).exists():
        raise NotFound


def _still_there(procedure: Procedure) -> None:
    """Locks the case against erasure and holds until this transaction ends. Raises NotFound where it is gone."""
    if Procedure.objects.select_for_update().filter(id=procedure.id).first() is None:
        raise NotFound


def _require(erasure: Erasure, state: str) -> Erasure:
    row = Erasure.objects.select_for_update().filter(id=erasure.id, state=state).first()
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
