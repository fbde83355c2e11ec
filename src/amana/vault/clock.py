"""The clock of the database: what expires, expires by it, and by no clock of a server or a phone."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

from django.db import connection

from amana.process_state import lives_with_a_request

# The moment that the database said to this request, and the seconds of the processor's own count then.
type _Asked = list[tuple[datetime, float]]
_asked: ContextVar[_Asked | None] = lives_with_a_request(ContextVar("time of the database", default=None))
_COUNTS_FOR = 10.0  # seconds; a request that takes longer asks again


def now() -> datetime:
    """The moment by the database's clock, in UTC, to the millisecond."""
    asked = _asked.get()
    if asked is None:
        return _ask()
    if not asked or time.monotonic() - asked[0][1] > _COUNTS_FOR:
        asked[:] = [(_ask(), time.monotonic())]
        return asked[0][0]
    moment, counted = asked[0]
    return moment + timedelta(milliseconds=round((time.monotonic() - counted) * 1000))


@contextmanager
def time_asked_once() -> Iterator[None]:
    """While it is open, the database says the time once; from there on the seconds are counted here."""
    token = _asked.set([])
    try:
        yield
    finally:
        _asked.reset(token)


def _ask() -> datetime:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
            return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
