"""A living world, a copy of it with the keys apart, and another place in which it is restored by a process of its own."""

import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from amana.backups import making
from amana.backups.format import Index
from amana.vault.chunks import new_identity


@dataclass
class Copies:
    """Where a backup and its keys lie, and what opens each."""

    folder: Path
    keys: Path
    recovery: tuple[str, str] = field(default_factory=new_identity)
    officers: tuple[str, str] = field(default_factory=new_identity)

    def make(self) -> Index:
        """The backup is made; the data folder of the test takes the snapshot meanwhile."""
        return making.make(self.folder, [self.recovery[1]])

    def make_keys(self) -> None:
        """The key store's own copy is made, over an older one."""
        self.keys.unlink(missing_ok=True)
        making.make_keys(self.keys, [self.officers[1]])

    def identity(self, which: str = "recovery") -> Path:
        """A file with the secret half."""
        file = self.folder.parent / f"{which}.key"
        file.write_text(f"# made for a test\n{getattr(self, which)[0]}\n")
        return file

    def restore(
        self, place: Path, *, opened_by: str = "recovery", with_keys: bool = True
    ) -> subprocess.CompletedProcess[str]:
        """What `./amana restore` says and does in another data folder."""
        arguments = ["restore", str(self.folder), "--identity", str(self.identity(opened_by)), "--json"]
        if with_keys:
            arguments += ["--keys", str(self.keys), "--keys-identity", str(self.identity("officers"))]
        return amana(place, *arguments)


def amana(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A verb has run in a process of its own, on the data folder `place`."""
    place.mkdir(exist_ok=True)
    mine = {
        name: value for name, value in os.environ.items() if name not in ("AMANA_DATABASE", "DJANGO_SETTINGS_MODULE")
    }
    environment = mine | {"AMANA_DATA": str(place), "AMANA_KEY_DRIVER": "file"}
    return subprocess.run(
        [sys.executable, "-m", "amana.web.cli", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """What a restore that went well reports."""
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def ask(place: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows of the restored database."""
    with sqlite3.connect(place / "amana.sqlite3") as base:
        rows = base.execute(sql, values).fetchall()
    base.close()
    return rows


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Copies:
    """Nothing is made yet."""
    monkeypatch.setattr(settings, "AMANA_DATA", tmp_path / "data")
    return Copies(tmp_path / "copy", tmp_path / "keys" / "keys.age")
