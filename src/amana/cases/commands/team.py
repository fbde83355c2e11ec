"""Who works in the file: assigned by a holder, handed to a colleague, covered for a time; the note between shifts."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.cases import queries
from amana.cases.commands.clocks import give_clocks_to
from amana.cases.errors import CoverEndsBeforeItBegins, NoSuchColleague
from amana.cases.models import Assignment, Cover, Procedure, ShiftNote
from amana.errors import NotFound
from amana.trust import queries as trust
from amana.trust import rows
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record
from amana.vault.models import Sealed


def _colleague(actor: Actor, user_id: UUID, *roles: str) -> None:
    allowed = {card.id for role in roles for card in trust.users_with(role, actor.organisation_id)}
    if user_id not in allowed:
        raise NoSuchColleague


@needs("cases.assign")
@transaction.atomic
def assign(actor: Actor, procedure: Procedure, *, user_id: UUID, role: str, now: datetime) -> None:
    """A colleague works in the file from now on, and holds a key to all of it. Raises NoSuchColleague, CannotOpen."""
    queries.require_own(actor, "cases.assign", procedure)
    _colleague(actor, user_id, role)
    vault.texts.share(actor, queries.all_texts(procedure), vault.texts.Holder("user", user_id))
    Assignment.objects.create(procedure=procedure, user=user_id, role=role, since=now)
    record(actor, "cases.assigned", procedure.id, now, user=user_id)


@needs("cases.assign")
@transaction.atomic
def hand_over(actor: Actor, procedure: Procedure, *, to: UUID, now: datetime) -> None:
    """Another case manager has the case: the keys, the clocks and the name on the page. The earlier one, and who stood in, hold no key."""
    queries.require_own(actor, "cases.assign", procedure)
    _colleague(actor, to, "case_manager")
    row = Procedure.objects.select_for_update().get(id=procedure.id)
    earlier, texts = row.manager, queries.all_texts(row)
    if earlier == to:
        raise NoSuchColleague
    vault.hold_lock(row.lock, alone=True)
    vault.texts.share(actor, texts, vault.texts.Holder("user", to))
    with rows.acting_as(rows.SYSTEM):  # whoever hands her own case over has it no more in the middle of it
        Assignment.objects.filter(procedure=row, user__in=[earlier] if earlier else [], until=None).update(until=now)
        if earlier:
            with vault.relocking.closing_together():
                vault.texts.unshare(texts, vault.texts.Holder("user", earlier))
                _end_cover(row, earlier, texts, now)
        Assignment.objects.create(procedure=row, user=to, role="case_manager", since=now)
        row.manager, row.changed_at = to, now
        row.revision += 1
        row.save(update_fields=["manager", "changed_at", "revision"])
        give_clocks_to(row)
    record(actor, "cases.handed_over", row.id, now, user=to)


def _end_cover(procedure: Procedure, user_id: UUID, texts: list[Sealed], now: datetime) -> None:
    """Whoever stood in for this user in this case does so no more."""
    Assignment.objects.filter(procedure=procedure, cover_for=user_id, until__gt=now).update(until=now)
    for each in Cover.objects.filter(user=user_id, until__gt=now):
        vault.texts.unshare(texts, vault.texts.Holder("user", each.stand_in), consent_id=each.id)


@needs("cases.assign")
@transaction.atomic
def hand_over_all(actor: Actor, *, of: UUID, to: UUID, now: datetime) -> int:
    """Every open case of one manager is another's; how many there were. All or none."""
    cases = list(queries.visible_to(actor).filter(manager=of).exclude(help="closed"))
    for case in cases:
        hand_over(actor, case, to=to, now=now)
    return len(cases)


@needs("cases.assign")
@transaction.atomic
def cover(actor: Actor, *, stand_in: UUID, since: datetime, until: datetime, now: datetime) -> int:
    """A colleague can work in all cases of the actor until `until`; then the keys end by themselves. How many cases.

    Raises CoverEndsBeforeItBegins, NoSuchColleague.
    """
    if until <= since or until <= now:
        raise CoverEndsBeforeItBegins
    _colleague(actor, stand_in, "case_manager")
    if stand_in == actor.user_id:
        raise NoSuchColleague
    assert actor.user_id is not None
    ground = uuid4()
    Cover.objects.create(id=ground, user=actor.user_id, stand_in=stand_in, since=since, until=until)
    cases = list(queries.visible_to(actor).filter(manager=actor.user_id))
    for row in cases:
        vault.texts.share(
            actor, queries.all_texts(row), vault.texts.Holder("user", stand_in), consent_id=ground, expires_at=until
        )
        Assignment.objects.create(
            procedure=row, user=stand_in, role="case_manager", since=since, until=until, cover_for=actor.user_id
        )
    record(actor, "cases.covered", ground, now, user=stand_in, cases=len(cases))
    return len(cases)


@needs("shift.note")
@transaction.atomic
def leave_shift_note(actor: Actor, *, text: str, now: datetime) -> UUID:
    """The next shift of the actor's unit can read it."""
    assert actor.user_id is not None
    sealed = vault.texts.seal(
        lock=vault.keystore.new_lock(),
        kind="shift_note",
        content={"text": text},
        holders=[vault.texts.Holder("unit", actor.unit_id)],
        by=actor,
        at=now,
    )
    row = ShiftNote.objects.create(
        id=uuid4(), unit=actor.unit_id, sealed=sealed.id, written_by=actor.user_id, written_at=now
    )
    record(actor, "cases.shift_note_left", row.id, now, unit=actor.unit_id)
    return row.id


@needs("shift.note")
def open_shift_note(actor: Actor, note: ShiftNote) -> str:
    """The text of a note for one of the actor's units. Raises NotAllowed, NotFound for a note of another unit, CannotOpen."""
    if note.unit not in actor.unit_ids:
        raise NotFound
    text: str = vault.texts.open_text(actor, note.sealed)["text"]
    return text


def clear_shift_notes(before: datetime) -> int:
    """Notes for a next shift that has long been over are gone; how many."""
    notes = ShiftNote.objects.filter(written_at__lt=before)
    for sealed in notes.values_list("sealed", flat=True):
        vault.texts.destroy(sealed)
    return notes.delete()[0]
