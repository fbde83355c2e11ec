"""Making a demo world: SQLite does not wait for the disk meanwhile, and does again afterwards."""

import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from amana.web.cli.instance import write_without_waiting

FULL, OFF = 2, 0


def test_what_was_made_is_on_the_disk_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "made.sqlite3"
    base = sqlite3.connect(file, autocommit=True)
    base.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE made (name TEXT)")
    monkeypatch.setattr("django.db.connection", _connection_to(base))

    def safety() -> int:
        found: int = base.execute("PRAGMA synchronous").fetchone()[0]
        return found

    assert safety() == FULL
    with write_without_waiting():
        assert safety() == OFF
        base.execute("INSERT INTO made VALUES ('world')")
    assert safety() == FULL
    assert file.with_name("made.sqlite3-wal").stat().st_size == 0, "nothing waits in the log beside the file"
    base.close()


class _Cursor:
    def __init__(self, base: sqlite3.Connection) -> None:
        self.base = base

    def __enter__(self) -> sqlite3.Cursor:
        return self.base.cursor()

    def __exit__(self, *fault: object) -> None:
        return None


def _connection_to(base: sqlite3.Connection) -> SimpleNamespace:
    return SimpleNamespace(vendor="sqlite", cursor=lambda: _Cursor(base))
