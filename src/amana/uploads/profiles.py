"""Writes a colour profile again, with the numbers that colours are computed with, and no words. Runs inside the worker.

A profile may say which scanner or camera it was made for, by whom and when; colours need none of it.
"""

import struct
from typing import Final

MOST_BYTES: Final = 8 * 1024 * 1024
_MOST_TAGS: Final = 100
_TAGS: Final = frozenset(
    {b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC", b"kTRC", b"wtpt", b"bkpt", b"chad", b"gamt",
     b"A2B0", b"A2B1", b"A2B2", b"B2A0", b"B2A1", b"B2A2"}
)  # fmt: skip
_TYPES: Final = frozenset({b"XYZ ", b"curv", b"para", b"sf32", b"mft1", b"mft2", b"mAB ", b"mBA "})
_NAME: Final = "colours"


def strip_profile(content: bytes) -> bytes:
    """Returns the profile without words, maker, model and date; nothing where it is none that we can read.

    >>> strip_profile(b"Canon")
    b''
    """
    if len(content) < 132 or content[36:40] != b"acsp":
        return b""
    count = struct.unpack_from(">L", content, 128)[0]
    if count > _MOST_TAGS or len(content) < 132 + 12 * count:
        return b""
    found: list[tuple[bytes, bytes]] = []
    for at in range(count):
        tag, start, size = struct.unpack_from(">4sLL", content, 132 + 12 * at)
        value = content[start : start + size]
        if tag in _TAGS and len(value) == size and value[:4] in _TYPES:
            found.append((tag, value))
    if not found:
        return b""
    young = content[8] >= 4
    found += [(b"desc", _make_words(young, described=True)), (b"cprt", _make_words(young, described=False))]
    return _assemble(content, found)


def _make_words(young: bool, *, described: bool) -> bytes:
    """The two entries with words that every profile must have, in the form of its version."""
    if young:
        words = _NAME.encode("utf-16-be")
        return b"mluc" + bytes(4) + struct.pack(">LL4sLL", 1, 12, b"enUS", len(words), 28) + words
    plain = _NAME.encode() + b"\0"
    return b"desc" + struct.pack(">LL", 0, len(plain)) + plain + bytes(78) if described else b"text" + bytes(4) + plain


def _assemble(content: bytes, found: list[tuple[bytes, bytes]]) -> bytes:
    table, body, places = b"", b"", dict[bytes, int]()
    start = 132 + 12 * len(found)
    for tag, value in found:
        if value not in places:
            places[value] = start + len(body)
            body += value + bytes(-len(value) % 4)
        table += struct.pack(">4sLL", tag, places[value], len(value))
    # Kept of the head: version, class, spaces, flags, intent, light. Not: maker of the colours, date, device, author, hash.
    head = bytes(4) + content[8:24] + struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp" + bytes(4) + content[44:48]
    head += bytes(16) + content[64:80] + bytes(48)
    return struct.pack(">L", start + len(body)) + head + struct.pack(">L", len(found)) + table + body
