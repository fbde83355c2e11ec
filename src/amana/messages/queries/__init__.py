"""The queries on messages: those of a case, and what waits for a human."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from amana import vault
from amana.cases import queries as files
from amana.cases.queries import Procedure
from amana.errors import NotFound
from amana.messages.models import Outgoing
from amana.messages.states import MessageState
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import authorise

__all__ = [
    "Card",
    "Outgoing",
    "Procedure",
    "for_humans",
    "history",
    "may_send",
    "one",
    "require_team",
    "to_write_to",
    "waiting_since",
]


@dataclass(frozen=True)
class Card:
    """One message on the page of its case: its id, its text's code, and why a human has to do it."""

    id: UUID
    state: str
    by: str
    made_at: datetime
    send_after: datetime | None
    ended_at: datetime | None
    ended_by: UUID | None
    template: str
    channel: str
    reasons: tuple[str, ...]


def may_send(actor: Actor, procedure: Procedure) -> bool:
    """Whether the actor is of the team and may open her contact there."""
    decision = authorise(actor, "messages.send", procedure)
    return decision.allow and decision.ground == "team" and "contact" in decision.sections


def require_team(actor: Actor, procedure: Procedure) -> None:
    """Raises NotFound for every user whom `may_send` does not let in."""
    if not may_send(actor, procedure):
        raise NotFound


def to_write_to(actor: Actor, procedure_id: UUID) -> Procedure:
    """Returns a case to whose person the actor may write. Raises NotFound."""
    procedure = files.one(actor, procedure_id)
    require_team(actor, procedure)
    return procedure


def one(actor: Actor, message_id: UUID) -> Outgoing:
    """Returns one message of a case of the actor's. Raises NotFound."""
    row = Outgoing.objects.filter(id=message_id).select_related("procedure").first()
    if row is None or not may_send(actor, row.procedure):
        raise NotFound
    return row


def history(procedure: Procedure) -> list[Card]:
    """The messages of a case, newest first. For callers who got the case from `to_write_to`."""
    rows = list(Outgoing.objects.filter(procedure=procedure).order_by("-made_at")[:50])
    facts = vault.facts.by_owner("message", [row.id for row in rows])
    cards = trust.users([row.made_by for row in rows if row.made_by])
    return [_card(row, facts.get(row.id, {}), cards[row.made_by].name if row.made_by in cards else "") for row in rows]


def _card(row: Outgoing, facts: dict[str, Any], by: str) -> Card:
    return Card(
        id=row.id,
        state=row.state,
        by=by,
        made_at=row.made_at,
        send_after=row.send_after,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        template=str(facts.get("template", "")),
        channel=str(facts.get("channel", "")),
        reasons=tuple(facts.get("reasons", ())),
    )


def for_humans(actor: Actor) -> QuerySet[Outgoing]:
    """Messages that a human has to handle, or has to learn about because they were cancelled automatically.

    Of cases that the actor manages, or that the actor wanted to send.
    """
    if not actor.can("messages.send"):
        return Outgoing.objects.none()
    mine = Q(procedure__manager=actor.user_id) | Q(made_by=actor.user_id)
    open_ends = Q(state=MessageState.HUMAN) | Q(state=MessageState.CANCELLED, ended_by=None)
    rows = Outgoing.objects.filter(mine, open_ends, files.within(files.own_of(actor)))
    return rows.select_related("procedure").order_by("wanted_at")


def waiting_since(now: datetime) -> tuple[int, datetime | None]:
    """Returns (messages more than ten minutes overdue, when the oldest waiting one was made), for the keepers of the instance."""
    waiting = Outgoing.objects.filter(state__in=(MessageState.WAITS, MessageState.SENDING))
    late = waiting.filter(send_after__lt=now - timedelta(minutes=10), state=MessageState.WAITS).count()
    return late, waiting.aggregate(oldest=Min("made_at"))["oldest"]
