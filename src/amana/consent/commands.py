"""The commands on a consent: giving it for sections, for the fields of one referral or for a step; refusing; ending."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.dispatch import Signal

from amana import vault
from amana.consent import queries
from amana.consent.errors import (
    AcrossTheWall,
    ConfirmedByAnother,
    ConsentEnded,
    EndsBeforeItBegins,
    HowNotSaid,
    InterpreterMissing,
    LanguageNotSaid,
    NothingAgreed,
    RecipientMissing,
    WitnessMissing,
)
from amana.consent.events import consent_expired, consent_withdrawn
from amana.consent.models import ClosedDoor, Consent
from amana.consent.rules import CONFIRM_WITHIN, Asking, lacks
from amana.countrypacks import pack
from amana.errors import NotFound
from amana.exports.commands import recall
from amana.trust import queries as trust
from amana.trust import rows, wall
from amana.trust.actor import SYSTEM, Actor
from amana.trust.authorise import anybody_signed_in, needs, part_of_a_command
from amana.trust.duties import each_of
from amana.trust.second_person import check_proof, issue_proof
from amana.trust.trail import record
from amana.vault.models import Sealed

WORDS = "consent"


@dataclass(frozen=True)
class Said:
    """How an answer was given. `how` and `language` are codes of the pack, `interpreter` one of the organisation.

    `witness` is a worker; a witness from outside has a name and says as what this person is there. `limits` are the
    person's own words. Names and words are sealed. `speaks` means that the user who writes speaks the language.
    """

    language: str
    how: str
    given_by: str = "person"
    interpreter: str = ""
    witness: UUID | None = None
    speaks: bool = False
    witness_name: str = ""
    witness_role: str = ""
    limits: str = ""

    def facts(self) -> dict[str, str | bool]:
        """Returns the coded part, for the locked facts."""
        return {
            "language": self.language,
            "how": self.how,
            "given_by": self.given_by,
            "interpreter": self.interpreter,
            "witness": str(self.witness) if self.witness else "",
            "speaks": self.speaks,
        }

    def sealed(self) -> dict[str, str]:
        """Returns the words and names, for a sealed text; empty where there are none."""
        words = {"limits": self.limits, "witness_name": self.witness_name, "witness_role": self.witness_role}
        return {name: text.strip() for name, text in words.items() if text.strip()}

    def asking(self, by: UUID | None) -> Asking:
        """Returns the answer as the rule takes it; the author is no witness of it."""
        words = self.sealed()
        colleague = self.witness is not None and self.witness != by
        outside = "witness_name" in words and "witness_role" in words
        return Asking(self.language, self.how, bool(self.interpreter.strip()) or self.speaks, colleague or outside)


@dataclass(frozen=True)
class About:
    """Whose consent: the opaque id of the procedure, the lock of its facts, and who holds the texts of the file."""

    procedure_id: UUID
    lock: UUID
    holders: Sequence[vault.texts.Holder] = ()


_LACKS = {
    "language": LanguageNotSaid,
    "how": HowNotSaid,
    "witness": WitnessMissing,
    "interpreter": InterpreterMissing,
}


def _check_said(actor: Actor, said: Said) -> None:
    """Checks that the answer is complete. Raises LanguageNotSaid, HowNotSaid, WitnessMissing, InterpreterMissing."""
    languages = {option.id for option in pack().lists["language"]}
    ways = {option.id for option in pack().fields["consent.how"].options}
    if said.language not in languages:
        raise LanguageNotSaid
    if said.how not in ways:
        raise HowNotSaid
    missing = lacks(
        said.asking(actor.user_id),
        needs_witness=frozenset(pack().consent.needs_witness),
        spoken=queries.languages_read_aloud(),
    )
    if missing:
        raise _LACKS[missing]


def _seal_words(actor: Actor, about: About, said: Said, row: Consent) -> None:
    """Seals the person's limits and the witness for the file and for the unit that relies on the answer."""
    words = said.sealed()
    if not words:
        return
    own = [vault.texts.Holder("user", actor.user_id)] if actor.user_id else []
    sealed = vault.texts.seal(
        lock=about.lock, kind=WORDS, section=WORDS, content=words, holders=[*about.holders, *own], by=actor, at=row.given_at
    )  # fmt: skip
    row.words = sealed.id
    row.save(update_fields=["words"])
    if row.unit is not None and not row.refused:
        vault.texts.share(
            actor, [sealed], vault.texts.Holder("unit", row.unit), consent_id=row.id, expires_at=row.expires_at
        )


def _keep(
    actor: Actor,
    about: About,
    said: Said,
    *,
    type: str,
    purpose: str,
    unit_id: UUID | None,
    referral_id: UUID | None = None,
    refused: bool = False,
    expires_at: datetime | None,
    scope: Mapping[str, Any],
    now: datetime,
) -> Consent:
    _check_said(actor, said)
    if not type or not purpose:
        raise RecipientMissing
    if expires_at is not None and expires_at <= now:
        raise EndsBeforeItBegins
    row = Consent.objects.create(
        procedure=about.procedure_id,
        lock=about.lock,
        unit=unit_id,
        referral=referral_id,
        refused=refused,
        given_at=now,
        expires_at=expires_at,
        recorded_by=actor.user_id,
        confirm_due=None if refused else now + CONFIRM_WITHIN,
    )
    vault.facts.put(about.lock, "consent", row.id, {"type": type, "purpose": purpose, **scope, **said.facts()})
    _seal_words(actor, about, said, row)
    record(
        actor,
        "consent.refused" if refused else "consent.given",
        row.id,
        now,
        procedure=about.procedure_id,
        unit=unit_id,
    )
    return row


def _check_wall(unit_id: UUID, sections: Set[str], purpose: str) -> None:
    cell = wall.in_the_way_of([trust.house_kind_of(unit_id)], sections, purpose)
    if cell is not None:
        raise AcrossTheWall(cell=cell.where, why=cell.why)


@needs("consent.record")
@transaction.atomic
def give_sections(
    actor: Actor,
    about: About,
    said: Said,
    *,
    type: str,
    purpose: str,
    unit_id: UUID,
    sections: Set[str],
    sealeds: Iterable[Sealed],
    expires_at: datetime | None,
    now: datetime,
) -> UUID:
    """Lets people of `unit_id` work in these sections until `expires_at`: wraps each text in them for the unit.

    `sealeds` are the texts of exactly these sections. Raises NothingAgreed, AcrossTheWall, EndsBeforeItBegins,
    CannotOpen.
    """
    if not unit_id:
        raise RecipientMissing
    if not sections:
        raise NothingAgreed
    _check_wall(unit_id, sections, purpose)
    row = _keep(
        actor, about, said, type=type, purpose=purpose, unit_id=unit_id, expires_at=expires_at,
        scope={"sections": sorted(sections)}, now=now,
    )  # fmt: skip
    vault.texts.share(actor, sealeds, vault.texts.Holder("unit", unit_id), consent_id=row.id, expires_at=expires_at)
    return row.id


@needs("consent.record")
@transaction.atomic
def give_fields(
    actor: Actor,
    about: About,
    said: Said,
    *,
    type: str,
    purpose: str,
    unit_id: UUID,
    referral_id: UUID,
    fields: Set[str],
    expires_at: datetime | None,
    now: datetime,
) -> UUID:
    """Lets these hand-over fields of one referral go to `unit_id`. Opens no section. Raises NothingAgreed, AcrossTheWall."""
    if not unit_id:
        raise RecipientMissing
    if not fields:
        raise NothingAgreed
    _check_wall(unit_id, {wall.section_of_field(field) for field in fields} - {""}, purpose)
    row = _keep(
        actor, about, said, type=type, purpose=purpose, unit_id=unit_id, referral_id=referral_id,
        expires_at=expires_at, scope={"fields": sorted(fields)}, now=now,
    )  # fmt: skip
    return row.id


@part_of_a_command
@transaction.atomic
def agree(
    actor: Actor,
    about: About,
    said: Said,
    *,
    type: str,
    purpose: str,
    expires_at: datetime | None,
    now: datetime,
    scope: Mapping[str, Any] | None = None,
) -> UUID:
    """Records that the person agrees to a step (an interview, help, asking a judge). Shares nothing.

    `scope` holds coded facts of what exactly was agreed to, such as the addressee of a letter.
    """
    row = _keep(
        actor, about, said, type=type, purpose=purpose, unit_id=None, expires_at=expires_at, scope=scope or {}, now=now
    )
    return row.id


@needs("consent.record")
@transaction.atomic
def refuse(
    actor: Actor,
    about: About,
    said: Said,
    *,
    type: str,
    purpose: str,
    unit_id: UUID | None,
    now: datetime,
) -> UUID:
    """Records that she refused, so that nobody asks her again by mistake."""
    row = _keep(
        actor, about, said, type=type, purpose=purpose, unit_id=unit_id, refused=True, expires_at=None, scope={},
        now=now,
    )  # fmt: skip
    return row.id


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
    _tell_what_to_destroy(row, now)


def _tell_what_to_destroy(row: Consent, now: datetime) -> None:
    """Notifies the unit of what to destroy, when it opened or exported anything, and stops downloads of its exported files.

    The notice does not say whose file it was.
    """
    if row.unit is None:
        return
    openings = len(queries.openings_by(row.procedure, row.id))
    if recall(consent_id=row.id, at=now) or openings:
        ClosedDoor.objects.get_or_create(
            consent=row, defaults={"unit": row.unit, "closed_at": now, "openings": openings}
        )


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


@anybody_signed_in("they speak for a unit of their own, which held the copy")
@transaction.atomic
def say_destroyed(actor: Actor, door_id: UUID, now: datetime) -> None:
    """Records that the unit destroyed its copies; the organisation that holds the file can read that. Raises NotFound."""
    row = ClosedDoor.objects.select_for_update().filter(id=door_id, unit__in=actor.unit_ids, destroyed_at=None).first()
    if row is None:
        raise NotFound
    row.destroyed_at, row.destroyed_by = now, actor.user_id
    row.save(update_fields=["destroyed_at", "destroyed_by"])
    record(actor, "consent.destroyed", row.consent_id, now, procedure=row.consent.procedure, unit=row.unit)


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


@needs("decisions.confirm")
@transaction.atomic
def look_at(actor: Actor, *, procedure_id: UUID, consent_id: UUID, now: datetime) -> tuple[dict[str, Any], str]:
    """Returns (details of an answer with its words, the proof that they are on the actor's page), and records the opening.

    Raises NotFound, CannotOpen where its limits are sealed to the actor.
    """
    each = queries.agreement(procedure_id, consent_id)
    state = queries.confirmable_state(each)
    details = {**state, "said": open_words(actor, each, ground="second_person", now=now)}
    return details, issue_proof(actor, each.id, state, details)


@needs("decisions.confirm")
@transaction.atomic
def confirm(actor: Actor, *, procedure_id: UUID, consent_id: UUID, shown: str, now: datetime) -> None:
    """Confirms, as a second person, that the answer was given as recorded. `shown` is the proof from `look_at`.

    Raises ConfirmedByAnother for the one who recorded it, ConsentEnded for what has ended, was refused or is confirmed
    already, DetailsNotShown, DetailsChanged.
    """
    row = _lock_unconfirmed(actor, procedure_id, consent_id, shown)
    row.confirmed_by, row.confirmed_at = actor.user_id, now
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    record(actor, "consent.confirmed", row.id, now, procedure=procedure_id)


@needs("decisions.confirm")
@transaction.atomic
def reject(actor: Actor, *, procedure_id: UUID, consent_id: UUID, shown: str, now: datetime) -> None:
    """Rejects the answer as not given as recorded: the consent ends, as if withdrawn.

    Raises what `confirm` raises.
    """
    row = _lock_unconfirmed(actor, procedure_id, consent_id, shown)
    record(actor, "consent.rejected", row.id, now, procedure=procedure_id)
    end(actor, row, now)


def _lock_unconfirmed(actor: Actor, procedure_id: UUID, consent_id: UUID, shown: str) -> Consent:
    """Locks and returns the consent if it waits for this second person, whose page showed its current state."""
    row = Consent.objects.select_for_update().filter(id=consent_id, procedure=procedure_id).first()
    if row is None:
        raise NotFound
    if row.recorded_by == actor.user_id:
        raise ConfirmedByAnother
    if row.withdrawn_at is not None or row.confirm_due is None or row.confirmed_by is not None:
        raise ConsentEnded
    state = queries.confirmable_state(queries.agreement(procedure_id, consent_id))
    check_proof(actor, row.id, state, shown)
    return row


def on_case_forgotten(case_id: UUID, **_sent: object) -> None:
    """Deletes every trace that a forgotten person was asked, and who was to destroy copies of hers."""
    Consent.objects.filter(procedure=case_id).delete()


def clear_notices(before: datetime) -> int:
    """Deletes notices of ended access whose recipients confirmed destruction long ago. Returns the number."""
    return ClosedDoor.objects.filter(destroyed_at__lt=before).delete()[0]
