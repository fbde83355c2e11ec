"""A concern about a place or a pattern: raised by whoever hears it, looked at by the desk, and perhaps a sign."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from amana import vault
from amana.cases.commands.opening import next_number
from amana.countrypacks import pack
from amana.countrypacks.dates import year_of
from amana.countrypacks.deadlines import due_at
from amana.errors import NotFound
from amana.intake import queries, rules
from amana.intake.commands.forgotten import forget_record
from amana.intake.commands.signs import holders_at, take_sign
from amana.intake.errors import ConcernLookedAt, NotAConcern, NotAnIntakeUnit
from amana.intake.models import Concern, Sign
from amana.intake.pack_sections import INTAKE
from amana.steps.commands import Told
from amana.trust import queries as trust
from amana.trust import rows
from amana.trust.actor import Actor
from amana.trust.authorise import needs, needs_on_record, require
from amana.trust.trail import record

CHANNEL = "outreach"
WATCHED, NOTHING = "watched", "nothing"
OUTCOMES = (WATCHED, NOTHING)


@needs("concerns.record")
@transaction.atomic
def raise_concern(actor: Actor, *, unit_id: UUID, told: Told, meeting: UUID | None = None, now: datetime) -> Concern:
    """The concern is sealed for the desk that looks at it. Raises NotAnIntakeUnit; NotAConcern where a number of somebody is in it."""
    if unit_id not in {card.id for card in queries.intake_units()}:
        raise NotAnIntakeUnit
    for name, text in told.sealed.items():
        if isinstance(text, str) and rules.holds_a_number(text):
            raise NotAConcern(field=name)
    assert actor.user_id is not None
    unit, lock = trust.unit(unit_id), vault.keystore.new_lock()
    with rows.acting_as(rows.SYSTEM):  # the unit that looks at it need not be the one of whoever raises it
        sealed = vault.texts.seal(
            lock=lock,
            kind="concern",
            content=dict(told.sealed),
            holders=holders_at(unit_id, unit.supervised_by),
            by=actor,
            at=now,
        )
        row = Concern.objects.create(
            id=uuid4(),
            number=f"C-{year_of(now)}-{next_number('concern', year_of(now)):04d}",
            unit=unit_id,
            supervised_by=unit.supervised_by,
            raised_by=actor.user_id,
            meeting=meeting,
            came_at=now,
            look_by=due_at(INTAKE.of(pack()).concerns.look_at, now, pack()),
            lock=lock,
            sealed=sealed.id,
        )
        vault.facts.put(lock, "concern", row.id, dict(told.facts))
        record(actor, "intake.concern_raised", row.id, now, unit=unit_id)
    return row


@needs_on_record("signs.triage")
@transaction.atomic
def open_concern(actor: Actor, concern: Concern, now: datetime) -> dict[str, Any]:
    """What was told, by field id; the opening is in the trail. Raises NotFound, CannotOpen."""
    content = vault.texts.open_text(actor, concern.sealed)
    record(actor, "intake.concern_opened", concern.id, now, sealed=concern.sealed)
    return {**vault.facts.get("concern", concern.id), **content}


@needs("signs.triage")
@transaction.atomic
def look_at_concern(actor: Actor, concern: Concern, *, outcome: str, now: datetime) -> None:
    """The concern was looked at: the place is watched, or there is nothing in it. Raises ConcernLookedAt, NotFound."""
    row = _open(actor, concern)
    if outcome not in OUTCOMES:
        raise NotFound
    _note_look(actor, row, outcome, now)
    record(actor, "intake.concern_looked_at", row.id, now)


@needs("signs.triage")
@transaction.atomic
def sign_from_concern(
    actor: Actor,
    concern: Concern,
    *,
    told: Told,
    danger: str,
    child: str,
    language: str,
    observations: Iterable[str] = (),
    now: datetime,
) -> Sign:
    """What is behind the concern is a sign of the same unit. Raises ConcernLookedAt, and what `take_sign` raises."""
    row = _open(actor, concern)
    sign = take_sign(
        actor,
        unit_id=row.unit,
        told=told,
        danger=danger,
        child=child,
        language=language,
        observations=observations,
        now=now,
    )
    Concern.objects.filter(id=row.id).update(sign=sign.id)
    _note_look(actor, row, "sign", now)
    record(actor, "intake.concern_became_sign", row.id, now, sign=sign.id)
    return sign


def _open(actor: Actor, concern: Concern) -> Concern:
    require(actor, "signs.triage", concern)
    row = Concern.objects.select_for_update().get(id=concern.id)
    if row.sign_id is not None or (row.looked_at is not None and queries.concerns.outcome_of(row) == NOTHING):
        raise ConcernLookedAt
    return row


def _note_look(actor: Actor, row: Concern, outcome: str, now: datetime) -> None:
    Concern.objects.filter(id=row.id).update(looked_at=now, looked_by=actor.user_id)
    vault.facts.put(row.lock, "concern", row.id, {**vault.facts.get("concern", row.id), "outcome": outcome})


def clear_concerns(before: datetime) -> int:
    """Concerns that became no sign and came before this moment are gone, with their keys; how many."""
    found = list(Concern.objects.filter(came_at__lt=before, sign=None))
    for row in found:
        forget_concern(row, before)
    return len(found)


def forget_concern(row: Concern, at: datetime) -> None:
    """The text, the facts, the row and, once that is committed, the key of a concern are gone."""
    forget_record("concern", row, sealed=row.sealed, lock=row.lock, at=at)
