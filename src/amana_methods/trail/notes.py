# SPDX-License-Identifier: Apache-2.0
"""Signed notes and the checkpoints of a log, as text that survives mail and paper.

Sources: C2SP signed-note and tlog-checkpoint (a checkpoint is three lines: origin, size, root), tlog-cosignature (what a
witness signs). One extension line of our own, `amana-prints START BASE64`, carries the first two bytes of each leaf
hash from line START on: with it, the first line that differs can be named. Two bytes are too few to try guesses on.
"""

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from hashlib import sha256

ED25519 = 0x01
COSIGNATURE = 0x04
KEY_ID_BYTES = 4
PRINT_BYTES = 2
_PROOF_AT_MOST = 63
_PRINTS = "amana-prints"
_PRINTS_IN_A_LINE = 240  # so that a line of mail stays under its limit of 998 characters
_NAME = re.compile(r"[^\s+]+\Z")
_SIZE = re.compile(r"(?:0|[1-9][0-9]{0,18})\Z")
_FOUND = re.compile(
    r"^[^\s+—]+\n(?:0|[1-9][0-9]{0,18})\n[A-Za-z0-9+/]{43}=\n(?:[^\s—][^\n]*\n)*\n(?:— [^\s+]+ [A-Za-z0-9+/=]+(?:\n|\Z))+",
    re.MULTILINE,
)
_MAIL = re.compile(rb"\A(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+\r?\n")


class NoteError(ValueError):
    """The text is not a note, a checkpoint or a key; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of somebody's key with their name, written `name+id+base64`. `public` has 32 bytes."""

    name: str
    public: bytes
    algorithm: int = ED25519

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise NoteError("the name of a key has neither spaces nor a plus")
        if self.algorithm not in (ED25519, COSIGNATURE) or len(self.public) != 32:
            raise NoteError("only Ed25519 keys are known here")

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Parses the key that `str` wrote. Raises NoteError."""
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise NoteError("a key is written name+id+base64")
        raw = _from_base64(parts[2])
        key = cls(parts[0], raw[1:], raw[0] if raw else 0)
        if key.id.hex() != parts[1].lower():
            raise NoteError("the id of the key does not fit it; was it copied whole?")
        return key

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature names its key."""
        material = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public
        return sha256(material).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{_base64(bytes([self.algorithm]) + self.public)}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note: who signed, the id of the key, the bytes of the signature."""

    name: str
    key_id: bytes
    signed: bytes

    def __str__(self) -> str:
        return f"— {self.name} {_base64(self.key_id + self.signed)}\n"

    @classmethod
    def parse(cls, line: str) -> "Signature":
        """Parses the signature that `str` wrote. Raises NoteError."""
        mark, _, rest = line.strip().partition(" ")
        name, _, coded = rest.partition(" ")
        raw = _from_base64(coded)
        if mark != "—" or not _NAME.match(name) or len(raw) <= KEY_ID_BYTES:
            raise NoteError("this is not a line of signature")
        return cls(name, raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:])


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(str(each) for each in self.signatures)}"

    @classmethod
    def parse(cls, text: str) -> "Note":
        """Parses the note that `str` wrote. Raises NoteError."""
        body, gap, signatures = text.rpartition("\n\n")
        if not gap or not body:
            raise NoteError("a note has a text, an empty line and signatures")
        return cls(body + "\n", tuple(Signature.parse(line) for line in signatures.strip().split("\n")))

    @property
    def checkpoint(self) -> "Checkpoint":
        """Returns the note as a checkpoint. Raises NoteError."""
        return Checkpoint.parse(self.text)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The root over the first `size` lines of the log `origin`; `root` has 32 bytes. `prints`: see the module."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Returns the text of the note: origin, size, root, extension lines."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, _base64(self.root), *self.extensions))

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Parses the checkpoint of a note's text. Raises NoteError."""
        *lines, after = text.split("\n")
        if after or len(lines) < 3 or not all(lines) or not _SIZE.match(lines[1]):
            raise NoteError("a checkpoint has an origin, a size and a root, each on its line")
        origin, size, root, *extensions = lines
        raw = _from_base64(root)
        if len(raw) != 32:
            raise NoteError("a root has 32 bytes")
        return cls(origin, int(size), raw, tuple(extensions))

    def prints(self) -> Iterator[tuple[int, bytes]]:
        """Yields (line, first two bytes of its leaf hash) of every line whose print came with this checkpoint."""
        for line in self.extensions:
            word, _, rest = line.partition(" ")
            start, _, coded = rest.partition(" ")
            if word == _PRINTS and _SIZE.match(start):
                raw = _from_base64(coded)
                for at in range(0, len(raw) - 1, PRINT_BYTES):
                    yield int(start) + at // PRINT_BYTES, raw[at : at + PRINT_BYTES]


def prints_of(leaves: Sequence[bytes], start: int) -> tuple[str, ...]:
    """Returns extension lines with the prints of leaf hashes, the first of which belongs to line `start`."""
    lines = []
    for at in range(0, len(leaves), _PRINTS_IN_A_LINE):
        part = b"".join(leaf[:PRINT_BYTES] for leaf in leaves[at : at + _PRINTS_IN_A_LINE])
        lines.append(f"{_PRINTS} {start + at} {_base64(part)}")
    return tuple(lines)


def cosigned_message(text: str, seconds: int) -> bytes:
    """Returns what a witness signs: that it saw this checkpoint grow from the one before, `seconds` after 1970 (UTC)."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def proof_text(old_size: int, proof: Sequence[bytes]) -> str:
    """Returns the beginning of a request to a witness: the size it has, the proof of growth from there, an empty line."""
    return "".join([f"old {old_size}\n", *(f"{_base64(node)}\n" for node in proof), "\n"])


def read_proof(request: str) -> tuple[int, list[bytes], str]:
    """Parses (size, proof, note) of such a request. Raises NoteError."""
    begin, gap, note = request.partition("\n\n")
    first, *proof = begin.split("\n")
    word, _, size = first.partition(" ")
    if word != "old" or not gap or not _SIZE.match(size) or len(proof) > _PROOF_AT_MOST:
        raise NoteError("a request begins with the old size and a proof")
    return int(size), [_from_base64(line) for line in proof], note


def checkpoints_in(data: bytes) -> list[Note]:
    """Returns all notes with a checkpoint in a file: plain text, a saved mail or several, a log of a witness; in their order.

    The rest of the file is skipped. A note that appears twice is returned once.
    """
    notes: dict[str, Note] = {}
    for text in _texts(data):
        for found in _FOUND.finditer(text.replace("\r\n", "\n")):
            note = Note.parse(found[0])
            notes.setdefault(str(note), note)
    return list(notes.values())


def _texts(data: bytes) -> Iterable[str]:
    yield data.decode("utf-8", "replace")
    for mail in re.split(rb"(?m)^(?=From [^\n]*\n)", data):
        if _MAIL.match(mail):
            head, _, rest = mail.partition(b"\n")
            message = message_from_bytes(rest if head.startswith(b"From ") else mail, policy=policy.default)
            for part in message.walk():
                if part.get_content_maintype() == "text":
                    yield str(part.get_content())


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode()


def _from_base64(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (Base64Error, ValueError) as error:
        raise NoteError("this is not base64") from error
