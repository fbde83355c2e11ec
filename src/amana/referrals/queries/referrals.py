"""Referrals visible to the actor: those of cases the actor works in, and those sent to the actor's units."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, DateTimeField, F, Q, QuerySet, When

from amana import vault
from amana.cases import queries as cases
from amana.cases.models import Assignment, Procedure, Step
from amana.cases.states import StepState
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.errors import NotFound
from amana.referrals import rules
from amana.referrals.models import Message, Referral
from amana.referrals.pack import TRACK, machine
from amana.referrals.states import ReferralState
from amana.trust.actor import Actor
from amana.trust.authorise import Decision
from amana.vault.clock import now as clock
from amana.vault.models import Sealed

FACTS = "referral"


def _own(actor: Actor, at: datetime, prefix: str) -> Q:
    """Cases of the actor by team, supervision or the unit that took them in; a consent alone does not count."""
    active = Q(until=None) | Q(until__gt=at)
    team = Assignment.objects.filter(active, user=actor.account, since__lte=at).values("procedure")
    return (
        Q(**{f"{prefix}id__in": team})
        | Q(**{f"{prefix}supervisors_unit__in": actor.unit_ids})
        | Q(**{f"{prefix}number": None, f"{prefix}intake_unit__in": actor.unit_ids})
    )


def procedure_to_ask_for(actor: Actor, procedure_id: UUID) -> Procedure:
    """Returns a procedure for whose person the actor may ask for help: urgent help never waits for a case. Raises NotFound."""
    found = None
    if actor.can("referrals.send"):
        found = Procedure.objects.filter(_own(actor, clock(), ""), id=procedure_id).first()
    if found is None:
        raise NotFound
    return found


def sent_by(actor: Actor) -> QuerySet[Referral]:
    """Referrals of the actor's own cases, drafts included."""
    if not actor.can("referrals.send") and not actor.can("cases.read"):
        return Referral.objects.none()
    return Referral.objects.filter(_own(actor, clock(), "procedure__")).select_related("procedure", "provider")


def received_by(actor: Actor) -> QuerySet[Referral]:
    """Referrals sent to a unit of the actor; every other query of a provider starts from here."""
    if not actor.can("referrals.answer"):
        return Referral.objects.none()
    rows = Referral.objects.filter(unit__in=actor.unit_ids, sent_at__isnull=False)
    return rows.select_related("procedure", "provider")


def managed_by(actor: Actor) -> QuerySet[Referral]:
    """Referrals of the cases that the actor manages, and whose answers are still awaited or used."""
    return sent_by(actor).filter(left_at=None, procedure__manager=actor.user_id)


def appointments(rows: QuerySet[Referral], begin: datetime, end: datetime) -> list[Referral]:
    """Returns those of `rows` whose provider gave a first appointment in the time, in its order."""
    given = rows.filter(state__in=(ReferralState.ACCEPTED, ReferralState.IN_SERVICE))
    return list(given.filter(agreed_for__gte=begin, agreed_for__lt=end).order_by("agreed_for"))


def most_pressing_first(rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Orders by what is late or due first: the deadline of the awaited answer, else the agreed day.

    Those without a deadline follow, the one longest in its place first.
    """
    clock = Case(
        When(state=ReferralState.SENT, then="acknowledge_due"),
        When(state=ReferralState.ACKNOWLEDGED, then="answer_due"),
        When(
            state=ReferralState.DRAFT, previous__isnull=False, then="drafted_at"
        ),  # somebody was silent, and nobody is asked yet
        When(state__in=(ReferralState.ACCEPTED, ReferralState.WAITLISTED), then="agreed_for"),
        output_field=DateTimeField(),
    )
    return rows.annotate(clock=clock).order_by(F("clock").asc(nulls_last=True), "state_since", "reference")


def visible_to(actor: Actor) -> QuerySet[Referral]:
    """Referrals that the actor sent or received."""
    ids = sent_by(actor).values("id").union(received_by(actor).values("id"))
    return Referral.objects.filter(id__in=ids).select_related("procedure", "provider")


def by_reference(actor: Actor, reference: str) -> Referral | None:
    """The referral with this reference that the actor sent or received, or None."""
    return visible_to(actor).filter(reference=reference).first()


def one(actor: Actor, referral_id: UUID) -> Referral:
    """A referral that the actor may know of. Raises NotFound."""
    found = visible_to(actor).filter(id=referral_id).first()
    if found is None:
        raise NotFound
    return found


def received_referral(actor: Actor, referral_id: UUID) -> Referral:
    """A referral sent to a unit of the actor. Raises NotFound."""
    found = received_by(actor).filter(id=referral_id).first()
    if found is None:
        raise NotFound
    return found


def served_by(actor: Actor, referral_id: UUID) -> Referral:
    """A referral that a unit of the actor serves now. Raises NotFound. For the rooms above."""
    found = received_by(actor).filter(id=referral_id, state=ReferralState.IN_SERVICE).first()
    if found is None:
        raise NotFound
    return found


def side_of(actor: Actor, referral: Referral) -> frozenset[str]:
    """Whether the actor is on the sender's side, the receiver's, or both. Raises NotFound on neither."""
    sides = set()
    if sent_by(actor).filter(id=referral.id).exists():
        sides.add("sender")
    if received_by(actor).filter(id=referral.id).exists():
        sides.add("receiver")
    if not sides:
        raise NotFound
    return frozenset(sides)


def ground(actor: Actor, verb: str, record: object) -> Decision | None:
    """The ground for access: the sender's team by its case; the provider by its own referral, and only for answering."""
    assert isinstance(record, Referral)
    if verb == "referrals.answer":
        held = received_by(actor).filter(id=record.id).exists()
        return Decision(True, "own_referral", consent_id=record.consent) if held else None
    return Decision(True, "team") if sent_by(actor).filter(id=record.id).exists() else None


def of_procedure(actor: Actor, procedure: Procedure) -> list[Referral]:
    """Referrals of one case, newest first; none for those who see the case by a consent alone."""
    return list(sent_by(actor).filter(procedure=procedure).order_by("-drafted_at", "-reference"))


def facts_of(referral: Referral) -> dict[str, Any]:
    """Returns what was asked and answered, in codes."""
    return vault.facts.get(FACTS, referral.id)


def facts_of_many(referrals: Iterable[Referral]) -> dict[UUID, dict[str, Any]]:
    """Returns `facts_of` for a page of a list."""
    return vault.facts.by_owner(FACTS, [referral.id for referral in referrals])


def steps_of(referral: Referral) -> list[Step]:
    """The steps of a referral, oldest first; those of one moment in the order in which they followed each other."""
    left = list(reversed(cases.steps_of(referral.procedure, referral.id)))
    place, ordered = machine().tracks[TRACK].initial, []
    while left:
        at_once = [step for step in left if step.recorded_at == left[0].recorded_at]
        found = next((step for step in at_once if step.from_state == place), left[0])
        left.remove(found)
        ordered.append(found)
        place = found.to_state if found.state == StepState.DONE else place
    return ordered


def messages_of(referral: Referral) -> list[Message]:
    """Returns the messages of the steps, still sealed, oldest first."""
    return list(Message.objects.filter(referral=referral).order_by("said_at", "id"))


def sealed_of(referral: Referral) -> list[Sealed]:
    """Returns the package and the messages of a referral, still sealed."""
    ids = list(Message.objects.filter(referral=referral).values_list("sealed", flat=True))
    return list(Sealed.objects.filter(id__in=[*ids, *([referral.package] if referral.package else [])]))


def package_opens_for(actor: Actor, referral: Referral) -> bool:
    """Whether the actor holds a valid key to the package; opens nothing."""
    if referral.package is None or not Sealed.objects.filter(id=referral.package).exists():
        return False
    return vault.texts.can_open(actor, referral.package)


def follower_of(referral: Referral) -> Referral | None:
    """Returns the referral that replaced this one."""
    return Referral.objects.filter(previous=referral).order_by("drafted_at").first()


def need_of(procedure: Procedure, service: str, governorate: str = "") -> rules.Need:
    """Returns what is needed, for whom: from the coded facts of the person. Without `governorate`, where she is now."""
    facts = cases.facts_of(procedure)
    spoken = facts.get("languages") or []
    languages = {*([spoken] if isinstance(spoken, str) else spoken), facts.get("interpreter_language") or ""}
    age = facts.get("age_band") or facts.get("age_group") or ""
    access = facts.get("accessibility_needs") or []
    return rules.Need(
        service=service,
        governorate=governorate or facts.get("governorate") or "",
        languages=frozenset(languages - {""}),
        sex=facts.get("sex") or "",
        age=rules.age_span(age) or rules.age_span(facts.get("age_group") or ""),
        nationality=facts.get("nationality") or "",
        children=bool(facts.get("children_with_person")),
        access_needs=frozenset(access) - {"none"},
    )


def fields_agreed(referral: Referral, at: datetime) -> frozenset[str]:
    """Returns the fields that a valid consent covers for this referral."""
    if referral.unit is None:
        return frozenset()
    return consent.fields_agreed(referral.procedure_id, referral.id, referral.unit, at)


def case_is_closed(procedure: Procedure) -> bool:
    """Whether the help of this case has ended."""
    return procedure.help in pack().machine("procedure").tracks["help"].terminal
