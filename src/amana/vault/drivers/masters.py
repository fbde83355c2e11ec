"""Masters as a file stores them: one or more, by number; and the wrapping that both file drivers do with them."""

import hmac
import struct
from base64 import b64decode, b64encode
from typing import Final

from amana.vault import ciphers

_NUMBER: Final = struct.Struct(">I")
_BYTES: Final = 32


def to_text(masters: dict[int, bytes]) -> bytes:
    """The masters as a small text: a line each, with number and key."""
    return "".join(f"{number} {b64encode(key).decode()}\n" for number, key in sorted(masters.items())).encode()


def from_text(text: bytes) -> dict[int, bytes]:
    """The masters of a file; 32 bytes alone are the first master, as files held it before there were several."""
    if len(text) == _BYTES:
        return {1: text}
    found = {}
    for line in text.decode("ascii").splitlines():
        number, key = line.split()
        found[int(number)] = b64decode(key, validate=True)
    if not found or any(len(key) != _BYTES for key in found.values()):
        raise ValueError("no masters")
    return found


def wrap(masters: dict[int, bytes], key: bytes, where: bytes) -> bytes:
    """`key` under the newest master, with its number in front."""
    number = max(masters)
    return _NUMBER.pack(number) + ciphers.encrypt(masters[number], key, where, number)


def unwrap(masters: dict[int, bytes], blob: bytes, where: bytes) -> bytes:
    """The key in `blob`. Raises Broken, also when its master is gone."""
    (number,) = _NUMBER.unpack_from(blob)
    if number not in masters:
        raise ciphers.Broken("master")
    return ciphers.decrypt(masters[number], blob[_NUMBER.size :], where)


def mac(masters: dict[int, bytes], text: bytes) -> bytes:
    """HMAC-SHA256 under a key of the oldest master."""
    return hmac.digest(ciphers.derive_key(masters[min(masters)], "driver|mac"), text, "sha256")
