"""Keys of people and units: made, opened by a password, carried through a session, shared with a newcomer."""

import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from amana.errors import CannotOpen
from amana.trust.models import Key, UnitShare
from amana.trust.vault import ciphers

RECOVERY_ID = UUID(int=0)


@dataclass
class KeyRing:
    """The opened keys of one signed-in user, in memory for one request. Unit keys open when they are needed."""

    user: UUID
    private: bytes = field(repr=False)
    # The texts that were opened by these keys; the page that shows them asks whether it may stay.
    shown: dict[UUID, None] = field(default_factory=dict, repr=False)
    _opened: dict[tuple[str, UUID, int], ciphers.PrivateKey] = field(default_factory=dict, repr=False)

    def private_key(self, kind: str, holder: UUID, version: int) -> ciphers.PrivateKey:
        """The private key of this user, or of a unit the user belongs to. Raises CannotOpen."""
        known = self._opened.get((kind, holder, version))
        if known is not None:
            return known
        if kind == "user" and holder == self.user:
            opened = ciphers.private_key(ciphers.X25519, self.private)
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
        mine = self.private_key("user", self.user, 1)
        return share.key.suite, ciphers.unwrap(mine, share.blob, _share_place(share.key.id, self.user))


def _share_place(key: UUID, user: UUID) -> bytes:
    return ciphers.associated("unit_share", "blob", f"{key}|{user}", 1)


def _private_place(key: UUID) -> bytes:
    return ciphers.associated("key", "private", key, 1)


def make_user_key(user: UUID, password: str, at: datetime) -> KeyRing:
    """A key pair for `user`, its private half sealed under the password."""
    private, public = ciphers.new_pair(ciphers.X25519)
    key, salt = uuid4(), os.urandom(16)
    sealed = ciphers.encrypt(ciphers.from_password(password, salt), private, _private_place(key))
    Key.objects.create(
        id=key,
        holder_kind="user",
        holder=user,
        suite=ciphers.X25519,
        public=public,
        private=sealed,
        salt=salt,
        made_at=at,
    )
    return KeyRing(user, private)


def open_user_key(user: UUID, password: str) -> KeyRing:
    """The key ring of `user`. Raises CannotOpen when the password does not open it."""
    key = Key.objects.filter(holder_kind="user", holder=user).order_by("-version").first()
    if key is None or key.private is None or key.salt is None:
        ciphers.from_password(password, bytes(16))  # the same work, so that the time tells nothing
        raise CannotOpen
    try:
        return KeyRing(
            user,
            ciphers.decrypt(
                ciphers.from_password(password, bytes(key.salt)), bytes(key.private), _private_place(key.id)
            ),
        )
    except ciphers.Broken as error:
        raise CannotOpen from error


def change_password_of(keys: KeyRing, password: str) -> None:
    """The private key of this user opens with `password` from now on, and with no earlier one."""
    key = Key.objects.filter(holder_kind="user", holder=keys.user).order_by("-version")[0]
    key.salt = os.urandom(16)
    key.private = ciphers.encrypt(ciphers.from_password(password, key.salt), keys.private, _private_place(key.id))
    key.save(update_fields=["salt", "private"])


def session_key(keys: KeyRing) -> tuple[str, str]:
    """(secret for the cookie, sealed private key for the session): neither opens anything alone."""
    secret = secrets.token_urlsafe(32)
    sealed = ciphers.encrypt(
        ciphers.derive(secret.encode(), "session"),
        keys.private,
        ciphers.associated("session", "key", keys.user, 1),
    )
    return secret, b64encode(sealed).decode()


def unlock_from_session(user: UUID, secret: str, sealed: str) -> KeyRing | None:
    """The key ring that `session_key` put away, or None when cookie and session do not belong together."""
    try:
        private = ciphers.decrypt(
            ciphers.derive(secret.encode(), "session"),
            b64decode(sealed),
            ciphers.associated("session", "key", user, 1),
        )
    except (ciphers.Broken, ValueError):
        return None
    return KeyRing(user, private)


def has_unit_key(unit: UUID) -> bool:
    """Whether the unit has a key pair yet."""
    return Key.objects.filter(holder_kind="unit", holder=unit).exists()


def make_unit_key(unit: UUID, first_member: UUID, at: datetime) -> None:
    """A key pair for `unit`, its private half wrapped to its first member alone."""
    private, public = ciphers.new_pair(ciphers.HYBRID)
    key = Key.objects.create(holder_kind="unit", holder=unit, suite=ciphers.HYBRID, public=public, made_at=at)
    _give_share(key, private, first_member)


def admit_to_unit(keys: KeyRing, unit: UUID, newcomer: UUID) -> None:
    """`newcomer` holds the unit's key in every version the owner of `keys` holds. Raises CannotOpen without one."""
    shared = False
    for key in Key.objects.filter(holder_kind="unit", holder=unit):
        _, private = keys.unit_secret(unit, key.version)
        _give_share(key, private, newcomer)
        shared = True
    if not shared:
        raise CannotOpen


def _give_share(key: Key, private: bytes, user: UUID) -> None:
    theirs = Key.objects.get(holder_kind="user", holder=user, version=1)
    blob = ciphers.wrap_to(theirs.suite, theirs.public, private, _share_place(key.id, user))
    UnitShare.objects.update_or_create(key=key, user=user, defaults={"blob": blob})


def make_recovery_key(at: datetime) -> bytes:
    """The recovery key pair; the private half is returned once, for the officers, and never stored."""
    private, public = ciphers.new_pair(ciphers.HYBRID)
    Key.objects.create(holder_kind="recovery", holder=RECOVERY_ID, suite=ciphers.HYBRID, public=public, made_at=at)
    return private
