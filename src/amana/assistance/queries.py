"""What can be asked of help, money and stock. Every question about a person's help starts from `visible_to`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from amana.assistance import pack as helps
from amana.assistance.errors import CaseIsClosed, ConsentMissing, HelpNotOpen
from amana.assistance.labels import COUNTED_IN, DIFFERENCES, called
from amana.assistance.models import Batch, Goal, Item, MoneyIn, Movement
from amana.assistance.models import Delivery as Delivery  # faces know it by its type
from amana.assistance.rules import IN_SERVICE, OPEN, MonthOfMoney, Moved, cash_book, help_is_open, next_follow_up
from amana.cases import queries as cases
from amana.cases.models import Procedure
from amana.consent import queries as consents
from amana.consent.rules import Term, is_live
from amana.countrypacks import pack
from amana.countrypacks.values import Service
from amana.errors import NotFound
from amana.referrals import queries as referrals
from amana.referrals.queries import Referral
from amana.trust import queries as trust
from amana.trust import vault
from amana.trust.actor import Actor
from amana.trust.authorise import Decision, authorise, needs, register_ground


@dataclass(frozen=True)
class Help:
    """One delivery as a page shows it: where it stands, and its facts."""

    id: UUID
    procedure_id: UUID
    state: str
    code: str
    service: Service | None
    facts: dict[str, Any]
    requested_at: datetime
    approved_at: datetime | None
    started_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    next_followup_at: datetime | None
    followed_up_at: datetime | None
    asked_by: UUID | None
    approved_by: UUID | None
    delivered_by: UUID | None
    provider_unit: UUID | None
    reverses: UUID | None
    referral: UUID | None

    @property
    def name(self) -> str:
        """The service in the language of the page."""
        return str(self.service.name) if self.service else self.code

    @property
    def category(self) -> str:
        """The category of the service."""
        return str(self.facts.get("category", ""))

    @property
    def is_cash(self) -> bool:
        """Whether it is money."""
        return self.category == helps.CASH

    @property
    def is_item(self) -> bool:
        """Whether it is a thing."""
        return self.category == helps.ITEMS

    @property
    def quantity(self) -> int | None:
        """How many; negative for what came back."""
        return _number(self.facts.get("quantity"))

    @property
    def amount(self) -> Decimal | None:
        """How much money, or what the help was worth; negative for what came back."""
        value = self.facts.get("value")
        return plain(Decimal(str(value))) if value not in (None, "") else None

    @property
    def currency(self) -> str:
        """The currency of the amount."""
        return str(self.facts.get("currency") or pack().currency)

    @property
    def reversed(self) -> bool:
        """Whether it was taken back as entered by mistake."""
        return bool(self.facts.get("reversed"))

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in OPEN


def plain(amount: Decimal) -> Decimal:
    """The amount without a fraction that is nothing.

    >>> plain(Decimal("1000.00")), plain(Decimal("2.50"))
    (Decimal('1000'), Decimal('2.50'))
    """
    return amount.to_integral_value() if amount == amount.to_integral_value() else amount


def _number(value: object) -> int | None:
    return int(str(value)) if value not in (None, "") else None


def helps_from(rows: Iterable[Delivery]) -> list[Help]:
    """Deliveries with their facts, in the order given; one whose lock is destroyed has none."""
    rows = list(rows)
    facts, services = vault.facts_by_owner("delivery", [row.id for row in rows]), pack().services
    found = []
    for row in rows:
        told = facts.get(row.id, {})
        code = str(told.get("service", ""))
        found.append(
            Help(
                id=row.id,
                procedure_id=row.procedure_id,
                state=row.state,
                code=code,
                service=services.get(code),
                facts=told,
                requested_at=row.requested_at,
                approved_at=row.approved_at,
                started_at=row.started_at,
                delivered_at=row.delivered_at,
                cancelled_at=row.cancelled_at,
                next_followup_at=row.next_followup_at,
                followed_up_at=row.followed_up_at,
                asked_by=row.asked_by,
                approved_by=row.approved_by,
                delivered_by=row.delivered_by,
                provider_unit=row.provider_unit,
                reverses=row.reverses_id,
                referral=row.referral,
            )
        )
    return found


# Whose help may be seen ----------------------------------------------------------------------------


def visible_to(actor: Actor) -> QuerySet[Delivery]:
    """Help in cases that the actor may know of, and what the actor's units gave for a referral."""
    reach = Q(cases.within(cases.reachable_by(actor)))
    if actor.can("help.deliver"):
        reach |= Q(provider_unit__in=actor.unit_ids, referral__isnull=False)
    return Delivery.objects.filter(reach).select_related("procedure")


def one(actor: Actor, delivery_id: UUID) -> Delivery:
    """One delivery. Raises NotFound, also where its kind of help belongs to a section that is shut for the actor."""
    found = visible_to(actor).filter(id=delivery_id).first()
    if found is None or not (_is_own(actor, found) or _is_told(actor, found.procedure, helps_from([found])[0])):
        raise NotFound
    return found


def shown(delivery: Delivery) -> Help:
    """The delivery with its facts. It came out of a scoped query."""
    return helps_from([delivery])[0]


def _is_own(actor: Actor, delivery: Delivery) -> bool:
    return delivery.referral is not None and delivery.provider_unit in actor.unit_ids


def _is_told(actor: Actor, procedure: Procedure, each: Help) -> bool:
    """Help of a sealed kind (health, legal, contact) is told to those who may open that section."""
    section = each.service.section if each.service else None
    return section is None or procedure.number is None or section in cases.sections_open_to(actor, procedure)


def of_case(actor: Actor, procedure: Procedure) -> list[Help]:
    """Help for one person, newest first, as far as the actor is told of it. The case came from a scoped query."""
    rows = helps_from(Delivery.objects.filter(procedure=procedure).order_by("-requested_at", "-id"))
    if not rows:
        return []
    open_now = cases.sections_open_to(actor, procedure)
    return [
        each
        for each in rows
        if procedure.number is None
        or each.service is None
        or each.service.section is None
        or each.service.section in open_now
    ]


def grounds(actor: Actor, verb: str, record: object) -> Decision | None:
    """The grounds of the case, or that the actor's unit gave this help for a referral.

    Whoever sees the case by a consent changes only what the own unit gave, and asks and approves no money.
    """
    assert isinstance(record, Delivery)
    if verb == "help.deliver" and _is_own(actor, record):
        return Decision(True, "referral")
    decision = authorise(actor, verb, record.procedure)
    if decision.ground == "consent" and verb != "cases.read":
        given_here = verb == "help.deliver" and record.provider_unit in actor.unit_ids
        return decision if given_here else None
    return decision


def register_grounds() -> None:
    """From now on deliveries are opened by the grounds of their case or referral."""
    register_ground(Delivery, "case", grounds)


# What stands open, for my day ----------------------------------------------------------------------


AT_ONCE = 40  # rows of one kind in a day; nobody does more before the next look
type Pair = tuple[Delivery, Help]


def waiting_for(actor: Actor) -> list[Pair]:
    """Money that somebody else asked for and the actor may agree to, the oldest first."""
    if not actor.can("cash.approve"):
        return []
    rows = (
        Delivery.objects.filter(state="waits", procedure__supervisors_unit__in=actor.unit_ids)
        .exclude(asked_by=actor.user_id)
        .select_related("procedure")
        .order_by("requested_at")
    )
    return _paired(rows[:AT_ONCE])


def asked_by(actor: Actor) -> list[Pair]:
    """Money that the actor asked for and that waits or is to be paid out, the oldest first."""
    rows = Delivery.objects.filter(state__in=["waits", "agreed"], asked_by=actor.user_id).select_related("procedure")
    return _paired(rows.filter(cases.within(cases.visible_to(actor))).order_by("requested_at")[:AT_ONCE])


def begun_by(actor: Actor) -> list[Pair]:
    """Help asked for or begun in the actor's own cases and not given yet."""
    rows = Delivery.objects.filter(state__in=["requested", "running"], procedure__manager=actor.user_id)
    return _paired(rows.select_related("procedure").order_by("requested_at")[:AT_ONCE])


def follow_ups_of(actor: Actor, until: datetime) -> list[Pair]:
    """Help in the actor's own cases that somebody should look at again before `until`, soonest first."""
    ended = pack().machine("procedure").tracks["help"].terminal
    rows = Delivery.objects.filter(
        procedure__manager=actor.user_id, next_followup_at__lte=until, followed_up_at=None, state="delivered"
    ).exclude(procedure__help__in=ended)
    return _paired(rows.select_related("procedure").order_by("next_followup_at")[:AT_ONCE])


def _paired(rows: Iterable[Delivery]) -> list[Pair]:
    rows = list(rows)
    return list(zip(rows, helps_from(rows), strict=True))


def service_of(referral: Referral) -> str:
    """The service that a referral asks for, by its code."""
    return str(referrals.facts_of(referral).get("service", ""))


def reference_for(actor: Actor, delivery: Delivery) -> str:
    """The reference under which a provider knows what it gave: that of its referral, never the case number."""
    found = referrals.received_by(actor).filter(id=delivery.referral).first() if delivery.referral else None
    return found.reference if found else ""


@dataclass(frozen=True)
class Served:
    """A referral that a unit of the actor serves: its reference, and what was asked for."""

    id: UUID
    reference: str
    service: str


def served_now(actor: Actor) -> list[Served]:
    """The referrals that the actor's units serve now, for which what was given can be recorded."""
    if not actor.can("help.deliver"):
        return []
    rows = list(referrals.received_by(actor).filter(state=IN_SERVICE).order_by("state_since")[:AT_ONCE])
    facts, services = referrals.facts_of_many(rows), pack().services
    found = []
    for row in rows:
        code = str(facts.get(row.id, {}).get("service", ""))
        found.append(Served(row.id, row.reference, str(services[code].name) if code in services else code))
    return found


def recorded_for_referrals(actor: Actor, limit: int = 100) -> list[Help]:
    """What the actor's units gave for referrals, newest first."""
    if not actor.can("help.deliver"):
        return []
    rows = Delivery.objects.filter(provider_unit__in=actor.unit_ids, referral__isnull=False)
    return helps_from(rows.order_by("-requested_at")[:limit])


def lately_given(actor: Actor, limit: int = 50) -> list[Pair]:
    """Money and items of the actor's visible cases, newest first."""
    rows = Delivery.objects.filter(cases.within(cases.visible_to(actor))).select_related("procedure")
    pairs = _paired(rows.order_by("-requested_at")[: limit * 4])
    return [pair for pair in pairs if pair[1].is_cash or pair[1].is_item][:limit]


# May it be given ------------------------------------------------------------------------------------


def help_open(procedure: Procedure) -> bool:
    """Whether the places of the procedure let help be given."""
    track = pack().machine("procedure").tracks["help"]
    return help_is_open(
        procedure.identification,
        procedure.help,
        opens_from=helps.help_opens_from(),
        initial=track.initial,
        ended=frozenset(track.terminal),
    )


def is_closed(procedure: Procedure) -> bool:
    """Whether the case has ended."""
    return procedure.help in pack().machine("procedure").tracks["help"].terminal


def consent_to_help(procedure: Procedure, at: datetime) -> UUID | None:
    """The living consent by which the person agreed to be helped, or None."""
    for each in consents.agreements_of(procedure.id):
        term = Term(each.given_at, each.expires_at, each.withdrawn_at)
        if each.facts.get("type") == "assistance" and not each.refused and is_live(term, at):
            return each.id
    return None


def consent_of_referral(procedure_id: UUID, referral_id: UUID, at: datetime) -> UUID | None:
    """The living consent under which this referral travelled, or None."""
    for each in consents.agreements_of(procedure_id):
        term = Term(each.given_at, each.expires_at, each.withdrawn_at)
        if each.referral_id == referral_id and not each.refused and is_live(term, at):
            return each.id
    return None


def why_not(
    procedure: Procedure, service: Service, at: datetime, referral: UUID | None = None
) -> type[CaseIsClosed | HelpNotOpen | ConsentMissing] | None:
    """The refusal between this person and this service now, or None. Urgent help never waits for a place."""
    if is_closed(procedure):
        return CaseIsClosed
    if not helps.is_urgent(service) and not help_open(procedure):
        return HelpNotOpen
    return ConsentMissing if consent_for(procedure, at, referral) is None else None


def consent_for(procedure: Procedure, at: datetime, referral: UUID | None = None) -> UUID | None:
    """The living consent under which help may be given, by the team or for a referral."""
    agreed = consent_to_help(procedure, at)
    return agreed if agreed or referral is None else consent_of_referral(procedure.id, referral, at)


def delivered_before(procedure: Procedure, code: str) -> int:
    """How often this service was given to the person already; what was taken back does not count."""
    rows = Delivery.objects.filter(procedure=procedure, state="delivered", reverses=None)
    facts = vault.facts_by_owner("delivery", rows.values_list("id", flat=True))
    return sum(told.get("service") == code and not told.get("reversed") for told in facts.values())


def follow_up_after(procedure: Procedure, service: Service, at: datetime) -> datetime | None:
    """When somebody should look again after this service was given at `at`, or None."""
    done = delivered_before(procedure, service.code) if service.schedule_days else 0
    return next_follow_up(at, followup_days=service.followup_days, schedule_days=service.schedule_days, done=done)


def not_back_yet(delivery: Delivery) -> tuple[int, Decimal]:
    """(quantity, money) that was given and has not come back."""
    rows = [delivery, *delivery.reversals.all()]
    quantity, money = 0, Decimal(0)
    for each in helps_from(rows):
        quantity += each.quantity or 0
        money += each.amount or Decimal(0)
    return quantity, money


# Figures --------------------------------------------------------------------------------------------


def all_given() -> Iterator[tuple[UUID, datetime, dict[str, Any]]]:
    """(procedure, moment of delivery, facts) of everything that was given, for counting in memory.

    Reversals are rows with negative quantity and value; what was entered by mistake carries `reversed`, and so does
    its reversal. `month` in the facts is "2026-03".
    """
    at: dict[UUID, tuple[UUID, datetime]] = {
        row: (procedure, moment)
        for row, procedure, moment in Delivery.objects.filter(state="delivered").values_list(
            "id", "procedure", "delivered_at"
        )
        if moment is not None
    }
    for owner, facts in vault.all_facts("delivery"):
        if owner in at:
            yield *at[owner], facts


def all_goals() -> Iterator[tuple[UUID, datetime | None, dict[str, Any]]]:
    """(procedure, moment it was closed, facts) of every plan goal; `met` in the facts is true, false or absent."""
    rows = {row: (procedure, at) for row, procedure, at in Goal.objects.values_list("id", "procedure", "closed_at")}
    for owner, facts in vault.all_facts("goal"):
        if owner in rows:
            yield *rows[owner], facts


# The plan -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PlanGoal:
    """A goal with its facts; `met` is None as long as nobody has said."""

    id: UUID
    category: str
    name: str
    met: bool | None
    set_at: datetime
    closed_at: datetime | None
    sealed: UUID | None


def goals_of(procedure: Procedure) -> list[PlanGoal]:
    """The goals of a plan, in the order in which they were set. The case came from a scoped query."""
    rows = list(Goal.objects.filter(procedure=procedure).order_by("set_at", "id"))
    facts, categories = vault.facts_by_owner("goal", [row.id for row in rows]), pack().categories
    found = []
    for row in rows:
        told = facts.get(row.id, {})
        category = str(told.get("category", ""))
        name = str(categories[category].name) if category in categories else category
        found.append(PlanGoal(row.id, category, name, told.get("met"), row.set_at, row.closed_at, row.sealed))
    return found


# Stock ----------------------------------------------------------------------------------------------


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


def _batch_cards(rows: Iterable[Batch], today: date) -> list[BatchCard]:
    rows = list(rows)
    stores = trust.units({row.unit for row in rows})
    return [
        BatchCard(
            row.id,
            _item_name(row.item),
            row.item.service,
            row.number,
            called(COUNTED_IN, row.item.counted_in),
            stores[row.unit].full_name if row.unit in stores else "",
            row.balance,
            row.expires_on,
            row.expires_on is not None and row.expires_on < today,
        )
        for row in rows
    ]


def stock_of(actor: Actor) -> QuerySet[Batch]:
    """The batches of the actor's organisation, for those who keep the stock or hand things out; else none."""
    if not (actor.can("stock.keep") or actor.can("help.deliver")):
        return Batch.objects.none()
    rows = Batch.objects.filter(item__organisation=actor.organisation_id).select_related("item")
    return rows.order_by("item__service", "item__variant", "expires_on", "number")


@needs("stock.keep")
def balances(actor: Actor, today: date) -> list[BatchCard]:
    """Every batch of the organisation with what is left of it; empty ones last."""
    return sorted(_batch_cards(stock_of(actor), today), key=lambda card: card.balance == 0)


@needs("stock.keep")
def batch(actor: Actor, batch_id: UUID) -> Batch:
    """One batch of the organisation. Raises NotFound."""
    found = stock_of(actor).filter(id=batch_id).first()
    if found is None:
        raise NotFound
    return found


def batch_card(row: Batch, today: date) -> BatchCard:
    """The batch as a page shows it."""
    return _batch_cards([row], today)[0]


def to_hand_out(actor: Actor, code: str, today: date) -> list[BatchCard]:
    """Batches of this service that can be handed out today, the one that expires first on top."""
    cards = _batch_cards(stock_of(actor).filter(item__service=code, balance__gt=0), today)
    return sorted((card for card in cards if not card.expired), key=lambda card: card.expires_on or date.max)


def ending_soon(actor: Actor, today: date, days: int = 30) -> list[BatchCard]:
    """Batches with something left that expire within `days`, for who keeps the stock."""
    if not actor.can("stock.keep"):
        return []
    until = today + timedelta(days=days)
    return _batch_cards(stock_of(actor).filter(balance__gt=0, expires_on__lte=until), today)


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


def movements_of(row: Batch) -> list[MovementLine]:
    """The book of a batch, newest line first. The batch came from a scoped query."""
    rows = list(row.movements.order_by("-order"))
    facts = vault.facts_by_owner("movement", [each.id for each in rows])
    names = trust.users({each.by for each in rows if each.by})
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
                str(told.get("case", "")),
                called(DIFFERENCES, str(told.get("reason", ""))),
                each.sealed is not None,
            )
        )
    return lines


def handed_out(actor: Actor, movement_id: UUID) -> tuple[Movement, MovementLine, Batch]:
    """One hand-over with its batch, for who keeps the stock or handed it over. Raises NotFound."""
    row = Movement.objects.filter(id=movement_id, kind="out", batch__in=stock_of(actor).values("id")).first()
    if row is None or not (actor.can("stock.keep") or row.by == actor.user_id):
        raise NotFound
    store = Batch.objects.select_related("item").get(id=row.batch_id)
    line = next(line for line in movements_of(store) if line.id == row.id)
    return row, line, store


# Money ----------------------------------------------------------------------------------------------


@needs("cash.approve")
def money_by_month(actor: Actor) -> list[MonthOfMoney]:
    """What came in, was paid out and came back in the actor's organisation, by currency and month."""
    moved = [
        Moved(row.day.strftime("%Y-%m"), row.currency, "in", plain(row.amount))
        for row in MoneyIn.objects.filter(organisation=actor.organisation_id)
    ]
    rows = Delivery.objects.filter(provider_organisation=actor.organisation_id, state="delivered")
    for each in helps_from(rows.iterator(2000)):
        if each.is_cash and each.amount is not None and each.facts.get("month"):
            way = "back" if each.reverses else "out"
            moved.append(Moved(str(each.facts["month"]), each.currency, way, abs(each.amount)))
    return cash_book(moved)


@needs("cash.approve")
def money_received(actor: Actor, limit: int = 24) -> list[MoneyIn]:
    """Money that the actor's organisation received, newest first."""
    rows = list(MoneyIn.objects.filter(organisation=actor.organisation_id).order_by("-day", "-recorded_at")[:limit])
    for row in rows:
        row.amount = plain(row.amount)
    return rows
