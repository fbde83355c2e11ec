"""The queries on the exchange: whom we answer, who asked us, what we asked, what was answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from amana import vault
from amana.cases import queries as cases
from amana.cases.queries import Procedure
from amana.errors import NotFound
from amana.exchange.commands.asking import KIND, OWN_GROUNDS
from amana.exchange.models import Answering, Asked, Findable, Question
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import authorise
from amana.trust.capabilities import CapabilityId
from amana.vault.acting import SYSTEM, acting_as

WATCHERS: tuple[CapabilityId, ...] = ("exchange.keep", "cases.review", "protection.watch")
SHOWN_DAYS, MOST_SHOWN = 90, 200


@dataclass(frozen=True)
class Desk:
    """An organisation, and the desk of it that is asked."""

    id: UUID
    holder: UUID
    organisation: str
    unit: str
    phone: str


@dataclass(frozen=True)
class Heard:
    """A question that was asked: when, which organisation asked or was asked, and on our side which user."""

    at: datetime
    organisation: str
    by: str = ""


@dataclass(frozen=True)
class Answer:
    """The answer to a question: desks that may know her, and organisations of which nothing can be said."""

    at: datetime
    procedure: Procedure
    maybe: list[Desk]
    nothing: list[str]


def watches(actor: Actor) -> bool:
    """Whether the actor may see who asks and who is answered in this organisation."""
    return any(actor.can(each) for each in WATCHERS)


def _desks(rows: list[Answering]) -> list[Desk]:
    units = trust.units([row.unit for row in rows])
    names = {card.id: card.name for card in trust.organisations()}
    desks = [Desk(row.id, row.holder, names.get(row.holder, ""), units[row.unit].name, row.phone) for row in rows]
    return sorted(desks, key=lambda desk: desk.organisation)


def who_answers(actor: Actor) -> list[Desk]:
    """The desks that answer questions of the actor's organisation, by name."""
    return _desks(list(Answering.objects.filter(asker=actor.organisation_id, closed_at=None)))


def whom_we_answer(actor: Actor) -> list[tuple[Desk, str]]:
    """Returns (our desk, whose questions it answers), by name of the asker; none for those who do not watch."""
    if not watches(actor):
        return []
    rows = list(Answering.objects.filter(holder=actor.organisation_id, closed_at=None))
    names = {card.id: card.name for card in trust.organisations()}
    askers = {row.id: names.get(row.asker, "") for row in rows}
    return sorted(((desk, askers[desk.id]) for desk in _desks(rows)), key=lambda pair: pair[1])


def our_answering(actor: Actor, answering_id: UUID) -> Answering:
    """Returns an answering that the actor may stop. Raises NotFound."""
    rows = Answering.objects.filter(id=answering_id, holder=actor.organisation_id, closed_at=None)
    found = rows.first() if actor.can("exchange.keep") else None
    if found is None:
        raise NotFound
    return found


def who_asked_us(actor: Actor, now: datetime) -> list[Heard]:
    """Questions to the actor's organisation of the last 90 days, newest first; without whom they were about."""
    if not watches(actor):
        return []
    since = now - timedelta(days=SHOWN_DAYS)
    rows = Asked.objects.filter(holder=actor.organisation_id, question__asked_at__gte=since).select_related("question")
    names = {card.id: card.name for card in trust.organisations()}
    with acting_as(SYSTEM):  # the question is the asker's row; only that it was asked is shown here
        newest = list(rows.order_by("-question__asked_at", "-id")[:MOST_SHOWN])
    return [Heard(row.question.asked_at, names.get(row.question.organisation, "")) for row in newest]


def whom_we_asked(actor: Actor, now: datetime) -> list[Heard]:
    """Questions of the actor's organisation of the last 90 days, newest first, with the user who asked."""
    if not watches(actor):
        return []
    since = now - timedelta(days=SHOWN_DAYS)
    own = Asked.objects.filter(question__organisation=actor.organisation_id, question__asked_at__gte=since)
    rows = list(own.select_related("question").order_by("-question__asked_at", "-id")[:MOST_SHOWN])
    names = {card.id: card.name for card in trust.organisations()}
    people = trust.users(row.question.asked_by for row in rows if row.question.asked_by)
    return [
        Heard(row.question.asked_at, names.get(row.holder, ""), people[row.question.asked_by].name)
        for row in rows
        if row.question.asked_by in people
    ]


def to_ask_about(actor: Actor, procedure_id: UUID) -> Procedure:
    """Returns a person the actor may ask others about: of the team, its supervisors or the intake desk. Raises NotFound."""
    procedure = cases.one(actor, procedure_id)
    decision = authorise(actor, "exchange.ask", procedure)
    if not decision.allow or decision.ground not in OWN_GROUNDS:
        raise NotFound
    return procedure


def to_be_found(actor: Actor, procedure_id: UUID) -> Procedure:
    """Returns a person whose answer about being found the actor may record. Raises NotFound."""
    procedure = cases.one(actor, procedure_id)
    cases.require_own(actor, "consent.record", procedure)
    return procedure


def is_findable(procedure: Procedure, now: datetime) -> bool:
    """Whether she agreed that other desks find her, and that has not ended."""
    row = Findable.objects.filter(procedure=procedure.id).first()
    return row is not None and (row.expires_at is None or row.expires_at > now)


def answer_to(actor: Actor, question_id: UUID) -> Answer:
    """Returns the answer to a question about a person of the actor's. Raises NotFound."""
    question = Question.objects.filter(id=question_id, organisation=actor.organisation_id).first()
    if question is None:
        raise NotFound
    procedure = to_ask_about(actor, question.procedure)
    maybe = set(vault.facts.get(KIND, question.id).get("maybe", []))
    desks = _desks([row.answering for row in question.asked.select_related("answering")])
    return Answer(
        question.asked_at,
        procedure,
        [desk for desk in desks if str(desk.holder) in maybe],
        [desk.organisation for desk in desks if str(desk.holder) not in maybe],
    )


def questions_about(procedure: Procedure) -> list[tuple[UUID, datetime]]:
    """(question, moment) of all questions about this person, newest first. The caller holds the procedure."""
    return list(
        Question.objects.filter(procedure=procedure.id).order_by("-asked_at").values_list("id", "asked_at")[:20]
    )
