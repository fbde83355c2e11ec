"""Restores a backup into an empty place: checks it, puts it in place, then repeats everything that happened later.

While `restoring.json` is in the data folder, the instance is closed: no page is answered and nobody signs in.
"""

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from amana.backups import format
from amana.backups.format import BackupFault, Index, Manifest
from amana.errors import CannotOpen

type Progress = Callable[[str, int, int], None]
MARKER = "restoring.json"
_FILE = "amana.sqlite3"


@dataclass(frozen=True)
class Restored:
    """The result of a restore: the copy's moment, rows, and what was repeated because it happened later."""

    at: datetime
    rows: int
    trail_lines: int
    erasures: int
    withdrawals: int
    relocked: int


def is_shut(data: Path) -> bool:
    """Returns whether a restore has started here and not ended."""
    return (data / MARKER).exists()


def check(folder: Path, identity: str, *, progress: Progress = lambda *_: None) -> tuple[Index, Manifest]:
    """Checks that the backup is whole and opens with this identity. Raises BackupFault with what to do."""
    index = Index.read(folder)
    for count, _piece in enumerate(format.check_pieces(folder, index), 1):
        progress("checking", count, len(index.pieces))
    manifest = Manifest.from_bytes(_open_piece(folder / format.MANIFEST, identity))
    for name, part in manifest.parts.items():
        there = [each for each in index.pieces if each.name.startswith(f"{name}.")]
        if len(there) != part.pieces:
            raise BackupFault(f"{folder} lacks pieces of “{name}”. Nothing was restored. Choose another copy.")
    if (manifest.id, manifest.at) != (index.id, index.at):
        raise BackupFault(f"{folder} is put together from two backups. Nothing was restored. Choose another copy.")
    return index, manifest


def _open_piece(path: Path, identity: str) -> bytes:
    from amana.vault.chunks import open_chunk

    try:
        return open_chunk(path.read_bytes(), identity)
    except CannotOpen as fault:
        raise BackupFault(
            "this recovery key does not open the backup. Nothing was restored. Take the key to whose public half it was sealed."
        ) from fault


def parts_of(folder: Path, name: str, manifest: Manifest, identity: str) -> Iterator[bytes]:
    """Yields the opened pieces of one part, in order."""
    for number in range(manifest.parts[name].pieces):
        yield _open_piece(folder / f"{name}.{number:05d}.age", identity)


def unpack(folder: Path, name: str, manifest: Manifest, identity: str, to: Path, progress: Progress) -> None:
    """Writes the part to a file; an interrupted run resumes after its last whole piece. Raises BackupFault."""
    part, whole, each = manifest.parts[name], sha256(), manifest.piece_bytes
    have = to.stat().st_size // each if to.exists() else 0
    with to.open("r+b" if to.exists() else "w+b") as file:
        for number in range(part.pieces):
            if number < have:
                whole.update(file.read(each))
                continue
            file.seek(number * each)
            content = _open_piece(folder / f"{name}.{number:05d}.age", identity)
            file.write(content)
            whole.update(content)
            progress(name, min((number + 1) * each, part.size), part.size)
        file.truncate(part.size)
        file.flush()
        os.fsync(file.fileno())
    if whole.hexdigest() != part.sha256:
        to.unlink()
        raise BackupFault(f"“{name}” did not come out as it was put in. Nothing was restored. Start again.")


def begin(data: Path, folder: Path, index: Index) -> None:
    """Closes the instance in `data`. Raises BackupFault where one exists, or another restore has started."""
    marker = data / MARKER
    if marker.exists():
        if json.loads(marker.read_bytes())["id"] != str(index.id):
            raise BackupFault(f"a restore of another backup has begun in {data}. Finish it, or empty the folder first.")
        return
    if (data / _FILE).exists():
        raise BackupFault(
            f"an instance lives in {data}. A backup is restored into an empty place: AMANA_DATA=/path/to/folder ./amana restore ..."
        )
    format.write_whole(marker, json.dumps({"id": str(index.id), "folder": str(folder)}).encode())


def put_sqlite(data: Path, folder: Path, manifest: Manifest, identity: str, progress: Progress) -> None:
    """Puts the database of the backup in its place, checked to be sound and complete. Raises BackupFault."""
    from amana.backups.making import told_by_sqlite

    if (data / _FILE).exists():
        return
    beside = data / f"{_FILE}.restoring"
    unpack(folder, format.DATABASE, manifest, identity, beside, progress)
    with closing(sqlite3.connect(f"file:{beside}?mode=ro", uri=True)) as base:
        sound = base.execute("PRAGMA integrity_check").fetchone()[0]
    told = told_by_sqlite(beside)
    if sound != "ok" or not _agrees(told, manifest):
        raise BackupFault("the database in this backup is not sound. Nothing was restored. Choose another copy.")
    beside.replace(data / _FILE)


def put_postgresql(data: Path, folder: Path, manifest: Manifest, identity: str, progress: Progress) -> None:
    """Loads the dump of the backup into an empty database. Raises BackupFault for one that is not empty."""
    from django.db import connection

    from amana.backups.making import run_postgresql, told_by_postgresql

    beside, loaded = data / "restoring.dump", data / "restoring.loaded"
    if loaded.exists():
        return
    if connection.introspection.table_names():
        raise BackupFault("the database that AMANA_DATABASE names is not empty. Make an empty one and name that.")
    unpack(folder, format.DATABASE, manifest, identity, beside, progress)
    run_postgresql("pg_restore", ["--single-transaction", "--exit-on-error", str(beside)])
    if not _agrees(told_by_postgresql(), manifest):
        raise BackupFault("the database in this backup is not complete. Empty the database, and choose another copy.")
    loaded.touch()


def _agrees(told: dict[str, Any], manifest: Manifest) -> bool:
    same = (told["rows"], told["trail_lines"], told["trail_root"])
    return same == (manifest.rows, manifest.trail_lines, manifest.trail_root)


def put_keys(copy: Path, identity: str) -> None:
    """Restores the keys of a copy into the key store here, which keeps its tombstones. Raises BackupFault."""
    from amana.vault.storekeeping import load_sealed

    try:
        load_sealed(copy.read_bytes(), identity)
    except OSError as fault:
        raise BackupFault(f"{copy} cannot be read: {fault.strerror}.") from fault
    except CannotOpen as fault:
        raise BackupFault(
            f"this key does not open {copy}, or it is damaged. The instance stays shut; say the command again with the right key."
        ) from fault


def check_signature(index: Index, manifest: Manifest) -> None:
    """Checks that the instance with these keys signed the backup. Raises BackupFault."""
    from amana import vault
    from amana_methods.trail import Note, NoteError, is_signed_by

    key = vault.signing.trail_key()
    try:
        note = Note.parse(index.note)
        said = note.checkpoint
        over = (said.origin, said.root.hex()) == (format.origin_of(key.name), index.digest)
        holds = over and is_signed_by(note, key)
    except NoteError as fault:
        raise BackupFault("the signature of this backup cannot be read. The instance stays shut.") from fault
    if not holds or manifest.trail_key != key.name:
        raise BackupFault(
            "this backup was not made by the instance to which these keys belong. The instance stays shut; nobody can sign in."
        )


def do_again(manifest: Manifest) -> Restored:
    """Repeats erasures and withdrawals later than the backup, from the key store's tombstones, and records them.

    An erasure that was only agreed to by then needs its second person again. Proofs, second factors and emergency wraps
    that are under keys rotated since are renewed, so that everybody of the copy signs in.
    """
    from amana import vault
    from amana.consent import commands as consents
    from amana.erasure import commands as cases
    from amana.messages import commands as messages
    from amana.process_state import forget_cached_state
    from amana.trust.trail import sequence
    from amana.trust.trail.log import accept_what_is_here
    from amana.upkeep import backups, rotations
    from amana.vault.clock import now

    forget_cached_state()
    at = now()
    locks = backups.locks_of_a_copy()
    erasures = cases.finish_forgetting(at)
    cases.put_back_agreed(at)  # one that was agreed in the copy may have been stopped since
    withdrawals = sum(
        consents.withdraw_again(stone.concerns, at)
        for stone in vault.keystore.tombstones_since(datetime.min.replace(tzinfo=at.tzinfo))
        if stone.kind == "withdrawal"
    )
    messages.leave_to_humans(at)  # messages that wait in the copy may have been sent since
    relocked = sum(vault.relocking.relock_restored(lock) for lock in locks if vault.keystore.is_living(lock))
    for kind in vault.states.all_kinds():  # what surviving keys know of accounts and factors is later than the copy
        kind.accept_all()
    rotations.renew_copy()
    accept_what_is_here()
    backups.record_restore(manifest.at, erasures, withdrawals, at)
    sequence()
    cases.leave_no_pages()
    return Restored(manifest.at, sum(manifest.rows.values()), manifest.trail_lines, erasures, withdrawals, relocked)


def end(data: Path) -> None:
    """Opens the instance again."""
    for name in ("restoring.dump", "restoring.loaded", f"{_FILE}.restoring"):
        (data / name).unlink(missing_ok=True)
    (data / MARKER).unlink()
