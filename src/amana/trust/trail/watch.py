"""Checks the audit log from outside: is it up to date, known outside, and true to the database; did the clock jump."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Min

from amana.process_state import protects
from amana.trust.actor import SYSTEM
from amana.trust.models import Head, Line, Witness
from amana.trust.trail import export_rows, record
from amana.trust.trail.log import accept_what_is_here, find_what_is_missing
from amana.vault import heads
from amana.vault.clock import now as database_clock
from amana.vault.models import Sealed
from amana_methods.trail import Verdict, verify

JUMP = timedelta(seconds=5)
_AT_ONCE = 2000


@dataclass(frozen=True)
class Outside:
    """How many witnesses there are, the moment at which one last got a checkpoint, and how many lines came since."""

    witnesses: int
    handed_at: datetime | None
    younger: int


def outside() -> Outside:
    """Returns what witnesses outside know of the audit log."""
    living = Witness.objects.filter(ended_at=None)
    handed = [(row.size, row.handed_at) for row in living if row.handed_at is not None]
    head = Head.objects.filter(id=1).first()
    size, at = max(handed, default=(0, None))
    return Outside(living.count(), at, (head.size if head else 0) - size)


def waiting_since() -> datetime | None:
    """Returns the moment of the oldest line that has no number yet; None where all have one."""
    oldest: datetime | None = Line.objects.filter(number=None).aggregate(oldest=Min("recorded_at"))["oldest"]
    return oldest


def last(verb: str) -> datetime | None:
    """Returns when this was last recorded, by the database's clock; None where it never was."""
    moment: datetime | None = (
        Line.objects.filter(verb=verb).order_by("-pk").values_list("recorded_at", flat=True).first()
    )
    return moment


def last_done(verb: str) -> datetime | None:
    """Returns when this was last done, by the clock that did it; None where it never was.

    To be compared with the `now` of the caller: that of the database may be another day.
    """
    moment: datetime | None = (
        Line.objects.filter(verb=verb).order_by("-pk").values_list("happened_at", flat=True).first()
    )
    return moment


def has_line(verb: str, **ids: str) -> bool:
    """Whether the audit log has a line with this verb and these ids."""
    return Line.objects.filter(verb=verb, **{f"ids__{name}": value for name, value in ids.items()}).exists()


# Does the database match the audit log ----------------------------------------------------------------


def put_back() -> list[UUID]:
    """Returns sealed texts whose revision is earlier than the audit log's: somebody restored an older row.

    A line of a change names the text and the revision that it got; the audit log itself is checked by `trail verify`.
    """
    said: dict[UUID, int] = {}
    for ids in Line.objects.filter(ids__has_key="revision").values_list("ids", flat=True).iterator(_AT_ONCE):
        text = ids.get("section") or ids.get("text")
        if text:
            said[UUID(str(text))] = max(said.get(UUID(str(text)), 0), int(ids["revision"]))
    found = []
    texts = sorted(said)
    for start in range(0, len(texts), _AT_ONCE):
        part = texts[start : start + _AT_ONCE]
        rows = Sealed.objects.filter(id__in=part).values_list("id", "revision")
        found += [id for id, revision in rows if revision < said[id]]
    return found


# Is it as it was written ------------------------------------------------------------------------------

VERIFIED, BROKEN, ACCEPTED = "trail.verified", "trail.broken", "trail.accepted"
CHECKED_FOR = timedelta(hours=20)


@dataclass(frozen=True)
class Checked:
    """When the audit log was last checked from its first line on, and how many faults were found then."""

    at: datetime
    faults: int


def check_all(now: datetime) -> int:
    """Checks every line against the hashes; returns how many faults. Adds a line and notifies those who watch."""
    verdict = with_what_is_missing(verify(export_rows(), []))
    tell_of(verdict, now)
    return len(verdict.faults)


def check_daily(now: datetime) -> int:
    """The worker's duty: a check from the first line on, once a day; a worker that starts again does not repeat it."""
    last = last_check()
    if last is not None and not last.faults and now - last.at < CHECKED_FOR and not find_what_is_missing():
        return 0
    return check_all(now)


def with_what_is_missing(verdict: Verdict) -> Verdict:
    """The verdict, with a fault where the key store knows lines that are not here."""
    missing = find_what_is_missing()
    return replace(verdict, faults=(*verdict.faults, missing)) if missing else verdict


def accept_what_is_missing(known: int, now: datetime) -> bool:
    """The log is taken for true as it is here, and says so. False where nothing is missing, or the key store knows another number.

    For an operator who put a database back by other means than the restore of Amana; `known` is how many signed lines the
    key store knew. Raises KeyStoreAway.
    """
    kept = heads.newest()
    if kept is None or kept.size != known or not find_what_is_missing():
        return False
    accept_what_is_here()
    record(SYSTEM, ACCEPTED, None, now, count=known)
    return True


def tell_of(verdict: Verdict, now: datetime) -> None:
    """Records in the audit log itself whether it was found as it was written."""
    if not verdict.faults:
        record(SYSTEM, VERIFIED, None, now, count=verdict.lines)
        return
    bad = verdict.first_bad
    first = bad.first if bad is not None and bad.first is not None else 0
    record(SYSTEM, BROKEN, None, now, faults=len(verdict.faults), first=first)


def last_check() -> Checked | None:
    """Returns the result of the last check; None where there was none."""
    line = Line.objects.filter(verb__in=(VERIFIED, BROKEN)).order_by("-pk").first()
    return None if line is None else Checked(line.recorded_at, int(line.ids.get("faults", 0)))


# Did the clock jump -----------------------------------------------------------------------------------


class ClockWatch:
    """Compares the database's clock with one that no clock-setting moves, and with the audit log's newest line."""

    def __init__(self) -> None:
        self._seen: tuple[datetime, float] | None = None

    def look(self, now: datetime) -> int:
        """Returns the jump in seconds that was written into the audit log; 0 where the clock ran on evenly.

        After a start, only a jump back before the newest line can be seen. Every later call compares how far both
        clocks ran.
        """
        even, before = time.monotonic(), self._seen
        self._seen = now, even
        if before is None:
            newest = Line.objects.order_by("-pk").values_list("recorded_at", flat=True).first()
            jump = min(timedelta(0), now - newest) if newest else timedelta(0)
        else:
            jump = (now - before[0]) - timedelta(seconds=even - before[1])
        if abs(jump) < JUMP:
            return 0
        seconds = round(jump.total_seconds())
        record(SYSTEM, "trail.clock_jumped", None, now, seconds=seconds)
        return seconds


_watch = ClockWatch()


@protects
def forget_clocks() -> None:
    """Forgets every clock reading."""
    global _watch
    _watch = ClockWatch()


def watch_clock(now: datetime) -> int:
    """Runs the worker's duty. The moment is read again, because duties before this one may have taken time."""
    del now
    return _watch.look(database_clock())


def jumps() -> list[tuple[datetime, int]]:
    """Returns (moment, seconds) of each jump that the audit log records, oldest first."""
    rows: Iterable[tuple[datetime, dict[str, int]]] = (
        Line.objects.filter(verb="trail.clock_jumped").order_by("pk").values_list("recorded_at", "ids")
    )
    return [(at, int(ids["seconds"])) for at, ids in rows]
