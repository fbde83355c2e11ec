"""Powerful roles: one person asks, another agrees, the role rests, and then the worker gives it.

They are those with which accounts are made, erasures decided on, or figures published (`capabilities.is_powerful`). While an
instance holds nothing about anybody they are given at once. What is asked and agreed is known to the key store
(`vault/waits.py`), so a row that somebody writes into the database gives no role, and no clock shortens the rest.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.accounts.errors import AccountRests, ErasureStands, RolesApart
from amana.accounts.models import RoleRequest
from amana.accounts.queries import RESTS, was_changed
from amana.accounts.roles_apart import check_roles_fit
from amana.errors import NotFound
from amana.trust import forgetting, rows
from amana.trust.actor import SYSTEM, Actor, actor_for
from amana.trust.authorise import needs_one_of, part_of_a_command
from amana.trust.capabilities import is_powerful
from amana.trust.duties import each_of
from amana.trust.errors import AccountChanged, NeedsSecondPerson
from amana.trust.models import RoleGrant, User
from amana.trust.trail import record, watch
from amana.vault.models import Sealed

LAPSES: Final = timedelta(days=30)  # a request that nobody agreed to
_HOURS: Final = RESTS // timedelta(hours=1)
_MOVED: Final = timedelta(minutes=10)


def holds_people() -> bool:
    """Whether this instance holds a sealed text: from then on powerful roles need two people."""
    with rows.acting_as(rows.SYSTEM):
        return Sealed.objects.exists()


@part_of_a_command
def ask_for_roles(actor: Actor, user_id: UUID, roles: Iterable[str], now: datetime) -> frozenset[str]:
    """Asks for those of `roles` that need a second person, and returns them; the others are the caller's to give.

    Roles that the account holds, or that were asked for already, are not asked for again. Raises ErasureStands.
    """
    held = set(RoleGrant.objects.filter(user=user_id).values_list("role", flat=True))
    wanted = frozenset(role for role in roles if is_powerful(role) and role not in held)
    if not wanted or not holds_people():
        return frozenset()
    _no_erasure_of([actor.user_id])
    list(
        User.objects.select_for_update().filter(id=user_id)
    )  # of two who ask at once, the second finds the first one's
    open_ones = RoleRequest.objects.filter(user=user_id, state__in=("asked", "agreed"))
    for role in sorted(wanted - set(open_ones.values_list("role", flat=True))):
        row = RoleRequest.objects.create(user=user_id, role=role, asked_by=actor.account, asked_at=now)
        record(actor, "trust.role_asked", user_id, now, request=row.id)
        vault.waits.begin(row.id, _describe(row), len(watch.jumps()))
    return wanted


@needs_one_of("accounts.keep", "protection.watch", refusal=NotFound)
@transaction.atomic
def agree_to_role(actor: Actor, request_id: UUID, *, now: datetime) -> None:
    """The role is given after its rest. By somebody else than who asked and who is to have it.

    Raises NotFound, NeedsSecondPerson, AccountRests, ErasureStands.
    """
    row = _require(request_id, "asked")
    if actor.user_id in (row.asked_by, row.user):
        raise NeedsSecondPerson
    if not _are_at_rest([actor.user_id, row.asked_by], row.asked_at, now):
        raise AccountRests(hours=_HOURS)
    _no_erasure_of([actor.user_id, row.asked_by])
    _agree(actor, row, now)


def agree_as_operator(username: str, role: str, *, now: datetime) -> None:
    """The operator of the machine agrees, where an instance has nobody else who could. It rests all the same.

    Raises NotFound.
    """
    with transaction.atomic():
        user = User.objects.filter(username=username).first()
        asked = RoleRequest.objects.filter(user=user.id, role=role, state="asked").first() if user else None
        if asked is None:
            raise NotFound
        _agree(SYSTEM, _require(asked.id, "asked"), now)


def _agree(actor: Actor, row: RoleRequest, now: datetime) -> None:
    if vault.waits.look(row.id, _describe(row), len(watch.jumps())) is None:
        raise NotFound  # the key store knows of no such request
    row.state, row.agreed_by, row.agreed_at, row.due_at = "agreed", actor.user_id, now, now + RESTS
    row.save()
    record(actor, "trust.role_agreed", row.user, now, request=row.id, hours=_HOURS)
    vault.waits.begin(row.id, _describe(row), len(watch.jumps()))


@needs_one_of("accounts.keep", "protection.watch", "releases.approve", refusal=NotFound)
@transaction.atomic
def stop_role(actor: Actor, request_id: UUID, *, now: datetime) -> None:
    """Stops a request at once, alone. After that somebody asks again. Raises NotFound."""
    _end(_require(request_id, "asked", "agreed"), actor, now)


def _end(row: RoleRequest, actor: Actor, now: datetime) -> None:
    vault.waits.end(row.id)
    row.state, row.ended_by, row.ended_at, row.due_at = "stopped", actor.user_id, now, None
    row.save()
    record(actor, "trust.role_stopped", row.user, now, request=row.id)


def _require(request_id: UUID, *states: str) -> RoleRequest:
    row = RoleRequest.objects.select_for_update().filter(id=request_id, state__in=states).first()
    if row is None:
        raise NotFound
    return row


def _describe(row: RoleRequest) -> str:
    """Returns what was asked, and agreed: for whom, which role, and by whom at which moment."""
    moments = (each.astimezone(UTC).isoformat() if each else "" for each in (row.asked_at, row.agreed_at))
    return "|".join(
        str(each) for each in ("role", row.state, row.user, row.role, row.asked_by, row.agreed_by, *moments)
    )


def _are_at_rest(user_ids: Iterable[UUID | None], asked_at: datetime, now: datetime) -> bool:
    return not was_changed([user for user in user_ids if user], min(now - RESTS, asked_at))


def _no_erasure_of(user_ids: Collection[UUID | None]) -> None:
    """Who wants a case erased makes nobody powerful meanwhile. Raises ErasureStands."""
    with rows.acting_as(rows.SYSTEM):
        standing = forgetting.erasures_asked().values_list("asked_by", "agreed_by")
        if not {user for pair in standing for user in pair if user}.isdisjoint(user_ids):
            raise ErasureStands


# The worker ------------------------------------------------------------------------------------------------


def give_agreed(now: datetime) -> int:
    """Gives the roles that have rested, and ends what prevents itself or lapsed. Returns how many were given."""
    ids = list(
        RoleRequest.objects.filter(state__in=("asked", "agreed")).order_by("asked_at").values_list("id", flat=True)
    )
    return each_of("a powerful role", ids, lambda id: _look_at(id, now)) if ids else 0


def _look_at(id: UUID, now: datetime) -> bool:
    with transaction.atomic():
        row = RoleRequest.objects.select_for_update().filter(id=id, state__in=("asked", "agreed")).first()
        if row is None:
            return False  # ended meanwhile
        wait = vault.waits.look(row.id, _describe(row), len(watch.jumps()))
        if wait is None or now > row.asked_at + LAPSES or (row.state == "agreed" and not _may_be_given(row, now)):
            _end(row, SYSTEM, now)
            return False
        left = RESTS - wait.counted
        if row.state == "asked":
            return False
        if left > timedelta():
            if row.due_at is None or abs(now + left - row.due_at) > _MOVED:
                row.due_at = now + left
                row.save(update_fields=["due_at"])
            return False
        _give(row, now)
    return True


def _may_be_given(row: RoleRequest, now: datetime) -> bool:
    """Whether both still may, nobody changed their accounts, and the account may have the role with those it has."""
    user = User.objects.filter(id=row.user, is_active=True).first()
    if user is None or not _may_ask(row.asked_by) or not (row.agreed_by is None or _may_agree(row.agreed_by)):
        return False
    if not _are_at_rest([row.asked_by, row.agreed_by], row.asked_at, now):
        return False
    try:
        _no_erasure_of([row.asked_by, row.agreed_by])
        check_roles_fit({*RoleGrant.objects.filter(user=user).values_list("role", flat=True), row.role})
        actor_for(user, None)
    except (ErasureStands, RolesApart, AccountChanged):
        return False
    return True


def _may_ask(user_id: UUID) -> bool:
    actor = _actor_of(user_id)
    return actor is not None and actor.can("accounts.keep")


def _may_agree(user_id: UUID) -> bool:
    actor = _actor_of(user_id)
    return actor is not None and (actor.can("accounts.keep") or actor.can("protection.watch"))


def _actor_of(user_id: UUID) -> Actor | None:
    """Returns somebody who works here, or None; nobody whose account was changed outside Amana."""
    user = User.objects.filter(id=user_id, is_active=True).first()
    try:
        return actor_for(user, None) if user else None
    except AccountChanged:
        return None


def _give(row: RoleRequest, now: datetime) -> None:
    RoleGrant.objects.get_or_create(user_id=row.user, role=row.role)
    vault.waits.end(row.id)
    row.state, row.ended_at = "given", now
    row.save()
    record(SYSTEM, "trust.role_given", row.user, now, request=row.id)
