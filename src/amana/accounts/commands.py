"""Commands on organisations, units and accounts: create, change, disable; admit a newcomer to a unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from amana import vault
from amana.accounts.errors import (
    AlreadySetUp,
    LastAdministrator,
    NotADemo,
    RealPeopleHere,
    UsernameTaken,
)
from amana.accounts.joining import take_keys
from amana.accounts.powerful_roles import ask_for_roles, holds_people
from amana.accounts.recovering import name_officers
from amana.accounts.roles_apart import check_roles_fit
from amana.accounts.set_up_code import check_set_up_code
from amana.errors import NotAllowed, NotFound
from amana.signin.session_store import end_sessions
from amana.trust.actor import SYSTEM, Actor, actor_for
from amana.trust.authorise import anybody_signed_in, needs
from amana.trust.capabilities import is_powerful
from amana.trust.errors import NameInOtherScript, NotYourself
from amana.trust.models import Membership, Organisation, RoleGrant, Unit, User
from amana.trust.queries import is_demo, is_empty
from amana.trust.scripts import is_written_for
from amana.trust.trail import record
from amana.vault.models import Instance


@transaction.atomic
def begin_instance(*, demo_password: str, now: datetime) -> None:
    """Creates the instance; a demonstration when `demo_password` is given. Raises AlreadySetUp where it has anybody."""
    if User.objects.exists() or Instance.objects.exists():
        raise AlreadySetUp
    vault.keystore.begin(demo=bool(demo_password))
    Instance.objects.create(id=1, demo=bool(demo_password), demo_password=demo_password, made_at=now)
    for kind in vault.states.all_kinds():
        kind.begin()
    record(SYSTEM, "trust.instance_begun", None, now, demo=int(bool(demo_password)))


@transaction.atomic
def set_up_first_administrator(
    *,
    username: str,
    name: str,
    password: str,
    language: str,
    organisation: dict[str, str],
    unit: Mapping[str, Any] | None = None,
    officers: Sequence[str] = (),
    now: datetime,
) -> Actor:
    """Creates the first administrator, the first organisation and, where it is given, its first unit.

    `organisation` holds name_en, name_ar, name_ckb, kind, pack; `unit` name_en, name_ar, name_ckb, takes_signs;
    `officers` five age recipients of those who hold the recovery key, or nothing to name them later. The administrator
    is no member of the unit: its key is created with its first member, and an administrator opens no case.
    Raises AlreadySetUp, FiveOfficers.
    """
    if not is_empty():
        raise AlreadySetUp
    if not Instance.objects.exists():
        vault.keystore.begin()
        Instance.objects.create(id=1, demo=False, made_at=now)
    for kind in vault.states.all_kinds():
        kind.begin()
    if officers:
        name_officers(officers, now=now)
    first = Organisation.objects.create(**organisation, made_up=is_demo())
    user, _ = _new_user(username, name, password, language, first, None, is_demo(), now)
    RoleGrant.objects.create(user=user, role="administrator")
    actor = actor_for(user, None)
    record(actor, "trust.first_administrator", user.id, now)
    if unit is not None:
        make_unit(actor, organisation_id=first.id, **unit, now=now)
    return actor


def set_up_from_outside(typed_code: str, **values: Any) -> Actor:
    """Does the set-up for somebody who opened the page, and who shows by the code that the server is theirs.

    Without it, the first stranger to find a new instance would be its administrator. `values` are those of
    `set_up_first_administrator`. Raises AlreadySetUp, WrongSetUpCode, FiveOfficers.
    """
    if not is_empty():
        raise AlreadySetUp
    check_set_up_code(typed_code)
    return set_up_first_administrator(**values)


@needs("accounts.keep")
@transaction.atomic
def make_organisation(
    actor: Actor, *, name_en: str, name_ar: str, name_ckb: str, kind: str, pack: str, made_up: bool, now: datetime
) -> UUID:
    """Creates an organisation that takes part. Raises RealPeopleHere for a real one in a demonstration."""
    _only_made_up(made_up)
    row = Organisation.objects.create(
        name_en=name_en, name_ar=name_ar, name_ckb=name_ckb, kind=kind, pack=pack, made_up=made_up
    )
    record(actor, "trust.organisation_made", row.id, now)
    return row.id


@needs("accounts.keep")
@transaction.atomic
def make_unit(
    actor: Actor,
    *,
    organisation_id: UUID,
    name_en: str,
    name_ar: str,
    name_ckb: str,
    supervised_by: UUID | None = None,
    takes_signs: bool = False,
    now: datetime,
) -> UUID:
    """Creates a unit of an organisation. Its key is created with its first member."""
    if supervised_by and not Unit.objects.filter(id=supervised_by, organisation=organisation_id).exists():
        raise NotFound
    row = Unit.objects.create(
        organisation_id=organisation_id,
        name_en=name_en,
        name_ar=name_ar,
        name_ckb=name_ckb,
        supervised_by_id=supervised_by,
        takes_signs=takes_signs,
    )
    record(actor, "trust.unit_made", row.id, now)
    return row.id


@needs("accounts.keep")
@transaction.atomic
def invite(
    actor: Actor,
    *,
    username: str,
    name: str,
    first_password: str,
    language: str,
    unit_id: UUID,
    roles: Iterable[str],
    made_up: bool,
    now: datetime,
) -> UUID:
    """Creates an account with a key of its own, opened by a first password that must be changed.

    The first member of a unit creates its key; later ones wait until a member admits them. A powerful role is asked for,
    and a second person agrees. Raises UsernameTaken, RealPeopleHere, RolesApart, ErasureStands.
    """
    return _create_account(actor, username, name, first_password, language, unit_id, roles, made_up, now).user


@needs("accounts.keep")
@transaction.atomic
def invite_made_up(
    actor: Actor,
    *,
    username: str,
    name: str,
    first_password: "str | SharedPassword",
    language: str,
    unit_id: UUID,
    roles: Iterable[str],
    now: datetime,
) -> vault.keyring.KeyRing:
    """Invites a fictional user who acts at once; returns the opened keys. Raises NotADemo outside a demonstration."""
    if not is_demo():
        raise NotADemo
    return _create_account(actor, username, name, first_password, language, unit_id, roles, True, now)


def _create_account(
    actor: Actor,
    username: str,
    name: str,
    first_password: "str | SharedPassword",
    language: str,
    unit_id: UUID,
    roles: Iterable[str],
    made_up: bool,
    now: datetime,
) -> vault.keyring.KeyRing:
    _only_made_up(made_up)
    check_roles_fit(set(roles))
    if User.objects.filter(username=username).exists():
        raise UsernameTaken
    unit = Unit.objects.select_related("organisation").filter(id=unit_id).first()
    if unit is None:
        raise NotFound
    user, keys = _new_user(username, name, first_password, language, unit.organisation, unit, made_up, now)
    user.must_change_password = not made_up
    user.save(update_fields=["must_change_password"])
    given = set(roles) - ask_for_roles(actor, user.id, roles, now)
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in sorted(given))
    _join(user.id, unit.id, now)
    record(actor, "trust.invited", user.id, now, unit=unit.id)
    return keys


@dataclass(frozen=True)
class SharedPassword:
    """The one password of a demonstration, hashed and stretched once for all of its fictional users."""

    hashed: str = field(repr=False)
    stretched: vault.keyring.Stretched


def shared_password(password: str) -> SharedPassword:
    """Prepares the password that all users of `invite_made_up` have, so that they are faster. Raises NotADemo."""
    if not is_demo():
        raise NotADemo
    return SharedPassword(make_password(password), vault.keyring.stretch_password(password))


def _new_user(
    username: str,
    name: str,
    password: str | SharedPassword,
    language: str,
    organisation: Organisation,
    unit: Unit | None,
    made_up: bool,
    now: datetime,
) -> tuple[User, vault.keyring.KeyRing]:
    user = User(username=username, name=name, language=language, organisation=organisation, unit=unit, made_up=made_up)
    if isinstance(password, SharedPassword):
        user.password = password.hashed
        user.save()
        return user, vault.keyring.make_user_key(user.id, password.stretched, now)
    user.set_password(password)
    user.save()
    return user, vault.keyring.make_user_key(user.id, password, now)


def _only_made_up(made_up: bool) -> None:
    if is_demo() and not made_up:
        raise RealPeopleHere


def _join(user_id: UUID, unit_id: UUID, now: datetime) -> None:
    first = not vault.keyring.has_unit_key(unit_id)
    Membership.objects.get_or_create(user_id=user_id, unit_id=unit_id, defaults={"admitted_at": now if first else None})
    if first:
        vault.keyring.make_unit_key(unit_id, user_id, now)


@needs("accounts.keep")
@transaction.atomic
def add_to_unit(actor: Actor, *, user_id: UUID, unit_id: UUID, now: datetime) -> None:
    """Adds the user to another unit, as soon as a member admits them (the first member is admitted at once)."""
    if not Unit.objects.filter(id=unit_id).exists() or not User.objects.filter(id=user_id).exists():
        raise NotFound
    _join(user_id, unit_id, now)
    record(actor, "trust.joins_unit", user_id, now, unit=unit_id)


@anybody_signed_in("a member lets in who is new to a unit of their own, with that unit's key")
@transaction.atomic
def admit(actor: Actor, *, user_id: UUID, unit_id: UUID, now: datetime) -> None:
    """Admits a newcomer: wraps the unit's key to them. Raises NotFound for actors who are not members."""
    membership = Membership.objects.filter(user=user_id, unit=unit_id, admitted_at=None).first()
    if unit_id not in actor.unit_ids or membership is None:
        raise NotFound
    if actor.keys is None:
        raise NotAllowed
    vault.keyring.admit_to_unit(actor.keys, unit_id, user_id)
    membership.admitted_at = now
    membership.save(update_fields=["admitted_at"])
    record(actor, "trust.admitted", user_id, now, unit=unit_id)


@needs("accounts.keep")
@transaction.atomic
def set_roles(actor: Actor, *, user_id: UUID, roles: Iterable[str], now: datetime) -> None:
    """Sets the roles of the user to exactly these; a powerful one is asked for, and a second person agrees.

    Raises NotYourself, LastAdministrator, RolesApart, ErasureStands.
    """
    _another(actor, user_id)
    wanted = set(roles)
    check_roles_fit(wanted)
    if "administrator" not in wanted:
        _not_the_last_administrator(user_id)
    RoleGrant.objects.filter(user=user_id).exclude(role__in=wanted).delete()
    given = wanted - ask_for_roles(actor, user_id, wanted, now)
    for role in sorted(given):
        RoleGrant.objects.get_or_create(user_id=user_id, role=role)
    record(actor, "trust.roles_set", user_id, now, count=len(given))


@needs("accounts.keep")
@transaction.atomic
def disable(actor: Actor, *, user_id: UUID, now: datetime) -> None:
    """Disables the user from their next request on. Raises NotYourself, LastAdministrator."""
    _another(actor, user_id)
    _not_the_last_administrator(user_id)
    User.objects.filter(id=user_id).update(is_active=False)
    end_sessions(user_id)
    take_keys(actor, user_id, now)
    record(actor, "trust.disabled", user_id, now)


@needs("accounts.keep")
@transaction.atomic
def enable(actor: Actor, *, user_id: UUID, now: datetime) -> None:
    """Lets the user sign in again. A powerful role that the account had is asked for, as for a new one. Raises ErasureStands."""
    _another(actor, user_id)
    User.objects.filter(id=user_id).update(is_active=True)
    if holds_people():
        powerful = [grant for grant in RoleGrant.objects.filter(user=user_id) if is_powerful(grant.role)]
        RoleGrant.objects.filter(pk__in=[grant.pk for grant in powerful]).delete()
        ask_for_roles(actor, user_id, [grant.role for grant in powerful], now)
    record(actor, "trust.enabled", user_id, now)


def _another(actor: Actor, user_id: UUID) -> None:
    if not User.objects.filter(id=user_id).exists():
        raise NotFound
    if actor.user_id == user_id:
        raise NotYourself


def _not_the_last_administrator(user_id: UUID) -> None:
    others = User.objects.filter(grants__role="administrator", is_active=True).exclude(id=user_id)
    if RoleGrant.objects.filter(user=user_id, role="administrator").exists() and not others.exists():
        raise LastAdministrator


@anybody_signed_in("it is their own name")
@transaction.atomic
def write_names(actor: Actor, names: Mapping[str, str], *, now: datetime) -> None:
    """Sets the actor's name and office as written under letters, by language; an empty one is removed.

    Raises NameInOtherScript, naming the field.
    """
    for language, name in names.items():
        if name and not is_written_for(language, name):
            raise NameInOtherScript(field=f"name_{language}")
    row = User.objects.select_for_update().get(id=actor.account)
    row.written_names = {code: name for code, name in {**row.written_names, **names}.items() if name}
    row.save(update_fields=["written_names"])
    record(actor, "trust.names_written", actor.user_id, now)
