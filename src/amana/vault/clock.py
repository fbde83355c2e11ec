"""The clock of the database: what expires, expires by it, whatever the clock of a server or a phone says."""

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """The moment by the database's clock, in UTC, to the millisecond."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
            return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment
