"""The key service's own audit log: who asked how much, when, and what was refused. Never what was asked about.

Each line is hashed with the one before it, so that a changed or removed line is detected.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

KEPT = timedelta(days=400)
_COLUMNS = "at, act, asker, person, holders, elements, outcome"


@dataclass(frozen=True)
class Limits:
    """How much is answered: questions by one person and by one organisation, elements enrolled by one holder."""

    questions_of_a_person_an_hour: int = 20
    questions_of_an_organisation_an_hour: int = 120
    questions_of_an_organisation_a_day: int = 600
    elements_enrolled_a_day: int = 4_000_000


@dataclass(frozen=True)
class Asked:
    """One request in the audit log. `person` is a worker's id; ids are opaque here."""

    at: datetime
    act: str
    asker: str
    person: str
    holders: tuple[str, ...]
    elements: int
    outcome: str = "answered"


class Ledger:
    """The audit log in a database file of its own; one connection, one writer."""

    def __init__(self, path: Path) -> None:
        fresh = not path.exists()
        self.base = sqlite3.connect(path, timeout=20, isolation_level=None, check_same_thread=False)
        if fresh:
            path.chmod(0o600)
        self.base.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE IF NOT EXISTS lines (id INTEGER PRIMARY KEY, at TEXT, act TEXT, asker TEXT, person TEXT,"
            " holders TEXT, elements INTEGER, outcome TEXT, link TEXT);"
            "CREATE INDEX IF NOT EXISTS by_asker ON lines (asker, act, at);"
        )

    def close(self) -> None:
        """Closes the file."""
        self.base.close()

    def over(self, asked: Asked, limits: Limits) -> bool:
        """Whether answering this would exceed a limit. Refused requests count as well, so that probing does not pay."""
        hour, day = asked.at - timedelta(hours=1), asked.at - timedelta(days=1)
        if asked.act == "enrol":
            return self._elements(asked.asker, day) + asked.elements > limits.elements_enrolled_a_day
        return (
            self._questions(asked.asker, hour, asked.person) >= limits.questions_of_a_person_an_hour
            or self._questions(asked.asker, hour) >= limits.questions_of_an_organisation_an_hour
            or self._questions(asked.asker, day) >= limits.questions_of_an_organisation_a_day
        )

    def write(self, asked: Asked) -> None:
        """Writes the line, linked to the one before."""
        last = self.base.execute("SELECT link FROM lines ORDER BY id DESC LIMIT 1").fetchone()
        row = _row(asked)
        self.base.execute(
            f"INSERT INTO lines ({_COLUMNS}, link) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (*row, _link(last[0] if last else "", row)),
        )

    def verify(self) -> list[int]:
        """Returns the numbers of the lines that do not follow from the ones before them; none when nobody changed the log."""
        wrong: list[int] = []
        before: str | None = None
        for number, *row, link in self.base.execute(f"SELECT id, {_COLUMNS}, link FROM lines ORDER BY id"):  # noqa: S608
            if before is not None and link != _link(before, tuple(row)):
                wrong.append(number)
            before = link
        return wrong

    def forget_old(self, now: datetime) -> None:
        """Deletes lines older than 400 days."""
        self.base.execute("DELETE FROM lines WHERE at < ?", ((now - KEPT).isoformat(),))

    def by_asker(self, since: datetime) -> Iterator[tuple[str, str, str, int, int]]:
        """Yields (asker, act, outcome, requests, elements) since a moment, for those who watch."""
        yield from self.base.execute(
            "SELECT asker, act, outcome, count(*), sum(elements) FROM lines WHERE at >= ? GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            (since.isoformat(),),
        )

    def outcomes(self, asker: str) -> Counter[str]:
        """Counts each outcome of an asker."""
        return Counter(row[0] for row in self.base.execute("SELECT outcome FROM lines WHERE asker = ?", (asker,)))

    def _questions(self, asker: str, since: datetime, person: str | None = None) -> int:
        found = self.base.execute(
            "SELECT count(*) FROM lines WHERE asker = ? AND act = 'ask' AND at > ? AND (? IS NULL OR person = ?)",
            (asker, since.isoformat(), person, person),
        )
        return int(found.fetchone()[0])

    def _elements(self, asker: str, since: datetime) -> int:
        found = self.base.execute(
            "SELECT coalesce(sum(elements), 0) FROM lines"
            " WHERE asker = ? AND act = 'enrol' AND outcome = 'answered' AND at > ?",
            (asker, since.isoformat()),
        )
        return int(found.fetchone()[0])


def _row(asked: Asked) -> tuple[str, str, str, str, str, int, str]:
    holders = json.dumps(asked.holders)
    return (asked.at.isoformat(), asked.act, asked.asker, asked.person, holders, asked.elements, asked.outcome)


def _link(before: str, row: tuple[object, ...]) -> str:
    return sha256(json.dumps([before, *row], separators=(",", ":")).encode()).hexdigest()
