"""Breaking the glass: in danger, without agreement, only what is needed, for hours, with notice and review."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.db import transaction

from amana import vault
from amana.cases.models import Procedure
from amana.cases.queries import by_id
from amana.consent.errors import AcrossTheWall, NothingAgreed
from amana.countrypacks import pack
from amana.duplicates.errors import NotOneOfThese
from amana.emergencies import queries as glass
from amana.emergencies.errors import ReasonNotRead, ReasonTooShort, ReviewedAlready, TooManyEmergencies, TooManyNumbers
from amana.emergencies.models import GlassGrant
from amana.errors import NotFound
from amana.oversight import pace
from amana.trust import queries as trust
from amana.trust import wall
from amana.trust.actor import Actor
from amana.trust.authorise import needs, require
from amana.trust.capabilities import CAPABILITIES
from amana.trust.trail import record
from amana.vault.acting import SYSTEM, acting_as
from amana.vault.clock import now as clock

_FOUND = "amana.cases.emergency"
_FOUND_SECONDS = 900


@needs("glass.break")
def find_in_emergency(actor: Actor, number: str, *, now: datetime) -> Procedure | None:
    """The case with exactly this number, or None; each try leaves a line, and only a few are allowed in an hour.

    Raises TooManyNumbers. The number that was typed is stored nowhere.
    """
    with transaction.atomic():
        pace.take_turns(actor)  # several at once are counted one after the other
        left = glass.looks_left(actor, now)
        if left:
            with acting_as(SYSTEM):  # of any organisation
                found = glass.with_number(number)
            record(actor, glass.LOOKED, found.id if found else None, now, found=1 if found else 0)
            return found
        _tell_of_limit(actor, now)
    rules = pack().glass
    raise TooManyNumbers(hour=rules.look_ups_an_hour, day=rules.look_ups_a_day, month=rules.look_ups_a_month)


def _tell_of_limit(actor: Actor, now: datetime) -> None:
    """The data-protection officer finds it among those who were stopped, and can let them go on."""
    pace.count(actor.account, pace.EMERGENCIES, now)
    pace.ask_to_go_on(actor, now=now)
    record(actor, glass.TOO_MANY, None, now)


@needs("glass.break")
def found_word(actor: Actor, procedure: Procedure) -> str:
    """Returns a signed word by which the actor can continue with a case that was found, for a quarter of an hour."""
    return signing.dumps([str(actor.account), str(procedure.id)], salt=_FOUND)


@needs("glass.break")
def found_by(actor: Actor, word: str) -> Procedure:
    """Returns the case that was found with `word`. Raises NotOneOfThese."""
    try:
        account, procedure = signing.loads(word, salt=_FOUND, max_age=_FOUND_SECONDS)
    except (signing.BadSignature, ValueError) as error:
        raise NotOneOfThese from error
    if account != str(actor.account):
        raise NotOneOfThese
    with acting_as(SYSTEM):
        return by_id(UUID(procedure))


@needs("glass.break")
def break_glass(
    actor: Actor, procedure: Procedure, *, kind: str, reason: str, sections: Collection[str], now: datetime
) -> GlassGrant:
    """Lets the actor open these sections for the hours of the pack, by the database's clock.

    The case is one that `find_in_emergency` returned. Raises ReasonTooShort, NothingAgreed without a section,
    AcrossTheWall, TooManyEmergencies, and NotFound for a kind or section that the pack does not know.
    """
    with transaction.atomic():
        pace.take_turns(actor)  # several at once are counted one after the other
        if glass.may_open_more(actor, clock()):
            return _break(actor, procedure, kind, reason, sections, now)
        _tell_of_limit(actor, now)
    raise TooManyEmergencies(most=pack().glass.ceiling_a_month)


def _break(
    actor: Actor, procedure: Procedure, kind: str, reason: str, sections: Collection[str], now: datetime
) -> GlassGrant:
    assert actor.user_id is not None
    rules = pack().glass
    if not sections:
        raise NothingAgreed
    if kind not in rules.kinds or not frozenset(sections) <= frozenset(rules.sections):
        raise NotFound
    if len(reason.strip()) < rules.reason_letters:
        raise ReasonTooShort(least=rules.reason_letters)
    _this_side_of_the_wall(actor, sections)
    begun = clock()
    until = begun + timedelta(hours=rules.hours)
    with acting_as(SYSTEM):  # until the grant exists, nothing of this case is the actor's
        sealed = vault.texts.seal(
            lock=procedure.lock,
            kind="glass_reason",
            content={"text": reason.strip()},
            holders=_reviewers(procedure),
            by=actor,
            at=now,
        )
    row = GlassGrant.objects.create(
        id=uuid4(),
        procedure=procedure,
        user=actor.user_id,
        at=begun,
        until=until,
        reason=sealed.id,
        review_due=begun + timedelta(hours=glass.hours_of_review(actor, procedure)),
    )
    vault.facts.put(procedure.lock, "glass", row.id, {"kind": kind, "sections": sorted(sections)})
    record(actor, "cases.glass_broken", procedure.id, now, grant=row.id, sections=len(sections))
    # Last of all: what the key store has recorded is not rolled back with this transaction.
    vault.glass.write_grant(row.id, lock=procedure.lock, user=actor.user_id, sections=sections, until=until)
    return row


def _this_side_of_the_wall(actor: Actor, sections: Collection[str]) -> None:
    for what in ("file", *sorted(sections)):
        cell = wall.shutting(actor.roles, actor.house_kinds, what, CAPABILITIES["glass.break"].purpose)
        if cell is not None:
            raise AcrossTheWall(cell=cell.where, why=cell.why)


def _reviewers(procedure: Procedure) -> list[vault.texts.Holder]:
    """Returns those who can read why: the supervisors of the case and every data-protection officer."""
    unit = procedure.supervisors_unit or procedure.intake_unit
    return [vault.texts.Holder("unit", unit), *trust.holders_with("data_protection_officer")]


@needs("glass.break")
@transaction.atomic
def open_under_glass(actor: Actor, row: GlassGrant, code: str, *, now: datetime) -> dict[str, Any]:
    """Returns the fields of one section under an emergency, and records the opening. Raises NotFound, CannotOpen."""
    decision = require(actor, "glass.break", row)
    sealed = glass.texts_of(row, [code]).get(code)
    if code not in decision.sections or sealed is None:
        raise NotFound
    fields: dict[str, Any] = vault.glass.open_under_glass(actor, sealed, row.id)["fields"]
    record(actor, "cases.section_opened", row.procedure_id, now, section=sealed.id, **decision.ids)
    return fields


@needs("glass.break")
@transaction.atomic
def end_glass(actor: Actor, row: GlassGrant, *, now: datetime) -> None:
    """Ends the emergency before its hours are over; nothing more opens under it."""
    if row.ended_at is None and row.user == actor.user_id:
        GlassGrant.objects.filter(id=row.id, ended_at=None).update(ended_at=clock())
        record(actor, "cases.glass_ended", row.procedure_id, now, grant=row.id)
        vault.glass.end_grant(row.id)


@needs("glass.review")
@transaction.atomic
def open_glass_reason(actor: Actor, row: GlassGrant, *, now: datetime) -> str:
    """Returns the reason of an emergency, for its reviewer; records the reading. Raises CannotOpen."""
    text: str = vault.texts.open_text(actor, row.reason)["text"]
    record(actor, glass.REASON_READ, row.procedure_id, now, grant=row.id)
    return text


@needs("glass.review")
@transaction.atomic
def review_glass(actor: Actor, grant_id: UUID, *, outcome: str, words: str, now: datetime) -> None:
    """Records another person's review: justified, not justified, or something has to be done; the words are sealed.

    Raises NotFound for one's own, ReasonNotRead, ReviewedAlready.
    """
    row = glass.reviewable(actor, grant_id)
    if outcome not in glass.OUTCOMES:
        raise NotFound
    if not glass.has_read_reason(actor, row):
        raise ReasonNotRead
    procedure = Procedure.objects.select_for_update().get(id=row.procedure_id)
    if (
        GlassGrant.objects.filter(id=row.id, reviewed_at=None).update(reviewed_by=actor.user_id, reviewed_at=clock())
        == 0
    ):
        raise ReviewedAlready
    sealed = vault.texts.seal(
        lock=procedure.lock,
        kind="glass_review",
        content={"text": words},
        holders=_reviewers(procedure),
        by=actor,
        at=now,
    )
    GlassGrant.objects.filter(id=row.id).update(review=sealed.id)
    told = vault.facts.get("glass", row.id)
    vault.facts.put(procedure.lock, "glass", row.id, {**told, "outcome": outcome})
    record(actor, "cases.glass_reviewed", procedure.id, now, grant=row.id)
