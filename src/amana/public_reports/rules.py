"""A file that a browser sealed before it sent it: what arrives is taken apart and checked for its shape; nothing is opened here.

The browser makes what the vault would make (the same places, the same envelope), so that the server only has to lock it.
Whether it opens shows when a reader opens it: a stranger may send anything, and it then stays unreadable.
"""

import base64
import binascii
import json
import struct
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

CLOSED: Final = "closed"  # the state of a report that two people put aside
FILE_KIND: Final = "report_file"
MOST_BYTES: Final = 3 * 1024 * 1024
_MOST_HEAD: Final = 32 * 1024
_LENGTH: Final = struct.Struct(">I")
_ENVELOPE_BEGINS: Final = bytes([2, 1, 0, 0, 0, 1])  # contract, suite, first version of the key
_HYBRID: Final = 2
_WRAP_BYTES: Final = 1 + 1088 + 32 + 32 + 16  # suite, what ML-KEM-768 and X25519 send, the key, its tag
_NONCE_AND_TAG: Final = 12 + 16


@dataclass(frozen=True)
class SealedWrap:
    """The key of a file, sealed to one reader in one version of their key."""

    kind: str
    id: UUID
    version: int
    blob: bytes = field(repr=False)


@dataclass(frozen=True)
class SealedFile:
    """A file as a browser sealed it; nobody here knows what it is."""

    id: UUID
    envelope: bytes = field(repr=False)
    wraps: tuple[SealedWrap, ...]


def taken_apart(bundle: bytes, readers: Set[tuple[str, UUID, int]]) -> SealedFile | None:
    """The file in `bundle`, sealed to exactly these readers (kind, id, version of the key); None for any other shape."""
    if not _LENGTH.size < len(bundle) <= MOST_BYTES:
        return None
    (length,) = _LENGTH.unpack_from(bundle)
    if length > _MOST_HEAD:
        return None
    envelope = bundle[_LENGTH.size + length :]
    if not envelope.startswith(_ENVELOPE_BEGINS) or (len(envelope) - len(_ENVELOPE_BEGINS) - _NONCE_AND_TAG) % 256:
        return None
    try:
        head = json.loads(bundle[_LENGTH.size : _LENGTH.size + length])
        name = UUID(head["id"])
        wraps = tuple(_wrap(each) for each in head["wraps"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    told = [(wrap.kind, wrap.id, wrap.version) for wrap in wraps]
    if name.version != 4 or set(told) != readers or len(told) != len(readers):
        return None
    return SealedFile(name, envelope, wraps)


def _wrap(said: Any) -> SealedWrap:
    try:
        blob = base64.b64decode(said["blob"], validate=True)
    except binascii.Error as error:
        raise ValueError from error
    version = said["version"]
    if len(blob) != _WRAP_BYTES or blob[0] != _HYBRID or type(version) is not int:
        raise ValueError("wrap")
    return SealedWrap(str(said["kind"]), UUID(said["id"]), version, blob)
