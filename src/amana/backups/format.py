"""The format of a backup on a disk, and the faults it can have.

backup.json    format, id, moment, sha256 and size of each piece in order, and a signed note over all of it
NAME.NNNNN.age the pieces of a part (database, trail), sealed
manifest.age   sealed: sizes and hashes of the parts as they were, rows by table, the head of the trail
begun.json     only while it is being made: from it an interrupted run resumes
"""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

FORMAT: Final = "amana backup, 1"
PIECE_BYTES: Final = 8 * 1024 * 1024
INDEX, MANIFEST, BEGUN = "backup.json", "manifest.age", "begun.json"
DATABASE, TRAIL = "database", "trail"


class BackupFault(Exception):
    """A backup cannot be made, read or restored; the sentence names the fault and what to do."""


@dataclass(frozen=True)
class Piece:
    """One file of a backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Part:
    """A part that was cut into pieces: its length, its hash, and how many pieces it became."""

    size: int
    sha256: str
    pieces: int


@dataclass(frozen=True)
class Manifest:
    """The contents of a backup: the sealed half of its description."""

    id: UUID
    at: datetime
    engine: str
    parts: dict[str, Part]
    rows: dict[str, int]
    trail_lines: int
    trail_root: str
    trail_key: str
    piece_bytes: int

    def as_bytes(self) -> bytes:
        """Returns the manifest as it is sealed."""
        told = asdict(self) | {"id": str(self.id), "at": self.at.isoformat()}
        return json.dumps(told, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Manifest":
        """Returns the manifest that `as_bytes` wrote."""
        told: dict[str, Any] = json.loads(raw)
        parts = {name: Part(**part) for name, part in told.pop("parts").items()}
        return cls(UUID(told.pop("id")), datetime.fromisoformat(told.pop("at")), parts=parts, **told)


@dataclass(frozen=True)
class Index:
    """The clear half: enough to check that every piece is there and whole, and who signed it. It has no contents."""

    id: UUID
    at: datetime
    pieces: tuple[Piece, ...]
    note: str = ""
    format: str = field(default=FORMAT)

    @property
    def digest(self) -> str:
        """Returns the hash that is signed: over everything but the note."""
        return sha256(json.dumps(self._as_values(), sort_keys=True).encode()).hexdigest()

    def _as_values(self) -> dict[str, Any]:
        pieces = [[each.name, each.size, each.sha256] for each in self.pieces]
        return {"format": self.format, "id": str(self.id), "at": self.at.isoformat(), "pieces": pieces}

    def write(self, folder: Path) -> None:
        """Writes the index into the folder, which completes the backup."""
        write_whole(folder / INDEX, json.dumps(self._as_values() | {"note": self.note}, indent=1).encode())

    @classmethod
    def read(cls, folder: Path) -> "Index":
        """Returns the index of a backup. Raises BackupFault."""
        try:
            told = json.loads((folder / INDEX).read_bytes())
            pieces = tuple(Piece(*each) for each in told["pieces"])
            found = cls(UUID(told["id"]), datetime.fromisoformat(told["at"]), pieces, told["note"], told["format"])
        except FileNotFoundError as fault:
            more = " It was begun and never finished." if (folder / BEGUN).exists() else ""
            raise BackupFault(f"{folder} holds no complete backup (no {INDEX}).{more} Choose another copy.") from fault
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise BackupFault(f"{folder / INDEX} cannot be read: it is damaged. Choose another copy.") from fault
        if found.format != FORMAT:
            raise BackupFault(f"{folder} is “{found.format}”, which this release does not know.")
        return found


def origin_of(trail_key: str) -> str:
    """Returns the origin of a note over a backup, by the name of the key that signs: different from a checkpoint's."""
    return f"{trail_key}/backup"


def check_pieces(folder: Path, index: Index) -> Iterator[Piece]:
    """Yields the pieces in order, each once it was found whole. Raises BackupFault for a missing or changed one."""
    for piece in index.pieces:
        try:
            content = (folder / piece.name).read_bytes()
        except OSError as fault:
            raise BackupFault(
                f"{piece.name} is missing. Nothing was restored. Copy the whole folder again, or choose another copy."
            ) from fault
        if len(content) != piece.size or sha256(content).hexdigest() != piece.sha256:
            raise BackupFault(
                f"{piece.name} is not as it was written. Nothing was restored. Copy it again, or choose another copy."
            )
        yield piece


def write_whole(path: Path, content: bytes) -> None:
    """Writes the file with all its bytes, or leaves it as it was before."""
    beside = path.with_name(path.name + ".part")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_begun(folder: Path) -> Mapping[str, Any] | None:
    """Returns the state that an interrupted run left in the folder, or None."""
    try:
        told: Mapping[str, Any] = json.loads((folder / BEGUN).read_bytes())
    except (OSError, ValueError):
        return None
    return told
