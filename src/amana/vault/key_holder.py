"""Who opens: what the vault needs to know of somebody who acts, so that it does not know the room of actors above it."""

from typing import Protocol
from uuid import UUID

from amana.vault.keyring import KeyRing


class KeyHolder(Protocol):
    """Somebody with keys at hand, or without; `amana.trust.actor.Actor` is one."""

    @property
    def user_id(self) -> UUID | None:
        """The user's id; None for the system."""

    @property
    def account(self) -> UUID:
        """The user's id; the nil id for the system."""

    @property
    def unit_ids(self) -> frozenset[UUID]:
        """The units whose key this holder was let in to."""

    @property
    def keys(self) -> KeyRing | None:
        """The opened key ring, or None when nobody signed in."""
