"""A log with its operator, who can sign and forge, and with a witness, who keeps what was handed out."""

import json
import random
from base64 import b64encode
from dataclasses import dataclass, field
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from amana_methods.merkle import Frontier, leaf_hash
from amana_methods.trail import (
    Checkpoint,
    Note,
    Signature,
    VerifierKey,
    end_row,
    head,
    line_row,
    note_row,
    prints_of,
)


def some_lines(count: int, seed: int = 0) -> list[bytes]:
    """Lines as a trail has them: sorted JSON of ids, no two alike."""
    chance = random.Random(seed)  # noqa: S311  (a load, not a key)
    return [
        json.dumps({"actor": f"{chance.getrandbits(128):032x}", "row": row, "verb": "cases.section_opened"}).encode()
        for row in range(count)
    ]


@dataclass
class Operator:
    """Who runs the log and holds its key. `every` lines it signs a checkpoint into its own file."""

    secret: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)
    name: str = "amana.trail/0123456789abcdef"
    every: int = 50

    @cached_property
    def key(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self.secret.public_key().public_bytes_raw())

    def checkpoint(self, lines: list[bytes], *, prints_from: int | None = None) -> Note:
        """A signed checkpoint over these lines; with the prints of the lines from `prints_from` on."""
        leaves = [leaf_hash(line) for line in lines]
        extensions = () if prints_from is None else prints_of(leaves[prints_from:], prints_from)
        return self.sign(Frontier().extend(leaves), extensions)

    def sign(self, frontier: Frontier, extensions: tuple[str, ...] = ()) -> Note:
        """A signed checkpoint over the tree that has grown to this frontier."""
        text = Checkpoint(self.name, frontier.size, frontier.root(), extensions).text
        return Note(text, (Signature(self.name, self.key.id, self.secret.sign(text.encode())),))

    def export(self, lines: list[bytes], *, waiting: int = 0) -> list[bytes]:
        """An honest export of these lines, with the operator's checkpoints in it."""
        rows = [part + b"\n" for part in head(self.key).split(b"\n")[:-1]]
        for number, line in enumerate(lines):
            rows.append(line_row(number, leaf_hash(line), line))
            if (number + 1) % self.every == 0:
                rows.append(note_row(self.checkpoint(lines[: number + 1])))
        return [*rows, end_row(len(lines), waiting)]


def position_of(rows: list[bytes], number: int) -> int:
    """Where the row of a line stands in an export."""
    return next(at for at, row in enumerate(rows) if row.startswith(b"%d " % number))


def as_mail(note: Note) -> bytes:
    """The note as it lies in somebody's mailbox, wrapped and coded."""
    body = b64encode(f"Please keep this.\n\n{note}\nThank you.\n".encode()).decode()
    wrapped = "\n".join(body[at : at + 76] for at in range(0, len(body), 76))
    head_of_mail = (
        "From: amana@example.org\nSubject: Checkpoint\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
    )
    return f"{head_of_mail}Content-Transfer-Encoding: base64\n\n{wrapped}\n".encode()
