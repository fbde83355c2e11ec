"""Makes a copy of everything: one moment of the database, the audit log as strangers read it, in sealed pieces."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from amana import vault
from amana.backups import format
from amana.backups.format import BackupFault, Index, Manifest, Part, Piece
from amana.trust.trail import export_rows, sequence
from amana.trust.trail.log import unpack
from amana.upkeep import backups
from amana.vault.acting import SYSTEM
from amana.vault.chunks import seal_chunk
from amana.vault.clock import now
from amana.vault.storekeeping import dump_sealed
from amana_methods.trail import Checkpoint, Note

type Progress = Callable[[str, int, int], None]
# What lasts a day at most is in no copy: what somebody typed and did not send, and which forms were sent.
NOT_COPIED = ("drafts_draft", "drafts_sentform")
_HEAD = "SELECT size, frontier FROM trust_head WHERE id = 1"


def make(folder: Path, recipients: Sequence[str], *, progress: Progress = lambda *_: None) -> Index:
    """Makes a complete backup in `folder`; an interrupted one there resumes after its last whole piece.

    Raises BackupFault, and leaves what was made until then.
    """
    _check_recipients(recipients)
    if (folder / format.INDEX).exists():
        raise BackupFault(f"{folder} holds a complete backup already. Name another folder.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    begun = format.read_begun(folder) or _begin(folder)
    at, id = datetime.fromisoformat(begun["at"]), UUID(begun["id"])
    work = _work_folder(id)
    told = _snapshot(work)
    parts, pieces = {}, []
    for name in (format.DATABASE, format.TRAIL):
        progress(name, 0, 0)
        part, made = _in_pieces(folder, name, work / name, recipients, progress)
        parts[name] = part
        pieces += made
    manifest = Manifest(
        id=id, at=at, parts=parts, trail_key=vault.signing.trail_key().name, piece_bytes=format.PIECE_BYTES, **told
    )
    pieces.append(_sealed_piece(folder, format.MANIFEST, manifest.as_bytes(), recipients))
    index = Index(id, at, tuple(pieces))
    index = Index(id, at, tuple(pieces), _sign_index(index, told["trail_lines"]))
    index.write(folder)
    (folder / format.BEGUN).unlink(missing_ok=True)
    shutil.rmtree(work, ignore_errors=True)
    backups.finish_copy(id, sum(piece.size for piece in pieces), now())
    return index


def _sign_index(index: Index, lines: int) -> str:
    """Signs the index with the instance's key. The origin names a backup, so that nobody takes it for a checkpoint."""
    text = Checkpoint(format.origin_of(vault.signing.trail_key().name), lines, bytes.fromhex(index.digest)).text
    return str(Note(text, (vault.signing.sign_checkpoint(text),)))


def make_keys(file: Path, recipients: Sequence[str]) -> int:
    """Copies the key store to `file`, sealed for other people than the backup; returns its size in bytes."""
    _check_recipients(recipients)
    if file.exists():
        raise BackupFault(f"{file} is there already. Name another file.")
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    id = backups.begin_copy(backups.KEYS, file.resolve(), now())
    content = dump_sealed(recipients)
    format.write_whole(file, content)
    backups.finish_copy(id, len(content), now())
    return len(content)


def _check_recipients(recipients: Sequence[str]) -> None:
    try:
        seal_chunk(b"", recipients)
    except ValueError as fault:
        raise BackupFault(
            "say for whom it is sealed: --to age1... (./amana backup key FILE makes a key; keep FILE off this machine)."
        ) from fault


def _begin(folder: Path) -> dict[str, Any]:
    at = now()
    told = {"id": str(backups.begin_copy(backups.ALL, folder.resolve(), at)), "at": at.isoformat()}
    format.write_whole(folder / format.BEGUN, json.dumps(told).encode())
    return told


def _work_folder(id: UUID) -> Path:
    """The folder of the snapshot while pieces are made of it, next to the database and as protected as that is."""
    work = Path(settings.AMANA_DATA) / "backup-work" / str(id)
    work.mkdir(parents=True, exist_ok=True, mode=0o700)
    return work


# Snapshot ----------------------------------------------------------------------------------------------


def _snapshot(work: Path) -> dict[str, Any]:
    """Writes database and audit log of one moment to the work folder; returns rows by table and the head of the log.

    An interrupted run finds them there and continues with the same moment.
    """
    done = work / "told.json"
    if not done.exists():
        sequence()
        take = _from_postgresql if connection.vendor == "postgresql" else _from_sqlite
        told = take(work / format.DATABASE)
        with (work / format.TRAIL).open("wb") as file:
            file.writelines(export_rows())
        format.write_whole(done, json.dumps(told).encode())
    found: dict[str, Any] = json.loads(done.read_bytes())
    return found


def _from_sqlite(to: Path) -> dict[str, Any]:
    to.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(f"file:{connection.settings_dict['NAME']}?mode=ro", uri=True)) as source,
        closing(sqlite3.connect(to)) as target,
    ):
        source.backup(target, pages=4096)
        target.execute("PRAGMA journal_mode=DELETE")
        target.execute("PRAGMA secure_delete=ON")
        for table in NOT_COPIED:
            target.execute(f'DELETE FROM "{table}"')  # noqa: S608
        target.commit()
    return told_by_sqlite(to)


def told_by_sqlite(file: Path) -> dict[str, Any]:
    """Returns, from a database file, rows by table, and the head of its audit log."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as base:
        return _describe_database("sqlite", lambda sql: base.execute(sql).fetchall(), _tables_of_sqlite(base))


def _tables_of_sqlite(base: sqlite3.Connection) -> list[str]:
    rows = base.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return [name for (name,) in rows]


def _describe_database(engine: str, ask: Callable[[str], list[Any]], tables: Sequence[str]) -> dict[str, Any]:
    copied = {name: f'SELECT count(*) FROM "{name}"' for name in sorted(tables) if name not in NOT_COPIED}  # noqa: S608
    rows = {name: int(ask(sql)[0][0]) for name, sql in copied.items()}
    head = ask(_HEAD)
    size, raw = head[0] if head else (0, b"")
    root = unpack(size, bytes(raw)).root().hex()
    return {"engine": engine, "rows": rows, "trail_lines": size, "trail_root": root}


def _from_postgresql(to: Path) -> dict[str, Any]:
    """Exports one snapshot, which serves both the counting here and the program that dumps."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        run_postgresql(
            "pg_dump",
            [
                "--format=custom",
                f"--snapshot={snapshot}",
                "--enable-row-security",
                *(f"--exclude-table-data={table}" for table in NOT_COPIED),
                f"--file={to}",
            ],
        )
        return told_by_postgresql()


def told_by_postgresql() -> dict[str, Any]:
    """Returns, from the database now, rows by table, and the head of its audit log."""

    def ask(sql: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())

    return _describe_database("postgresql", ask, connection.introspection.table_names())


def run_postgresql(program: str, arguments: Sequence[str]) -> None:
    """Runs one of PostgreSQL's own programs on this instance's database, as the system. Raises BackupFault."""
    told = settings.AMANA_OWNER or connection.settings_dict  # restored tables belong to the owner
    parts = {
        name: value for name, value in told["OPTIONS"].items() if name != "options"
    }  # encrypted as the instance is
    where = make_conninfo(
        "", dbname=told["NAME"], user=told["USER"], host=told["HOST"] or None, port=told["PORT"] or None, **parts
    )
    environment = os.environ | {"PGPASSWORD": str(told["PASSWORD"]), "PGOPTIONS": f"-c app.actor={SYSTEM}"}
    try:
        done = subprocess.run(
            [program, f"--dbname={where}", *arguments], env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as fault:
        raise BackupFault(f"{program} is not here: install postgresql-client of the server's version.") from fault
    if done.returncode:
        said = next((line for line in done.stderr.splitlines() if "error" in line.lower()), "without a word")
        raise BackupFault(f"{program} stopped: {said}")


# Pieces -------------------------------------------------------------------------------------------------


def _in_pieces(
    folder: Path, name: str, source: Path, recipients: Sequence[str], progress: Progress
) -> tuple[Part, list[Piece]]:
    """Writes the file in sealed pieces; those that an earlier run finished stay as they are."""
    whole, size, made = sha256(), source.stat().st_size, []
    for number, content in enumerate(_read_pieces(source)):
        whole.update(content)
        made.append(_sealed_piece(folder, f"{name}.{number:05d}.age", content, recipients))
        progress(name, min((number + 1) * format.PIECE_BYTES, size), size)
    return Part(size, whole.hexdigest(), len(made)), made


def _read_pieces(source: Path) -> Iterator[bytes]:
    with source.open("rb") as file:
        while content := file.read(format.PIECE_BYTES):
            yield content


def _sealed_piece(folder: Path, name: str, content: bytes, recipients: Sequence[str]) -> Piece:
    """Renames a piece into its place when it is whole, so that an existing one is of the same snapshot and stays."""
    path = folder / name
    if not path.exists():
        format.write_whole(path, seal_chunk(content, recipients))
    sealed = path.read_bytes()
    return Piece(name, len(sealed), sha256(sealed).hexdigest())
