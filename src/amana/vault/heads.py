"""The newest checkpoint of the audit log, kept with the keys: a database put back from an older copy is seen by it.

Who puts back the whole database puts back its lines, its checkpoints and what witnesses said. The key store is another file,
and knows how many lines were signed, and their root.
"""

from dataclasses import dataclass
from typing import Final

from amana.vault import keystore

_TABLE: Final = "CREATE TABLE IF NOT EXISTS heads (id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL, root BLOB NOT NULL)"


@dataclass(frozen=True)
class KeptHead:
    """How many lines were signed, and the root of their tree."""

    size: int
    root: bytes


def keep(size: int, root: bytes) -> None:
    """The key store knows this checkpoint, unless it knows one over more lines. Raises KeyStoreAway."""
    keystore.table(_TABLE).rows(
        "INSERT INTO heads (id, size, root) VALUES (1, ?, ?) ON CONFLICT (id) DO UPDATE SET size = excluded.size,"
        " root = excluded.root WHERE excluded.size > size",
        [size, root],
    )


def accept(size: int, root: bytes) -> None:
    """The key store knows this checkpoint from now on, also one over fewer lines: after a restore. Raises KeyStoreAway."""
    keystore.table(_TABLE).rows("INSERT OR REPLACE INTO heads (id, size, root) VALUES (1, ?, ?)", [size, root])


def newest() -> KeptHead | None:
    """The checkpoint over the most lines; None before the first. Raises KeyStoreAway."""
    rows = keystore.table(_TABLE).rows("SELECT size, root FROM heads")
    return KeptHead(int(rows[0][0]), bytes(rows[0][1])) if rows else None
