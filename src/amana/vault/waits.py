"""Waits that no clock shortens: so many hours are counted as they pass, and not read off from two moments.

The worker looks at each wait again and again. From one look to the next it counts as much as the slowest of three clocks ran:
the database's, this machine's, and its count of seconds since it was started, which no clock-setting moves. Where they
disagree, a clock was set, and the wait begins again. Over a start of the machine, whose count begins again, `MOST_AT_A_START` is
counted at most.

What is counted is kept in the key store, with what it was begun for. A row of the database that somebody wrote, changed or put back
from an older copy has no wait here, and one that was ended does not go on.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from amana.vault import keystore
from amana.vault.clock import now

MOST_AT_A_START: Final = timedelta(hours=1)
DISAGREE: Final = timedelta(seconds=5)
_DRIFT: Final = 1000  # clocks that drift by a thousandth of the time between two looks still agree
_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS waits (id TEXT PRIMARY KEY, what TEXT NOT NULL, counted REAL NOT NULL, jumps INTEGER NOT NULL,"
    " base TEXT NOT NULL, host TEXT NOT NULL, even REAL NOT NULL, start TEXT NOT NULL)"
)


@dataclass(frozen=True)
class Clocks:
    """One reading of the three clocks; `even` in seconds since the start of the machine that `start` names."""

    base: datetime
    host: datetime
    even: float
    start: str


@dataclass(frozen=True)
class Wait:
    """How much of a wait has passed. `clock_was_set` when this look found so; then it began again."""

    counted: timedelta
    clock_was_set: bool = False


def read_clocks() -> Clocks:
    """Returns the moment by the database, by this machine, and by its count since it was started."""
    even = time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))
    return Clocks(now(), datetime.now(UTC), even, _BOOT.read_text().strip() if _BOOT.exists() else "")


def begin(id: UUID, what: str, jumps: int) -> None:
    """Begins a wait for `what`, in place of an earlier one of this id. `jumps` are those that the audit log has so far."""
    _write(id, what, timedelta(), jumps, read_clocks())


def end(id: UUID) -> None:
    """Ends a wait: nothing comes of it any more."""
    keystore.table(_TABLE).rows("DELETE FROM waits WHERE id = ?", [str(id)])


def look(id: UUID, what: str, jumps: int) -> Wait | None:
    """Counts what has passed since the last look. None where no wait for exactly this was begun, or it was ended."""
    base = keystore.table(_TABLE)
    with base.writing():
        rows = base.rows("SELECT what, counted, jumps, base, host, even, start FROM waits WHERE id = ?", [str(id)])
        if not rows or rows[0][0] != what:
            return None
        _what, counted, jumps_before, at, host, even, start = rows[0]
        before = Clocks(datetime.fromisoformat(at), datetime.fromisoformat(host), even, start)
        clocks = read_clocks()
        step = _count_passed(before, clocks)
        was_set = step is None or jumps > jumps_before
        wait = Wait(timedelta() if step is None or was_set else timedelta(seconds=counted) + step, was_set)
        _write(id, what, wait.counted, jumps, clocks)
    return wait


def _count_passed(before: Clocks, clocks: Clocks) -> timedelta | None:
    """The time that surely passed between two readings; None where one of the clocks was set meanwhile."""
    ran = (clocks.base - before.base, clocks.host - before.host)
    if clocks.start != before.start or not clocks.start:
        return None if min(ran) < -DISAGREE else max(timedelta(), min(*ran, MOST_AT_A_START))
    even = timedelta(seconds=clocks.even - before.even)
    if any(abs(each - even) > max(DISAGREE, even / _DRIFT) for each in ran):
        return None
    return max(timedelta(), min(*ran, even))


def _write(id: UUID, what: str, counted: timedelta, jumps: int, clocks: Clocks) -> None:
    keystore.table(_TABLE).rows(
        "INSERT OR REPLACE INTO waits (id, what, counted, jumps, base, host, even, start) VALUES (?,?,?,?,?,?,?,?)",
        [str(id), what, counted.total_seconds(), jumps, clocks.base.isoformat(), clocks.host.isoformat(), clocks.even,
         clocks.start],
    )  # fmt: skip
