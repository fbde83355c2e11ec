"""Keys of people and units: made, opened by a password, carried through a session, shared with a newcomer."""

import logging
import os
import secrets
import struct
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from amana.errors import CannotOpen
from amana.vault import ciphers, proofs, renewal
from amana.vault.errors import KeyExchanged
from amana.vault.holding import hold_lock
from amana.vault.models import Key, UnitShare
from amana.vault.proofs import check_key, with_proof

RECOVERY_ID = UUID(int=0)
_HEAD: Final = struct.Struct(">IB")  # version and suite of the key that a session carries
_log = logging.getLogger("amana.trust")


@dataclass
class KeyRing:
    """The opened keys of one signed-in user, in memory for one request. Unit keys open when they are needed."""

    user: UUID
    private: bytes = field(repr=False)
    version: int = 1
    suite: int = ciphers.X25519
    # The texts that were opened by these keys; the page that shows them asks whether it may stay.
    shown: dict[UUID, None] = field(default_factory=dict, repr=False)
    # The grants of emergencies under which texts were opened; their pages ask whether the grant still runs.
    shown_under: dict[UUID, None] = field(default_factory=dict, repr=False)
    _opened: dict[tuple[str, UUID, int], ciphers.PrivateKey] = field(default_factory=dict, repr=False)

    def private_key(self, kind: str, holder: UUID, version: int) -> ciphers.PrivateKey:
        """The private key of this user, or of a unit the user belongs to. Raises CannotOpen."""
        known = self._opened.get((kind, holder, version))
        if known is not None:
            return known
        if (kind, holder, version) == ("user", self.user, self.version):
            opened = ciphers.private_key(self.suite, self.private)
        elif kind == "unit":
            suite, raw = self.unit_secret(holder, version)
            opened = ciphers.private_key(suite, raw)
        else:
            raise CannotOpen
        self._opened[kind, holder, version] = opened
        return opened

    def unit_secret(self, unit: UUID, version: int) -> tuple[int, bytes]:
        """(suite, raw private key) of a unit that this user shares. Raises CannotOpen."""
        share = (
            UnitShare.objects.select_related("key")
            .filter(key__holder_kind="unit", key__holder=unit, key__version=version, user=self.user)
            .first()
        )
        if share is None:
            raise CannotOpen
        mine = self.private_key("user", self.user, share.user_version)
        return share.key.suite, ciphers.unwrap(mine, share.blob, _share_place(share.key.id, self.user))


def _share_place(key: UUID, user: UUID) -> bytes:
    return ciphers.build_associated_data("unit_share", "blob", f"{key}|{user}", 1)


def _private_place(key: UUID) -> bytes:
    return ciphers.build_associated_data("key", "private", key, 1)


@dataclass(frozen=True)
class Stretched:
    """A password that was stretched once. It serves several keys only where none of them belongs to a real person."""

    salt: bytes
    key: bytes = field(repr=False)


def stretch_password(password: str) -> Stretched:
    """The password with a salt of its own, and the key that it opens."""
    salt = os.urandom(16)
    return Stretched(salt, ciphers.from_password(password, salt))


def _sealed_under(password: str | Stretched, key: Key, private: bytes) -> None:
    """Stores the private key in the row, sealed under the password."""
    by = password if isinstance(password, Stretched) else stretch_password(password)
    key.salt, key.private = by.salt, ciphers.encrypt(by.key, private, _private_place(key.id))


def make_user_key(user: UUID, password: str | Stretched, at: datetime) -> KeyRing:
    """A new key pair for `user`, its private half sealed under the password; an earlier one opens nothing more.

    What was wrapped to an earlier pair has to be re-wrapped by others who can open it, or by `renew_user_key`.
    """
    suite = ciphers.HYBRID if settings.AMANA_USER_KEYS == "hybrid" else ciphers.X25519
    private, public = ciphers.new_pair(suite)
    hold_lock(user, alone=True)  # two new keys at once would have the same number
    earlier = Key.objects.filter(holder_kind="user", holder=user)
    version = (earlier.aggregate(newest=Max("version"))["newest"] or 0) + 1
    earlier.update(private=None, salt=None)
    key = Key(holder_kind="user", holder=user, version=version, suite=suite, public=public, made_at=at)
    _sealed_under(password, key, private)
    with_proof(key).save(force_insert=True)
    return KeyRing(user, private, version, suite)


def open_user_key(user: UUID, password: str) -> KeyRing:
    """The key ring of `user`. Raises CannotOpen when the password does not open it, KeyExchanged where the pair is another's.

    Somebody who can write to the database can write a key pair of their own under a password of their own. It has no proof of the
    key store; and where the proof and the public half were left, the private half does not belong to it.
    """
    key, private = _open_pair(user, password)
    if not proofs.is_proven(key) or not ciphers.is_pair(key.suite, private, bytes(key.public)):
        raise KeyExchanged
    return KeyRing(user, private, key.version, key.suite)


def open_unproven_key(user: UUID, password: str) -> KeyRing:
    """The same without the proof, as a thief's own code would do it. Raises CannotOpen.

    A rehearsal tries with it what earlier keys still open. Nobody is signed in by it.
    """
    key, private = _open_pair(user, password)
    return KeyRing(user, private, key.version, key.suite)


def _open_pair(user: UUID, password: str) -> tuple[Key, bytes]:
    key = Key.objects.filter(holder_kind="user", holder=user).order_by("-version").first()
    if key is None or key.private is None or key.salt is None:
        ciphers.from_password(password, bytes(16))  # the same work, so that the time tells nothing
        raise CannotOpen
    opened = ciphers.from_password(password, bytes(key.salt))
    return key, ciphers.decrypt(opened, bytes(key.private), _private_place(key.id))


def count_exchanged() -> int:
    """How many key pairs of users were not made for them by Amana. Raises KeyStoreAway."""
    return proofs.count_unproven("user")


def renew_user_key(keys: KeyRing, password: str, at: datetime) -> KeyRing:
    """This user has a new key pair, opened by `password`; what was wrapped to the earlier one is wrapped to it.

    A wrap that does not open, because somebody changed it, stays as it is. The key ring from now on.
    """
    with transaction.atomic():
        renewed = make_user_key(keys.user, password, at)
        theirs = Key.objects.get(holder_kind="user", holder=keys.user, version=renewed.version)
        mine = keys.private_key("user", keys.user, keys.version)
        for share in UnitShare.objects.select_related("key").filter(user=keys.user, user_version=keys.version):
            try:
                _give_share(
                    share.key, ciphers.unwrap(mine, share.blob, _share_place(share.key.id, keys.user)), keys.user
                )
            except ciphers.Broken:
                _log.error("share of unit key %s does not open and was left as it is", share.key_id)
        renewal.rewrap_own(theirs, mine, keys.version)
    return renewed


def session_key(keys: KeyRing) -> tuple[str, str]:
    """(secret for the cookie, sealed private key for the session): neither opens anything alone."""
    secret = secrets.token_urlsafe(32)
    sealed = ciphers.encrypt(
        ciphers.derive_key(secret.encode(), "session"),
        _HEAD.pack(keys.version, keys.suite) + keys.private,
        ciphers.build_associated_data("session", "key", keys.user, 2),
    )
    return secret, b64encode(sealed).decode()


def unlock_from_session(user: UUID, secret: str, sealed: str) -> KeyRing | None:
    """The key ring that `session_key` put away, or None when cookie and session do not belong together."""
    try:
        raw = ciphers.decrypt(
            ciphers.derive_key(secret.encode(), "session"),
            b64decode(sealed),
            ciphers.build_associated_data("session", "key", user, 2),
        )
    except (ciphers.Broken, ValueError):
        return None
    version, suite = _HEAD.unpack_from(raw)
    return KeyRing(user, raw[_HEAD.size :], version, suite)


def has_unit_key(unit: UUID) -> bool:
    """Whether the unit has a key pair yet."""
    return Key.objects.filter(holder_kind="unit", holder=unit).exists()


def make_unit_key(unit: UUID, first_member: UUID, at: datetime) -> None:
    """A key pair for `unit`, its private half wrapped to its first member alone."""
    renew_unit_key(unit, [first_member], at)


def renew_unit_key(unit: UUID, members: Iterable[UUID], at: datetime) -> int:
    """The unit has a new key pair, which exactly these members hold; its version. Needs nobody's key.

    What was wrapped to the earlier one opens to those who share that, and is re-wrapped as it is opened.
    """
    private, public = ciphers.new_pair(ciphers.HYBRID)
    hold_lock(unit, alone=True)
    earlier = Key.objects.filter(holder_kind="unit", holder=unit).aggregate(newest=Max("version"))["newest"] or 0
    key = Key(holder_kind="unit", holder=unit, version=earlier + 1, suite=ciphers.HYBRID, public=public, made_at=at)
    with_proof(key).save(force_insert=True)
    for member in members:
        _give_share(key, private, member)
    return key.version


def take_shares(user: UUID, units: Iterable[UUID]) -> None:
    """The user holds no key of these units any more, in any version."""
    UnitShare.objects.filter(user=user, key__holder_kind="unit", key__holder__in=list(units)).delete()


def admit_to_unit(keys: KeyRing, unit: UUID, newcomer: UUID) -> None:
    """`newcomer` holds the unit's key in every version the owner of `keys` holds. Raises CannotOpen without one."""
    shared = False
    for key in Key.objects.filter(holder_kind="unit", holder=unit, shares__user=keys.user):
        _, private = keys.unit_secret(unit, key.version)
        _give_share(key, private, newcomer)
        shared = True
    if not shared:
        raise CannotOpen


def _give_share(key: Key, private: bytes, user: UUID) -> None:
    theirs = check_key(Key.objects.filter(holder_kind="user", holder=user).latest("version"))
    blob = ciphers.wrap_to(theirs.suite, theirs.public, private, _share_place(key.id, user))
    UnitShare.objects.update_or_create(key=key, user=user, defaults={"blob": blob, "user_version": theirs.version})


def make_recovery_key(at: datetime) -> bytes:
    """A new recovery key pair; the private half is returned once, for the officers, and never stored."""
    private, public = ciphers.new_pair(ciphers.HYBRID)
    hold_lock(RECOVERY_ID, alone=True)
    earlier = Key.objects.filter(holder_kind="recovery").aggregate(newest=Max("version"))["newest"] or 0
    key = Key(holder_kind="recovery", holder=RECOVERY_ID, version=earlier + 1, suite=ciphers.HYBRID, public=public)
    key.made_at = at
    with_proof(key).save(force_insert=True)
    return private
