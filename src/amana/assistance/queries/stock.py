"""Batches, what is left of them, and every movement."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from amana import vault
from amana.assistance.labels import COUNTED_IN, DIFFERENCES, label_of
from amana.assistance.models import Batch, Delivery, Item, Movement
from amana.cases import queries as cases
from amana.cases.models import Procedure
from amana.cases.safe_contact import PROHIBITIONS, care_of
from amana.countrypacks import pack
from amana.errors import NotFound
from amana.trust import queries as trust
from amana.trust import rows as acting
from amana.trust.actor import Actor
from amana.trust.authorise import needs


@dataclass(frozen=True)
class BatchCard:
    """A batch as a list shows it."""

    id: UUID
    item: str
    code: str
    number: str
    counted_in: str
    store: str
    balance: int
    expires_on: date | None
    expired: bool


def _item_name(item: Item) -> str:
    service = pack().services.get(item.service)
    name = str(service.name) if service else item.service
    return f"{name} · {item.variant}" if item.variant else name


def batch_cards(rows: Iterable[Batch], today: date) -> list[BatchCard]:
    """Batches as a list shows them, in the order of the rows."""
    rows = list(rows)
    stores = trust.units({row.unit for row in rows})
    return [
        BatchCard(
            row.id,
            _item_name(row.item),
            row.item.service,
            row.number,
            label_of(COUNTED_IN, row.item.counted_in),
            stores[row.unit].full_name if row.unit in stores else "",
            row.balance,
            row.expires_on,
            row.expires_on is not None and row.expires_on < today,
        )
        for row in rows
    ]


def stock_of(actor: Actor) -> QuerySet[Batch]:
    """Returns the batches of the actor's organisation, for those who keep the stock or hand things out; else none."""
    if not (actor.can("stock.keep") or actor.can("help.deliver")):
        return Batch.objects.none()
    rows = Batch.objects.filter(item__organisation=actor.organisation_id).select_related("item")
    return rows.order_by("item__service", "item__variant", "expires_on", "number")


@needs("stock.keep")
def kept_by(actor: Actor) -> QuerySet[Batch]:
    """Returns every batch of the organisation, for those who keep the stock."""
    return stock_of(actor)


def items_of(actor: Actor) -> list[tuple[Item, str]]:
    """The kinds of things in the actor's stock, each with its name in the reader's language, by name."""
    rows = Item.objects.filter(id__in=stock_of(actor).order_by().values("item"))
    return sorted(((row, _item_name(row)) for row in rows), key=lambda pair: pair[1])


def stores_of(actor: Actor) -> list[tuple[UUID, str]]:
    """The units that keep something of the actor's stock, each with its name, by name."""
    units = trust.units(set(stock_of(actor).order_by().values_list("unit", flat=True)))
    return sorted(((card.id, card.full_name) for card in units.values()), key=lambda pair: pair[1])


@needs("stock.keep")
def batch(actor: Actor, batch_id: UUID) -> Batch:
    """Returns one batch of the organisation. Raises NotFound."""
    found = stock_of(actor).filter(id=batch_id).first()
    if found is None:
        raise NotFound
    return found


def batch_card(row: Batch, today: date) -> BatchCard:
    """The batch as a page shows it."""
    return batch_cards([row], today)[0]


def to_hand_out(actor: Actor, code: str, today: date) -> list[BatchCard]:
    """Batches of this service that can be given out today, the one that expires first on top."""
    cards = batch_cards(stock_of(actor).filter(item__service=code, balance__gt=0), today)
    return sorted((card for card in cards if not card.expired), key=lambda card: card.expires_on or date.max)


def ending_soon(actor: Actor, today: date, days: int = 30) -> list[BatchCard]:
    """Batches with a balance that expire within `days`, for who keeps the stock."""
    if not actor.can("stock.keep"):
        return []
    until = today + timedelta(days=days)
    return batch_cards(stock_of(actor).filter(balance__gt=0, expires_on__lte=until), today)


@dataclass(frozen=True)
class MovementLine:
    """One line of a batch's book: how many, for which case by number, why, by whom."""

    id: UUID
    kind: str
    quantity: int
    balance: int
    day: date
    by: str
    case: str
    reason: str
    has_words: bool


def _cases_of(rows: list[Movement], facts: dict[UUID, dict[str, Any]]) -> dict[UUID, str]:
    """Returns for which case each line was, by number. A delivery knows its line; a line does not know its person.

    So it is forgotten with the case, also in an older copy of the book. Lines of an earlier release name the case.
    """
    named = {each.id: str(facts[each.id]["case"]) for each in rows if facts.get(each.id, {}).get("case")}
    days = {each.day for each in rows if each.kind in ("out", "back") and each.id not in named}
    if not days:
        return named
    on_these = Q(delivered_at__date__in=days) | Q(reverses__isnull=False, requested_at__date__in=days)
    with acting.acting_as(acting.FIGURES):
        given = Delivery.objects.filter(on_these, provider_organisation=rows[0].batch.item.organisation)
        references = {each.id: cases.reference(each.procedure) for each in given.select_related("procedure")}
        told = vault.facts.by_owner("delivery", references)
    return named | {UUID(each["movement"]): references[id] for id, each in told.items() if each.get("movement")}


def movements_of(row: Batch) -> list[MovementLine]:
    """The book of a batch, newest line first. The batch came from a scoped query."""
    rows = list(row.movements.select_related("batch__item").order_by("-order"))
    facts = vault.facts.by_owner("movement", [each.id for each in rows])
    names = trust.users({each.by for each in rows if each.by})
    cases_of = _cases_of(rows, facts)
    lines = []
    for each in rows:
        told = facts.get(each.id, {})
        by = names[each.by].name if each.by in names else ""
        lines.append(
            MovementLine(
                each.id,
                each.kind,
                each.quantity,
                each.balance,
                each.day,
                by,
                cases_of.get(each.id, ""),
                label_of(DIFFERENCES, str(told.get("reason", ""))),
                each.sealed is not None,
            )
        )
    return lines


def prohibitions_for(line: MovementLine) -> frozenset[str]:
    """The ways in which the person of a hand-over must not be reached; nothing else is known of the person here."""
    with acting.acting_as(acting.FIGURES):
        procedure = Procedure.objects.filter(number=line.case).first() if line.case else None
        return care_of(cases.facts_of(procedure)) & PROHIBITIONS if procedure is not None else frozenset()


def _hand_over(actor: Actor, movement_id: UUID) -> Movement | None:
    row = Movement.objects.filter(id=movement_id, kind="out", batch__in=stock_of(actor).values("id")).first()
    return row if row is not None and (actor.can("stock.keep") or row.by == actor.user_id) else None


def may_print_slip(actor: Actor, movement_id: UUID) -> bool:
    """Whether the movement is a hand-over whose slip the actor may print."""
    return _hand_over(actor, movement_id) is not None


def handed_out(actor: Actor, movement_id: UUID) -> tuple[Movement, MovementLine, Batch]:
    """Returns one hand-over with its batch, for who keeps the stock or handed it over. Raises NotFound."""
    row = _hand_over(actor, movement_id)
    if row is None:
        raise NotFound
    store = Batch.objects.select_related("item").get(id=row.batch_id)
    line = next(line for line in movements_of(store) if line.id == row.id)
    return row, line, store
