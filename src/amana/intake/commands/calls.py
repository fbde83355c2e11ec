"""A call of the hotline is written down while somebody talks; it ends, is called back, and can become a sign."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.cases.commands.opening import next_number
from amana.cases.models import Procedure
from amana.cases.sources import PERSON, REPORTER
from amana.countrypacks import pack
from amana.countrypacks.dates import year_of
from amana.countrypacks.deadlines import due_at
from amana.errors import Conflict, NotFound
from amana.intake import queries, rules
from amana.intake.commands.forgotten import forget_record
from amana.intake.commands.signs import holders_at, take_sign
from amana.intake.errors import BackBeforeNow, CallChanged, CallHasSign, NobodyReads
from amana.intake.events import child_said
from amana.intake.models import Call, Sign
from amana.intake.pack_sections import INTAKE
from amana.steps.commands import Told
from amana.trust import queries as trust
from amana.trust import rows
from amana.trust.actor import Actor
from amana.trust.authorise import needs, needs_on_record, require
from amana.trust.trail import record, shown_on_conflict
from amana.vault.models import Sealed

CHANNEL = "hotline"


@dataclass(frozen=True)
class CallText:
    """What stands in a call: coded facts, and sealed words with the rules for calling back."""

    facts: dict[str, Any]
    sealed: dict[str, Any]
    revision: int

    @property
    def values(self) -> dict[str, Any]:
        """Everything by field id."""
        return {**self.facts, **self.sealed}


@needs("calls.take")
@transaction.atomic
def begin_call(actor: Actor, *, now: datetime) -> Call:
    """A call has begun: it has a number and its clock runs before a word is typed. Raises NobodyReads."""
    if not vault.keyring.has_unit_key(actor.unit_id):
        raise NobodyReads
    assert actor.user_id is not None
    unit, lock = trust.unit(actor.unit_id), vault.keystore.new_lock()
    sealed = vault.texts.seal(
        lock=lock,
        kind="call",
        content={},
        holders=holders_at(unit.id, unit.supervised_by),
        by=actor,
        at=now,
    )
    row = Call.objects.create(
        id=uuid4(),
        number=f"H-{year_of(now)}-{next_number('call', year_of(now)):04d}",
        unit=unit.id,
        supervised_by=unit.supervised_by,
        taken_by=actor.user_id,
        began_at=now,
        lock=lock,
        sealed=sealed.id,
    )
    vault.facts.put(lock, "call", row.id, {})
    record(actor, "intake.call_began", row.id, now, unit=unit.id)
    return row


@needs_on_record("calls.take")
@shown_on_conflict("intake.call_opened")
def keep_call(actor: Actor, call: Call, told: Told, *, revision: int, now: datetime) -> int:
    """What is typed so far is kept; the new revision. The call may run or have ended.

    Raises CallChanged with both versions where somebody kept another one meanwhile, NotFound, CannotOpen.
    """
    try:
        revision = vault.texts.reseal(actor, call.sealed, dict(told.sealed), revision=revision, at=now).revision
    except Conflict as conflict:
        if conflict.theirs != dict(told.sealed):
            raise CallChanged(theirs=conflict.theirs, mine=dict(told.sealed), **conflict.details) from conflict
        # The page kept the same words a moment ago, and had not heard of it yet.
        revision = int(str(conflict.details["revision"]))
    vault.facts.put(call.lock, "call", call.id, dict(told.facts))
    record(actor, "intake.call_kept", call.id, now, revision=revision)
    return revision


@needs_on_record("calls.take")
@transaction.atomic
def open_call(actor: Actor, call: Call, now: datetime) -> CallText:
    """What was written of a call, with its revision; the opening is in the trail. Raises NotFound, CannotOpen."""
    row = Sealed.objects.get(id=call.sealed)
    content = vault.texts.open_text(actor, row)
    record(actor, "intake.call_opened", call.id, now, sealed=row.id)
    return CallText(vault.facts.get("call", call.id), content, row.revision)


@needs("calls.take")
@transaction.atomic
def end_call(actor: Actor, call: Call, *, back_by: datetime | None, now: datetime) -> None:
    """The call has ended; with `back_by`, somebody calls back until then. The end that was noted first stays.

    Raises BackBeforeNow.
    """
    require(actor, "calls.take", call)
    if back_by is not None and back_by <= now:
        raise BackBeforeNow
    Call.objects.filter(id=call.id, ended_at=None).update(ended_at=now)
    Call.objects.filter(id=call.id).update(back_by=back_by, back_done_at=None, back_done_by=None)
    record(actor, "intake.call_ended", call.id, now, back=int(back_by is not None))


@needs("calls.take")
@transaction.atomic
def called_back(actor: Actor, call: Call, *, reached: bool, again_by: datetime | None, now: datetime) -> None:
    """Somebody called back. Where nobody was reached, it is tried again until `again_by`, or left where there is none.

    Raises BackBeforeNow, NotFound where no call-back is open.
    """
    require(actor, "calls.take", call)
    row = Call.objects.select_for_update().filter(id=call.id, back_done_at=None).exclude(back_by=None).first()
    if row is None:
        raise NotFound
    if again_by is not None and again_by <= now:
        raise BackBeforeNow
    if again_by is not None and not reached:
        Call.objects.filter(id=row.id).update(back_by=again_by)
    else:
        Call.objects.filter(id=row.id).update(back_done_at=now, back_done_by=actor.user_id)
    record(actor, "intake.called_back", row.id, now, reached=int(reached))


def proposed_back_by(ended_at: datetime, *, danger: bool) -> datetime:
    """Until when the pack wants a caller to be called back."""
    urgency = {"urgency": pack().urgencies[0].id} if danger else {}
    return due_at(INTAKE.of(pack()).calls.call_back, ended_at, pack(), urgency)


@needs("signs.take")
@transaction.atomic
def sign_from_call(
    actor: Actor,
    call: Call,
    *,
    unit_id: UUID,
    told: Told,
    danger: str,
    child: str,
    language: str,
    observations: Iterable[str] = (),
    now: datetime,
) -> Sign:
    """What the caller told is a sign of the unit that takes it in; the call keeps its own record and names it.

    `language` is the person's. The language of a caller who speaks of somebody else, and how to call him back, go along
    as the reporter's own. Raises CallHasSign, and what `take_sign` raises.
    """
    require(actor, "calls.take", call)
    noted = Call.objects.select_for_update().get(id=call.id)
    if noted.sign_id is not None:
        raise CallHasSign
    text = open_call(actor, call, now)
    herself = rules.person_calls(text.facts)
    back = {field.id: text.sealed[field.id] for field in INTAKE.of(pack()).calls.back if text.sealed.get(field.id)}
    sign = take_sign(
        actor,
        unit_id=unit_id,
        told=told,
        danger=danger,
        child=child,
        language=language,
        observations=observations,
        source=PERSON if herself else REPORTER,
        reporter_language="" if herself else str(text.facts.get("call_language") or ""),
        reporter_contact={} if herself else back,
        now=now,
    )
    if child == "yes":
        with rows.acting_as(rows.SYSTEM):  # the notice is a text of the unit that takes the sign in
            child_said.send(sender=Procedure, actor=actor, procedure=sign.procedure, child=True, at=now)
    Call.objects.filter(id=noted.id).update(sign=sign.id, ended_at=noted.ended_at or now)
    record(actor, "intake.call_became_sign", noted.id, now, sign=sign.id)
    return sign


def clear_calls(before: datetime) -> int:
    """Calls that became no sign and began before this moment are gone, with their keys; how many."""
    found = list(queries.calls.old_calls(before))
    for row in found:
        forget_call(row, before)
    return len(found)


def forget_call(row: Call, at: datetime) -> None:
    """The text, the facts, the row and, once that is committed, the key of a call are gone."""
    forget_record("call", row, sealed=row.sealed, lock=row.lock, at=at)
