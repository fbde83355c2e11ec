"""Giving a consent for sections, for the fields of one referral or for a step; and refusing."""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.consent import queries
from amana.consent.commands.answers import About, Said
from amana.consent.errors import (
    AcrossTheWall,
    EndsBeforeItBegins,
    HowNotSaid,
    InterpreterMissing,
    LanguageNotSaid,
    NothingAgreed,
    PurposeOpensNothing,
    RecipientMissing,
    WitnessMissing,
)
from amana.consent.models import Consent
from amana.consent.rules import CONFIRM_WITHIN, lacks
from amana.countrypacks import pack
from amana.trust import queries as trust
from amana.trust import wall
from amana.trust.actor import Actor
from amana.trust.authorise import needs, part_of_a_command
from amana.trust.trail import record
from amana.vault.models import Sealed

WORDS = "consent"
_LACKS = {
    "language": LanguageNotSaid,
    "how": HowNotSaid,
    "witness": WitnessMissing,
    "interpreter": InterpreterMissing,
}


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

    `sealeds` are the texts of exactly these sections. Raises NothingAgreed, PurposeOpensNothing, AcrossTheWall,
    EndsBeforeItBegins, CannotOpen.
    """
    if not unit_id:
        raise RecipientMissing
    if not sections:
        raise NothingAgreed
    if queries.opens_nothing(purpose):
        raise PurposeOpensNothing
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


def _check_wall(unit_id: UUID, sections: Set[str], purpose: str) -> None:
    cell = wall.in_the_way_of([trust.house_kind_of(unit_id)], sections, purpose)
    if cell is not None:
        raise AcrossTheWall(cell=cell.where, why=cell.why)


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
