"""The queries on consent, which every room asks before anything is shared."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, Q, QuerySet

from amana import vault
from amana.consent.models import ClosedDoor, Consent
from amana.countrypacks import pack
from amana.countrypacks.schema import LANGUAGES
from amana.errors import NotFound
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.vault.clock import now as clock
from amana.vault.page_memory import once_a_page


@dataclass(frozen=True)
class Agreement:
    """A consent with its facts: type of consent point, purpose, sections or fields, language, how it was given."""

    id: UUID
    procedure_id: UUID
    unit_id: UUID | None
    referral_id: UUID | None
    refused: bool
    given_at: datetime
    expires_at: datetime | None
    withdrawn_at: datetime | None
    recorded_by: UUID | None
    confirmed_by: UUID | None
    confirm_due: datetime | None
    words: UUID | None
    facts: dict[str, Any]

    @property
    def purpose(self) -> str:
        """Returns the code of what it was given for."""
        return str(self.facts.get("purpose", ""))

    @property
    def sections(self) -> frozenset[str]:
        """Returns the sections it opens."""
        return frozenset(self.facts.get("sections", ()))

    @property
    def fields(self) -> frozenset[str]:
        """Returns the hand-over fields it covers."""
        return frozenset(self.facts.get("fields", ()))


@dataclass(frozen=True)
class Opening:
    """An opening by a consent: by whom, the code in the audit log, when."""

    by: UUID | None
    verb: str
    at: datetime


def languages_read_aloud() -> frozenset[str]:
    """Returns the languages in which the words to read aloud, and the receipt, exist."""
    return frozenset((*LANGUAGES, *pack().consent.in_languages))


def openings_by(procedure_id: UUID, consent_id: UUID) -> list[Opening]:
    """What was opened by one consent, newest first: it cannot be unseen, so it is shown."""
    told = trust.openings_of([procedure_id]).filter(verb__endswith="_opened", ids__consent=str(consent_id))
    return [Opening(line.actor, line.verb, line.happened_at) for line in told]


def closed_doors_for(actor: Actor) -> QuerySet[ClosedDoor]:
    """Notices to the actor's units to destroy copies, not confirmed yet, the oldest first."""
    rows = ClosedDoor.objects.filter(unit__in=actor.unit_ids, destroyed_at=None)
    return rows.select_related("consent").order_by("closed_at")


def agreement_reference(consent_id: UUID) -> str:
    """Returns the reference of an agreement for a page or a letter; the id itself is for machines."""
    return f"C-{str(consent_id)[:8].upper()}"


def door_reference(door_id: UUID) -> str:
    """Returns the reference of a notice; it does not identify a file."""
    return f"D-{str(door_id)[:8].upper()}"


def live(at: datetime) -> Q:
    """The condition under which a consent is valid at this moment."""
    open_ended = Q(expires_at=None) | Q(expires_at__gt=at)
    return Q(refused=False, withdrawn_at=None, given_at__lte=at) & open_ended


def _agreements(rows: Iterable[Consent]) -> list[Agreement]:
    rows = list(rows)
    facts = vault.facts.by_owner("consent", [row.id for row in rows])
    return [
        Agreement(
            row.id,
            row.procedure,
            row.unit,
            row.referral,
            row.refused,
            row.given_at,
            row.expires_at,
            row.withdrawn_at,
            row.recorded_by,
            row.confirmed_by,
            row.confirm_due,
            row.words,
            facts.get(row.id, {}),
        )
        for row in rows
    ]


def agreements_of(procedure_id: UUID) -> list[Agreement]:
    """All answers of a person, newest first. The caller holds the procedure from a scoped query."""
    return _agreements(Consent.objects.filter(procedure=procedure_id).order_by("-given_at", "-id"))


def agreement(procedure_id: UUID, consent_id: UUID) -> Agreement:
    """Returns one answer of a person. Raises NotFound."""
    found = _agreements(Consent.objects.filter(procedure=procedure_id, id=consent_id))
    if not found:
        raise NotFound
    return found[0]


def confirmable_state(each: Agreement) -> dict[str, Any]:
    """Returns what a second person confirms: when any of it changes, the answer has to be read again."""
    return {
        "unit": each.unit_id,
        "referral": each.referral_id,
        "refused": each.refused,
        "given_at": each.given_at.isoformat(),
        "expires_at": each.expires_at.isoformat() if each.expires_at else None,
        "recorded_by": each.recorded_by,
        "facts": each.facts,
        "words": each.words,
    }


def purposes_of(actor: Actor) -> frozenset[str]:
    """Returns the purposes that are this actor's work: what a person agreed to for another one opens nothing to them."""
    return frozenset(name for name, verbs in pack().consent.opens_for.items() if actor.capabilities & {*verbs})


def opens_nothing(purpose: str) -> bool:
    """Whether a consent for this purpose opens no section to anybody."""
    return not pack().consent.opens_for.get(purpose)


def sections_agreed(
    procedure_id: UUID, unit_ids: Iterable[UUID], at: datetime, *, purposes: Set[str]
) -> dict[str, UUID]:
    """Returns the sections that valid consents for these purposes open to these units, each with the consent that opens it."""
    rows = Consent.objects.filter(live(at), procedure=procedure_id, unit__in=list(unit_ids), referral=None)
    agreed = [each for each in _agreements(rows) if each.purpose in purposes]
    return {section: each.id for each in agreed for section in each.sections}


def procedures_opened_to(actor: Actor, *, but: Set[str] = frozenset()) -> set[UUID]:
    """The procedures in which a valid consent, for a purpose that is the actor's work, names a unit of theirs.

    `but` are sections closed to the actor by the access rules: a consent that opens nothing else opens no case.
    """
    return _procedures_opened(actor.unit_ids, purposes_of(actor), frozenset(but))


@once_a_page
def _procedures_opened(units: frozenset[UUID], purposes: frozenset[str], but: frozenset[str]) -> set[UUID]:
    rows = Consent.objects.filter(live(clock()), unit__in=units, referral=None)
    agreed = (each for each in _agreements(rows) if each.purpose in purposes)
    return {each.procedure_id for each in agreed if each.sections - but}


def fields_agreed(procedure_id: UUID, referral_id: UUID, unit_id: UUID, at: datetime) -> frozenset[str]:
    """Returns the hand-over fields that a valid consent covers for this referral and recipient."""
    rows = Consent.objects.filter(live(at), procedure=procedure_id, referral=referral_id, unit=unit_id)
    return frozenset().union(*(each.fields for each in _agreements(rows)))


def has_ended(procedure_id: UUID, referral_id: UUID, unit_id: UUID, at: datetime) -> bool:
    """Whether the person agreed to this referral for this recipient, and no such consent is valid any more.

    A referral by a legal duty has no consent, and none that ends.
    """
    rows = Consent.objects.filter(procedure=procedure_id, referral=referral_id, unit=unit_id, refused=False)
    return rows.exists() and not rows.filter(live(at)).exists()


def answers_with_words(actor: Actor, procedure_id: UUID, referral_id: UUID | None, at: datetime) -> list[Agreement]:
    """Valid answers on which the actor's units rely and in which the person set limits or had a witness, newest first."""
    rows = Consent.objects.filter(live(at), procedure=procedure_id, referral=referral_id, unit__in=actor.unit_ids)
    return _agreements(rows.exclude(words=None).order_by("-given_at", "-id"))


def has_agreed(procedure_id: UUID, type: str, at: datetime) -> bool:
    """Whether a consent of this type (interview, assistance, share_with_justice ...) is valid."""
    rows = _agreements(Consent.objects.filter(live(at), procedure=procedure_id))
    return any(each.facts.get("type") == type for each in rows)


def ending_before(among: Exists | Q, at: datetime, until: datetime, most: int = 20) -> list[Agreement]:
    """Valid consents of these people (`cases.within`) that end before `until`, soonest first, `most` at the most."""
    rows = Consent.objects.filter(live(at), among, expires_at__lte=until)
    return _agreements(rows.order_by("expires_at")[:most])


def lately_opened_to(actor: Actor, since: datetime, at: datetime, most: int = 20) -> list[Agreement]:
    """Valid answers since `since` that open sections of a file to the actor's units, newest first."""
    rows = Consent.objects.filter(live(at), unit__in=actor.unit_ids, referral=None, given_at__gte=since)
    return _agreements(rows.order_by("-given_at")[:most])


def to_confirm(among: Exists | Q, *, but_by: UUID | None = None, most: int = 20) -> list[Agreement]:
    """Answers that wait for a second person, who is not `but_by`; soonest first, `most` at the most."""
    rows = Consent.objects.filter(among, confirmed_by=None, confirm_due__isnull=False, withdrawn_at=None)
    if but_by is not None:
        rows = rows.exclude(recorded_by=but_by)
    return _agreements(rows.order_by("confirm_due")[:most])
