"""What waits to be sent to a person: sealed to the messenger's key, which is in the key store and is renewed every day.

The worker opens it without anybody's key, so this protects against a copy of the database alone, and against an old copy
of the database with today's key store: a version of the key is destroyed as soon as nothing waits under it.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from amana.vault import ciphers, keystore

NAME: Final = "messenger"


def seal_for_messenger(item: UUID, content: Mapping[str, Any]) -> tuple[int, bytes]:
    """(version of the key, envelope) of what waits as `item`; JSON values. Raises KeyStoreAway."""
    keystore.named_key(NAME)
    version, key = max(keystore.named_key_versions(NAME).items())
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    return version, ciphers.encrypt(key, ciphers.pad(text), _place(item, version), version)


def open_for_messenger(item: UUID, version: int, envelope: bytes) -> dict[str, Any]:
    """What `seal_for_messenger` sealed. Raises Broken, KeyStoreAway; CannotOpen where that version is gone."""
    key = keystore.named_key_versions(NAME).get(version)
    if key is None:
        raise ciphers.Broken("messenger's key")
    content: dict[str, Any] = json.loads(ciphers.unpad(ciphers.decrypt(key, envelope, _place(item, version))))
    return content


def messenger_key_version() -> int:
    """The newest version of the key; 0 where nothing was ever sealed under it."""
    return max(keystore.named_key_versions(NAME), default=0)


def renew_messenger_key() -> int:
    """Makes a new version for what is sealed from now on. Returns its number; earlier ones are still read."""
    return keystore.new_named_version(NAME)


def forget_messenger_keys(below: int, at: datetime) -> None:
    """Versions below this one are gone, and nothing under them opens again."""
    keystore.destroy_named_versions_before(NAME, below, at.isoformat())


def _place(item: UUID, version: int) -> bytes:
    return ciphers.build_associated_data("messages_outgoing", "sealed", item, version)
