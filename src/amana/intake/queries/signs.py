"""Which reports somebody may see, with their triage cards, replies and files.

A recorder knows the reference and the state of own signs; the intake unit reads them.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from amana import vault
from amana.cases import queries as cases
from amana.cases.models import Deadline, Procedure
from amana.errors import NotFound
from amana.intake import rules
from amana.intake.models import Reply, Sign, SignFile, TriageCard
from amana.intake.pack import first_place, last_places
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import Decision, authorise
from amana.trust.capabilities import CapabilityId
from amana.trust.queries import UnitCard

FILE_FACTS: Final = "sign_file"
_READ_SIGNS: tuple[CapabilityId, ...] = ("signs.triage", "screening.run", "presumption.decide")
_TEAM = frozenset({"team", "supervision"})


def grounds(actor: Actor, verb: str, record: object) -> Decision | None:
    """The unit that took the sign in, the unit that supervises it, or the team of the case it became."""
    assert isinstance(record, Sign)
    return ground_of(actor, verb, unit=record.unit, supervised_by=record.supervised_by, procedure=record.procedure)


def ground_of(
    actor: Actor, verb: str, *, unit: UUID | None, supervised_by: UUID | None, procedure: Procedure
) -> Decision | None:
    """The ground for a record of the intake desk: its unit, the unit that supervises it, or the team of the case."""
    if verb != "cases.read":
        if unit is not None and unit in actor.unit_ids:
            return Decision(True, "intake")
        if supervised_by in actor.unit_ids:
            return Decision(True, "supervision")
        return None
    decision = authorise(actor, "cases.read", procedure)
    return decision if decision.allow and decision.ground in _TEAM and procedure.number else None


def signs_for(actor: Actor) -> QuerySet[Sign]:
    """Signs that the actor's units took in or supervise, newest first; every list of signs starts from here."""
    if not any(actor.can(verb) for verb in _READ_SIGNS):
        return Sign.objects.none()
    mine = Q(unit__in=actor.unit_ids) | Q(supervised_by__in=actor.unit_ids)
    return Sign.objects.filter(mine).select_related("procedure").order_by("-came_at", "-number")


def my_signs(actor: Actor) -> QuerySet[Sign]:
    """Signs that the actor recorded, newest first: references and states, not what was written."""
    if not actor.can("signs.take"):
        return Sign.objects.none()
    return (
        Sign.objects.filter(taken_by=actor.user_id)
        .select_related("procedure", "joined__into__procedure")
        .order_by("-came_at", "-number")
    )


def may_read(actor: Actor, record: Sign) -> bool:
    """Whether the actor may open the sign: by intake, by supervision, or in the team of the case."""
    return any(authorise(actor, verb, record).allow for verb in (*_READ_SIGNS, "cases.read"))


def may_know(actor: Actor, record: Sign) -> bool:
    """Whether the actor may read the sign or has recorded it: then its page opens, and its number is found."""
    return may_read(actor, record) or my_signs(actor).filter(id=record.id).exists()


def sign(actor: Actor, sign_id: UUID) -> Sign:
    """A sign that the actor may read or has recorded. Raises NotFound."""
    row = Sign.objects.select_related("procedure").filter(id=sign_id).first()
    if row is None or not may_know(actor, row):
        raise NotFound
    return row


def readable_sign(actor: Actor, sign_id: UUID) -> Sign:
    """A sign that the actor may open. Raises NotFound, also for a user who only recorded it."""
    row = sign(actor, sign_id)
    if not may_read(actor, row):
        raise NotFound
    return row


def sign_of(procedure: Procedure) -> Sign | None:
    """The sign with which a procedure began; None where it began otherwise."""
    return Sign.objects.select_related("procedure").filter(procedure=procedure).first()


def status_of(record: Sign) -> rules.Status:
    """The word for the colleague who recorded it; a report that goes on as another sign is as far as that one."""
    goes_on = _goes_on_as(record)
    return rules.status_of(read=record.read_at is not None, moved=_has_moved(goes_on), over=is_over(goes_on))


def status_told_outside(record: Sign) -> rules.Status:
    """The word for somebody with a code: not that it was closed, because the person reported on may be the one who asks."""
    return rules.status_of(read=record.read_at is not None, moved=_has_moved(_goes_on_as(record)))


def is_over(record: Sign) -> bool:
    """Whether the procedure of the sign is closed, so that nothing more is done with it."""
    return record.procedure.help in last_places()


def _goes_on_as(record: Sign) -> Sign:
    joined = getattr(record, "joined", None)
    return joined.into if joined is not None else record


def _has_moved(record: Sign) -> bool:
    return record.procedure.identification != first_place()


def card_of(procedure: Procedure) -> TriageCard | None:
    """The triage card of a procedure, unopened."""
    return TriageCard.objects.filter(procedure=procedure).first()


def replies_of(record: Sign) -> list[Reply]:
    """Answers to the reporter and words added by code, oldest first, unopened."""
    return list(Reply.objects.filter(sign=record).order_by("written_at"))


def reporter_stopped(record: Sign) -> bool:
    """Whether the last wish of the reporter was not to be written to any more."""
    rows = [row.id for row in replies_of(record)]
    facts = vault.facts.by_owner("reply", rows)
    wishes = [facts.get(each, {}).get("what") for each in rows]
    said = [wish for wish in wishes if wish in ("stop", "words", "phone")]
    return bool(said) and said[-1] == "stop"


def intake_units() -> list[UnitCard]:
    """The units among which a recorder chooses: those that take signs and can open them, by name."""
    cards = [card for card in trust.units().values() if card.takes_signs and vault.keyring.has_unit_key(card.id)]
    return sorted(cards, key=lambda card: card.full_name)


def facts_of_signs(records: list[Sign]) -> dict[UUID, dict[str, Any]]:
    """Coded facts by sign, for a page of a list."""
    return vault.facts.by_owner("sign", [record.id for record in records])


def present_facts(records: list[Sign]) -> dict[UUID, dict[str, Any]]:
    """The coded facts of signs as they are known now: what triage found of urgency, danger and age holds over the report."""
    told = facts_of_signs(records)
    procedures = [record.procedure_id for record in records]
    people = vault.facts.by_owner("case", procedures)
    cards = {row.procedure_id: row.id for row in TriageCard.objects.filter(procedure__in=procedures)}
    answers = vault.facts.by_owner("triage", list(cards.values()))
    card_of_each = {procedure: answers.get(card, {}) for procedure, card in cards.items()}
    return {
        record.id: rules.present(
            told.get(record.id, {}), people.get(record.procedure_id, {}), card_of_each.get(record.procedure_id, {})
        )
        for record in records
    }


def languages_told(record: Sign, facts: Mapping[str, Any]) -> tuple[str, str]:
    """(the person's language, the reporter's) by the facts of a sign; empty where nobody said.

    Of a sign that came by the public page before the two were kept apart, the one language is the reporter's.
    """
    spoken, written = str(facts.get("language") or ""), str(facts.get("reporter_language") or "")
    if record.taken_by is None and "reporter_language" not in facts:
        return "", spoken
    return spoken, written


def card_facts(procedure: Procedure) -> dict[str, Any] | None:
    """The coded answers of the triage card; None where none is written."""
    row = card_of(procedure)
    return vault.facts.get("triage", row.id) if row is not None else None


def next_clock() -> Subquery:
    """The clock of a sign's procedure that ends first, for the order of a list."""
    clocks = Deadline.objects.filter(procedure=OuterRef("procedure"), done_at=None)
    return Subquery(clocks.order_by("due_at").values("due_at")[:1])


def next_clocks(procedure_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """The clock that ends first, by procedure; those without one are left out."""
    rows = Deadline.objects.filter(procedure__in=list(procedure_ids), done_at=None).order_by("-due_at")
    return {row.procedure_id: row.due_at for row in rows}


def facts_of(procedure: Procedure) -> dict[str, Any]:
    """The coded facts about the person."""
    return cases.facts_of(procedure)


def case_reference(procedure: Procedure) -> str:
    """The case number, or the sign's before there is one."""
    found = (
        None if procedure.number else Sign.objects.filter(procedure=procedure).values_list("number", flat=True).first()
    )
    return found or cases.reference(procedure)


def files_of(sign: Sign) -> list[tuple[SignFile, dict[str, Any]]]:
    """The files of a sign, oldest first, with what a list may say of each: type, outcome, ending, what was done to it.

    Of what came through the letter box nothing is known before it is opened.
    """
    files = list(sign.files.order_by("came_at"))
    facts = vault.facts.by_owner(FILE_FACTS, [file.id for file in files])
    return [(file, facts.get(file.id, {})) for file in files]
