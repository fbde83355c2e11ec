"""What somebody seals for themselves alone: the server seals it to the writer's public key, and cannot open it again.

There is no wrap, no lock and no recovery: it is for what lasts hours, and nobody else ever reads it. A writer whose key pair
was renewed meanwhile does not open it either.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from amana.errors import CannotOpen
from amana.vault import ciphers
from amana.vault.models import Key
from amana.vault.proofs import check_key

if TYPE_CHECKING:
    from amana.vault.key_holder import KeyHolder


def seal_for_oneself(writer: UUID, what: str, row: UUID, content: Mapping[str, Any]) -> tuple[int, bytes]:
    """Returns (version of the writer's key, `content` sealed to it); JSON values. Raises CannotOpen, KeyStoreAway."""
    key = Key.objects.filter(holder_kind="user", holder=writer).order_by("-version").first()
    if key is None:
        raise CannotOpen
    check_key(key)
    text = ciphers.pad(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
    return key.version, ciphers.wrap_to(key.suite, key.public, text, _place(writer, what, row, key.version))


def open_for_oneself(reader: "KeyHolder", what: str, row: UUID, version: int, sealed: bytes) -> dict[str, Any]:
    """Returns what the reader sealed. Raises CannotOpen for everybody else, and where the key pair is another one now."""
    if reader.keys is None or reader.user_id is None:
        raise CannotOpen
    private = reader.keys.private_key("user", reader.user_id, version)
    text = ciphers.unpad(ciphers.unwrap(private, sealed, _place(reader.user_id, what, row, version)))
    content: dict[str, Any] = json.loads(text)
    return content


def _place(writer: UUID, what: str, row: UUID, version: int) -> bytes:
    return ciphers.build_associated_data(what, f"for {writer}", row, version, contract=ciphers.CONTRACT)
