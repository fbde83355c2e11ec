"""Forgotten passwords that a colleague may answer, as cards that faces may show; and what others changed of an account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from amana.accounts import joining
from amana.accounts.models import RoleRequest
from amana.countrypacks import pack
from amana.errors import NotFound
from amana.trust.actor import Actor
from amana.trust.authorise import needs, needs_one_of
from amana.trust.capabilities import PRESETS, is_powerful
from amana.trust.models import Line, RoleGrant
from amana.trust.queries import User, UserCard, user_name, users

RESTS: Final = timedelta(
    hours=24
)  # an account after a change by others, before it decides; a powerful role, before it is given
SHOWN_FOR: Final = timedelta(days=30)
CHANGES_BY_OTHERS: Final = (
    "trust.invited",
    "trust.joins_unit",
    "trust.admitted",
    "trust.roles_set",
    "trust.role_given",
    "trust.enabled",
    "trust.password_given",
    "trust.factors_reset",
)


def has_first_password(user_id: UUID) -> bool:
    """Whether an open account still has the password that somebody else chose for it."""
    return User.objects.filter(id=user_id, is_active=True, must_change_password=True).exists()


def forgotten_for(actor: Actor) -> list[tuple[UUID, UserCard, datetime]]:
    """(request, colleague, since when): forgotten passwords that this actor may answer, oldest first."""
    rows = list(joining.forgotten_for(actor))
    cards = users([row.user_id for row in rows])
    return [(row.id, cards[row.user_id], row.asked_at) for row in rows]


def changes_by_others(user_ids: Iterable[UUID], since: datetime) -> dict[UUID, datetime]:
    """When somebody last invited, let in or opened each of these accounts, or gave it roles or a password, since a moment.

    Taking its second factors away counts too. It is read from the audit log, which keeps what an account no longer shows.
    """
    lines = Line.objects.filter(object__in=list(user_ids), verb__in=CHANGES_BY_OTHERS, happened_at__gte=since)
    return {user: at for user, at in lines.order_by("happened_at").values_list("object", "happened_at") if user}


def was_changed(user_ids: Iterable[UUID], since: datetime) -> bool:
    """Whether somebody else changed one of these accounts since a moment, as `changes_by_others` reads it."""
    return bool(changes_by_others(user_ids, since))


# Powerful roles --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RequestedRole:
    """A powerful role that was asked for. `due` is the earliest moment at which an agreed one is given.

    `agreed_by` and `ended_by` are empty where an operator or the worker did it; `rests_until` is set where the reader cannot
    agree yet, because somebody changed an account of the two; `ask_again` where that was since it was asked.
    """

    id: UUID
    user: UUID
    name: str
    role: str
    state: str
    by: str
    at: datetime
    agreed_by: str
    agreed_at: datetime | None
    due: datetime | None
    ended_by: str
    ended_at: datetime | None
    mine: bool
    may_agree: bool
    rests_until: datetime | None
    ask_again: bool


@dataclass(frozen=True)
class Holder:
    """Somebody who holds powerful roles now."""

    name: str
    organisation: str
    roles: tuple[str, ...]


@needs_one_of("accounts.keep", "protection.watch", "releases.approve", refusal=NotFound)
def list_role_requests(actor: Actor, now: datetime) -> list[RequestedRole]:
    """Powerful roles that wait, oldest first."""
    return [
        _build_request(actor, row, now)
        for row in RoleRequest.objects.filter(state__in=("asked", "agreed")).order_by("asked_at")
    ]


@needs_one_of("accounts.keep", "protection.watch", "releases.approve", refusal=NotFound)
def list_ended_role_requests(actor: Actor, now: datetime) -> list[RequestedRole]:
    """Those that were given or stopped within `SHOWN_FOR`, newest first."""
    ended = RoleRequest.objects.filter(state__in=("given", "stopped"), ended_at__gt=now - SHOWN_FOR).order_by(
        "-ended_at"
    )
    return [_build_request(actor, row, now) for row in ended]


@needs_one_of("accounts.keep", "protection.watch", "releases.approve", refusal=NotFound)
def list_holders(actor: Actor) -> list[Holder]:
    """Everybody whose open account holds a powerful role, by name."""
    powerful = [role for role in PRESETS if is_powerful(role)]
    held: dict[UUID, list[str]] = {}
    for user, role in RoleGrant.objects.filter(role__in=powerful, user__is_active=True).values_list("user", "role"):
        held.setdefault(user, []).append(str(pack().role(role).name))
    cards = users(held)
    found = [
        Holder(cards[user].name, cards[user].organisation_name, tuple(sorted(roles))) for user, roles in held.items()
    ]
    return sorted(found, key=lambda each: each.name)


@needs("accounts.keep")
def role_requests_of(actor: Actor, user_id: UUID, now: datetime) -> list[RequestedRole]:
    """Powerful roles that wait for this account."""
    return [row for row in list_role_requests(actor, now) if row.user == user_id]


def _build_request(actor: Actor, row: RoleRequest, now: datetime) -> RequestedRole:
    mine = actor.user_id in (row.asked_by, row.user)
    could = row.state == "asked" and not mine and (actor.can("accounts.keep") or actor.can("protection.watch"))
    changed = changes_by_others([actor.account, row.asked_by], min(now - RESTS, row.asked_at)) if could else {}
    return RequestedRole(
        row.id, row.user, user_name(row.user), str(pack().role(row.role).name), row.state, user_name(row.asked_by), row.asked_at,
        user_name(row.agreed_by), row.agreed_at, row.due_at, user_name(row.ended_by), row.ended_at, row.asked_by == actor.user_id,
        could and not changed, max(changed.values()) + RESTS if changed else None,
        any(at >= row.asked_at for at in changed.values()),
    )  # fmt: skip
