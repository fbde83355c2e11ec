"""Queries about requested erasures, holds, and completed erasures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from amana import vault
from amana.accounts.queries import RESTS, changes_by_others, was_changed
from amana.cases.models import Assignment, Procedure
from amana.cases.queries.files import own_of, reference
from amana.countrypacks import dates, pack
from amana.errors import NotFound
from amana.trust import forgetting, rows
from amana.trust import queries as trust
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.models import Erasure, LegalHold
from amana.trust.trail import watch
from amana.upkeep.models import Cleared
from amana.upkeep.pack_sections import RETENTION
from amana.upkeep.retention import MONTH
from amana.vault.clock import now as clock

SHOWN_FOR: Final = timedelta(days=30)


@dataclass(frozen=True)
class Forgotten:
    """An erased case, as its certificate describes it: nothing here leads to anybody."""

    id: UUID
    number: str
    at: datetime
    reason: str
    language: str
    counts: dict[str, int]
    asked_at: datetime
    agreed_at: datetime | None


@dataclass(frozen=True)
class Resting:
    """An account that others changed: it decides from `until` on, on what is asked after `at`. `ask_again` when this was before."""

    name: str
    at: datetime
    until: datetime
    ask_again: bool


@dataclass(frozen=True)
class PendingErasure:
    """A case that waits for a second person, or that two people agreed to erase, as a list shows it.

    `mine` when the reader asked; `due` is the earliest moment at which an agreed one is done; `set_at` is when a clock was set
    since it was agreed, and `resting` the accounts for which it cannot be agreed to now.
    """

    id: UUID
    case: str
    by: str
    at: datetime
    reason: str
    mine: bool
    i_may_agree: bool
    held_until: str
    resting: tuple[Resting, ...] = ()
    agreed_by: str = ""
    agreed_at: datetime | None = None
    due: datetime | None = None
    set_at: datetime | None = None


@dataclass(frozen=True)
class StoppedErasure:
    """An erasure that was stopped, by somebody or by a check of the worker (`by` is empty); `reason` is a code."""

    case: str
    by: str
    at: datetime
    reason: str


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
    """Whether this second person and the first are an officer and somebody of the organisation of the case.

    Who came into the team of the case after it was asked does not speak for its organisation here.
    """
    if row.asked_by is None or row.asked_by == actor.user_id:
        return False
    if "data_protection_officer" not in trust.user(row.asked_by).roles:
        return _officer(actor)  # the first one asked as one of the organisation
    return own_of(actor).filter(id=procedure.id).exists() and (
        procedure.supervisors_unit in actor.unit_ids
        or Assignment.objects.filter(procedure=procedure, user=actor.account, since__lte=row.asked_at).exists()
    )


def decides_on(actor: Actor, procedure: Procedure) -> bool:
    """Whether the actor is an officer or of the organisation of the case."""
    return _visible_cases(actor).filter(id=procedure.id).exists()


def may_stop(actor: Actor, row: Erasure, procedure: Procedure) -> bool:
    """Whether the actor asked or agreed, is of the organisation of the case, or a data-protection officer."""
    took_part = actor.user_id is not None and actor.user_id in (row.asked_by, row.agreed_by)
    return took_part or decides_on(actor, procedure)


def are_at_rest(user_ids: Iterable[UUID | None], asked_at: datetime, now: datetime) -> bool:
    """Whether nobody else changed these accounts within `RESTS`, or since it was asked."""
    return not was_changed([user for user in user_ids if user], min(now - RESTS, asked_at))


def _resting(user_ids: Iterable[UUID | None], asked_at: datetime, now: datetime) -> tuple[Resting, ...]:
    changed = changes_by_others([user for user in user_ids if user], min(now - RESTS, asked_at))
    return tuple(Resting(trust.user_name(user), at, at + RESTS, at >= asked_at) for user, at in changed.items())


def count_jumps() -> int:
    """Returns how many times the audit log says that a clock was set."""
    return len(watch.jumps())


def describe_wait(row: Erasure) -> str:
    """Returns what an erasure waits for: which case, and who asked and agreed when. Another one has another wait."""
    assert row.agreed_at is not None
    moments = (row.asked_at.astimezone(UTC).isoformat(), row.agreed_at.astimezone(UTC).isoformat())
    return "|".join(str(each) for each in (row.case, row.asked_by, row.agreed_by, *moments))


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
def list_requests(actor: Actor, now: datetime | None = None) -> list[PendingErasure]:
    """Cases that wait for a second person, and those that two people agreed to erase, oldest first."""
    return _pending(actor, ("asked", "agreed"), now or clock())


@needs("forgetting.decide")
def list_agreed(actor: Actor, now: datetime | None = None) -> list[PendingErasure]:
    """Cases that two people agreed to erase and that wait for their hours, oldest first: the actor may stop each."""
    return _pending(actor, ("agreed",), now or clock())


def _pending(actor: Actor, states: tuple[str, ...], at: datetime) -> list[PendingErasure]:
    with rows.acting_as(rows.SYSTEM):
        waiting = list(forgetting.erasures_asked().filter(state__in=states))
        if not waiting:
            return []
        cases = _cases_of(actor, waiting)
        reasons = vault.facts.by_owner(forgetting.ERASURE, [row.id for row in waiting])
        names = trust.users({user for row in waiting for user in (row.asked_by, row.agreed_by) if user})
        found = []
        for row in waiting:
            if row.case is None or row.case not in cases or row.asked_by is None:
                continue
            hold = forgetting.holds_on(row.case, timezone.localdate()).first()
            by, agreed_by = names.get(row.asked_by), names.get(row.agreed_by) if row.agreed_by else None
            could = row.state == "asked" and hold is None and may_agree(actor, row, cases[row.case])
            resting = _resting([actor.user_id, row.asked_by], row.asked_at, at) if could else ()
            found.append(
                PendingErasure(
                    row.id,
                    reference(cases[row.case]),
                    by.name if by else "",
                    row.asked_at,
                    str(reasons.get(row.id, {}).get("reason", "")),
                    row.asked_by == actor.user_id,
                    could and not resting,
                    "" if hold is None else dates.day(hold.until) if hold.until else "–",
                    resting,
                    agreed_by.name if agreed_by else "",
                    row.agreed_at,
                    row.due_at,
                    row.waits_since if row.waits_since != row.agreed_at else None,
                )
            )
    return found


def _cases_of(actor: Actor, erasures: list[Erasure]) -> dict[UUID, Procedure]:
    """The cases of these erasures that the actor decides on, or whose erasure the actor asked for or agreed to."""
    wanted = [row.case for row in erasures if row.case]
    own = [row.case for row in erasures if row.case and actor.user_id in (row.asked_by, row.agreed_by)]
    return {**_visible_cases(actor).in_bulk(wanted), **Procedure.objects.in_bulk(own)}


@needs("forgetting.decide")
def list_stopped(actor: Actor, now: datetime) -> list[StoppedErasure]:
    """Erasures that were stopped within `SHOWN_FOR`, newest first."""
    with rows.acting_as(rows.SYSTEM):
        stopped = list(Erasure.objects.filter(state="stopped", stopped_at__gt=now - SHOWN_FOR).order_by("-stopped_at"))
        cases = _cases_of(actor, stopped)
        reasons = vault.facts.by_owner(forgetting.ERASURE, [row.id for row in stopped])
        return [
            StoppedErasure(
                reference(cases[row.case]),
                trust.user_name(row.stopped_by),
                row.stopped_at,
                str(reasons.get(row.id, {}).get("stopped", "")),
            )
            for row in stopped
            if row.case in cases and row.stopped_at
        ]


@needs("forgetting.decide")
def asked_one(actor: Actor, erasure_id: UUID) -> Erasure:
    """An erasure that waits and that the actor may see. Raises NotFound."""
    if erasure_id not in {row.id for row in list_requests(actor)}:
        raise NotFound
    with rows.acting_as(rows.SYSTEM):
        return Erasure.objects.get(id=erasure_id)


@needs("forgetting.decide")
def agreed_one(actor: Actor, erasure_id: UUID) -> PendingErasure:
    """An agreed erasure that the actor may stop. Raises NotFound."""
    found = [row for row in list_agreed(actor) if row.id == erasure_id]
    if not found:
        raise NotFound
    return found[0]


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
    return Forgotten(row.id, row.number, row.done_at, row.reason, row.language, row.counts, row.asked_at, row.agreed_at)


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


def hours_of_wait() -> int:
    """How many hours an erasure waits after two people agreed to it."""
    return RETENTION.of(pack()).erasure_wait_hours


def retention_rules() -> list[Rule]:
    """The rules of the pack, with what the worker cleared last."""
    last = {row.kind: row for row in Cleared.objects.order_by("at")}
    return [
        Rule(kind, str(rule.name), rule.months, rule.action == "propose", rule.confidence,
             last[kind].count if kind in last else 0, last[kind].at if kind in last else None)
        for kind, rule in RETENTION.of(pack()).rules.items()
    ]  # fmt: skip
