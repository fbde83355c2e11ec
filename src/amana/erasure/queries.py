"""Queries about requested erasures, holds, and completed erasures."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from amana import vault
from amana.cases.models import Procedure
from amana.cases.queries.files import own_of, reference
from amana.countrypacks import dates, pack
from amana.errors import NotFound
from amana.trust import forgetting, rows
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.models import Erasure, LegalHold
from amana.upkeep.models import Cleared
from amana.upkeep.pack_sections import RETENTION
from amana.upkeep.retention import MONTH


@dataclass(frozen=True)
class Forgotten:
    """An erased case, as its certificate describes it: nothing here leads to anybody."""

    id: UUID
    number: str
    at: datetime
    reason: str
    language: str
    counts: dict[str, int]


@dataclass(frozen=True)
class PendingErasure:
    """A case that waits for a second person, as a list shows it. `mine` when the reader asked."""

    id: UUID
    case: str
    by: str
    at: datetime
    reason: str
    mine: bool
    i_may_agree: bool
    held_until: str


@dataclass(frozen=True)
class HoldCard:
    """A hold in force, as a list shows it."""

    id: UUID
    case: str
    by: str
    at: datetime
    until: date | None
    reason: str
    paper: str
    i_may_lift: bool


@dataclass(frozen=True)
class Due:
    """A case that was kept as long as its rule says."""

    procedure_id: UUID
    case: str
    kind: str
    since: datetime


@dataclass(frozen=True)
class Rule:
    """A rule of retention in the reader's language: what it keeps, how long, and what happens then."""

    kind: str
    name: str
    months: int
    proposes: bool
    confidence: str
    cleared: int
    cleared_at: datetime | None


def _officer(actor: Actor) -> bool:
    return actor.can("protection.watch")


def _visible_cases(actor: Actor) -> QuerySet[Procedure]:
    """Cases whose erasure the actor decides on: all for the officer, else those of their team or supervision."""
    return Procedure.objects.all() if _officer(actor) else own_of(actor)


def may_agree(actor: Actor, row: Erasure, procedure: Procedure) -> bool:
    """Whether this second person and the first are an officer and somebody of the organisation of the case."""
    if row.asked_by is None or row.asked_by == actor.user_id:
        return False
    if "data_protection_officer" not in trust.user(row.asked_by).roles:
        return _officer(actor)  # the first one asked as one of the organisation
    return own_of(actor).filter(id=procedure.id).exists()


def may_lift(actor: Actor, hold: LegalHold) -> bool:
    """Whether the actor may end the hold: another person than set it, and one of the two is a data-protection officer."""
    if hold.set_by == actor.user_id:
        return False
    return _officer(actor) or (hold.set_by is not None and "data_protection_officer" in trust.user(hold.set_by).roles)


@needs("forgetting.decide")
def one_to_forget(actor: Actor, procedure_id: UUID) -> Procedure:
    """The case. Raises NotFound."""
    with rows.acting_as(rows.SYSTEM):
        found = _visible_cases(actor).filter(id=procedure_id).first()
    if found is None:
        raise NotFound
    return found


@needs("forgetting.decide")
def list_requests(actor: Actor) -> list[PendingErasure]:
    """Cases that wait for a second person, oldest first."""
    with rows.acting_as(rows.SYSTEM):
        waiting = list(forgetting.erasures_asked())
        cases = _visible_cases(actor).in_bulk([row.case for row in waiting if row.case])
        reasons = vault.facts.by_owner(forgetting.ERASURE, [row.id for row in waiting])
        names = trust.users({row.asked_by for row in waiting if row.asked_by})
        found = []
        for row in waiting:
            if row.case is None or row.case not in cases or row.asked_by is None:
                continue
            hold = forgetting.holds_on(row.case, timezone.localdate()).first()
            by = names.get(row.asked_by)
            found.append(
                PendingErasure(
                    row.id,
                    reference(cases[row.case]),
                    by.name if by else "",
                    row.asked_at,
                    str(reasons.get(row.id, {}).get("reason", "")),
                    row.asked_by == actor.user_id,
                    hold is None and may_agree(actor, row, cases[row.case]),
                    "" if hold is None else dates.day(hold.until) if hold.until else "–",
                )
            )
    return found


@needs("forgetting.decide")
def asked_one(actor: Actor, erasure_id: UUID) -> Erasure:
    """An erasure that waits and that the actor may see. Raises NotFound."""
    if erasure_id not in {row.id for row in list_requests(actor)}:
        raise NotFound
    return Erasure.objects.get(id=erasure_id)


@needs("forgetting.decide")
def list_erasures(actor: Actor, most: int = 100) -> list[Forgotten]:
    """Completed erasures, newest first: certificates that name nobody."""
    return [_build_forgotten(row) for row in _certificates(actor).order_by("-done_at")[:most]]


@needs("forgetting.decide")
def forgotten_one(actor: Actor, erasure_id: UUID) -> Forgotten:
    """One certificate. Raises NotFound."""
    row = _certificates(actor).filter(id=erasure_id).first()
    if row is None:
        raise NotFound
    return _build_forgotten(row)


def _certificates(actor: Actor) -> QuerySet[Erasure]:
    """Returns what the actor's organisation erased; all for the officer. Other organisations' counts are not shown."""
    done = Erasure.objects.filter(state="done")
    return done if _officer(actor) else done.filter(organisation=actor.organisation_id)


def _build_forgotten(row: Erasure) -> Forgotten:
    assert row.done_at is not None and row.number is not None
    return Forgotten(row.id, row.number, row.done_at, row.reason, row.language, row.counts)


@needs("forgetting.hold")
def list_holds(actor: Actor) -> list[HoldCard]:
    """Holds in force on cases that the actor may see."""
    with rows.acting_as(rows.SYSTEM):
        living = list(LegalHold.objects.filter(lifted_at=None).order_by("set_at"))
        cases = _visible_cases(actor).in_bulk([row.case for row in living])
        facts = vault.facts.by_owner(forgetting.HOLD, [row.id for row in living])
        names = trust.users({row.set_by for row in living if row.set_by})
    found = []
    for row in living:
        if row.case in cases:
            told, by = facts.get(row.id, {}), names.get(row.set_by) if row.set_by else None
            reason = str(RETENTION.of(pack()).hold_reasons.get(str(told.get("reason")), ""))
            found.append(
                HoldCard(
                    row.id,
                    reference(cases[row.case]),
                    by.name if by else "",
                    row.set_at,
                    row.until,
                    reason,
                    str(told.get("paper", "")),
                    may_lift(actor, row),
                )
            )
    return found


@needs("forgetting.hold")
def held_one(actor: Actor, hold_id: UUID) -> LegalHold:
    """A hold in force that the actor may see. Raises NotFound."""
    if hold_id not in {row.id for row in list_holds(actor)}:
        raise NotFound
    return LegalHold.objects.get(id=hold_id)


@needs("forgetting.decide")
def due(actor: Actor, now: datetime) -> list[Due]:
    """Cases that were kept as long as their rule says and whose erasure nobody asked for yet, longest first."""
    with rows.acting_as(rows.SYSTEM):
        waiting = set(forgetting.erasures_asked().values_list("case", flat=True))
        found = [Due(row.id, reference(row), kind, since) for kind, row, since in _over(_visible_cases(actor), now)]
        return sorted((row for row in found if row.procedure_id not in waiting), key=lambda row: row.since)


def _over(procedures: QuerySet[Procedure], now: datetime) -> list[tuple[str, Procedure, datetime]]:
    rules = RETENTION.of(pack()).rules
    over = []
    closed = procedures.filter(help="closed", number__isnull=False)
    for row in closed.filter(help_since__lt=now - rules["closed_case"].months * MONTH):
        over.append(("closed_case", row, row.help_since))
    before = procedures.filter(number=None, changed_at__lt=now - rules["before_help"].months * MONTH)
    over += [("before_help", row, row.changed_at) for row in before]
    return over


def retention_rules() -> list[Rule]:
    """The rules of the pack, with what the worker cleared last."""
    last = {row.kind: row for row in Cleared.objects.order_by("at")}
    return [
        Rule(kind, str(rule.name), rule.months, rule.action == "propose", rule.confidence,
             last[kind].count if kind in last else 0, last[kind].at if kind in last else None)
        for kind, rule in RETENTION.of(pack()).rules.items()
    ]  # fmt: skip
