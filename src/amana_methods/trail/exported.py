# SPDX-License-Identifier: Apache-2.0
"""The export file of a trail, version 1: UTF-8, one row a line, read from the first to the last.

    amana-trail 1
    origin amana.trail/0123456789abcdef
    key amana.trail/0123456789abcdef+01234567+AT…
    (an empty line)
    0 LEAF {"actor":…}
    1 LEAF {"actor":…}
    = NOTE
    end 2 0

Where the log has a new key since, the head has a row `renewed KEY SIGNATURE` for each, in order: the signature (base64) is by the key
before it, over the words of `renewal_message`. `key` stays the first one, as witnesses noted it in the beginning.

A row of a line is its number, its leaf hash as the operator has it (base64), and the bytes that are hashed: the leaf is
SHA-256 of a zero byte and of everything after the second space, without the newline. `= NOTE` is a checkpoint that the
operator signed at this place (base64 of the signed note). The last row says how many lines there were and how many
waited for their number. Bytes of a line are JSON with sorted keys; a check needs no more than the bytes.
"""

from base64 import b64decode, b64encode
from binascii import b2a_base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from amana_methods.trail.notes import Note, NoteError, VerifierKey

FIRST = b"amana-trail 1\n"


class TrailFileError(ValueError):
    """The file is no export of a trail; the message says where it stops being one."""


@dataclass(frozen=True, slots=True)
class Head:
    """The log that the file names, and the key it claims to sign with. Neither is proven by itself."""

    origin: str
    key: VerifierKey
    renewed: tuple[tuple[VerifierKey, bytes], ...] = ()


def renewal_message(key: VerifierKey) -> bytes:
    """Returns what the earlier key signs when `key` follows it."""
    return f"amana trail key renewed\n{key}\n".encode()


def head(key: VerifierKey, renewed: Sequence[tuple[VerifierKey, bytes]] = ()) -> bytes:
    """Returns the first rows of a file, up to and with the empty line: the first key, and (key, signature) of those
    that followed.
    """
    rows = "".join(f"renewed {later} {b64encode(signed).decode()}\n" for later, signed in renewed)
    return FIRST + f"origin {key.name}\nkey {key}\n{rows}\n".encode()


def line_row(number: int, leaf: bytes, line: bytes) -> bytes:
    """Returns the row of one line; `line` is what is hashed and contains no newline."""
    return b"%d %s %s\n" % (number, b2a_base64(leaf, newline=False), line)


def note_row(note: Note) -> bytes:
    """Returns the row of a checkpoint, which follows the last line that it covers."""
    return b"= " + b64encode(str(note).encode()) + b"\n"


def end_row(lines: int, waiting: int) -> bytes:
    """Returns the last row."""
    return b"end %d %d\n" % (lines, waiting)


def read_head(rows: Iterator[bytes]) -> Head:
    """Reads the head from the front of `rows`. Raises TrailFileError."""
    if next(rows, b"") != FIRST:
        raise TrailFileError("the file does not begin with “amana-trail 1”")
    words, renewed = {}, []
    for row in rows:
        if row == b"\n":
            break
        word, _, rest = row.decode("utf-8", "replace").rstrip("\n").partition(" ")
        if word == "renewed":
            renewed.append(rest)
        else:
            words[word] = rest
    try:
        later = tuple(
            (VerifierKey.parse(key), b64decode(signed)) for key, _, signed in (r.partition(" ") for r in renewed)
        )
        return Head(words["origin"], VerifierKey.parse(words["key"]), later)
    except (KeyError, NoteError, ValueError) as error:
        raise TrailFileError("the head of the file names no origin and no key") from error
