"""Who writes under a lock holds it until the transaction ends, so that nobody renews it meanwhile."""

from uuid import UUID

from django.db import connection


def hold_lock(lock: UUID, *, alone: bool = False) -> None:
    """Nobody renews this lock until the transaction ends; `alone`, nobody writes under it either.

    SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        wait = "SELECT pg_advisory_xact_lock(%s)" if alone else "SELECT pg_advisory_xact_lock_shared(%s)"
        with connection.cursor() as cursor:
            cursor.execute(wait, [int.from_bytes(lock.bytes[:8], signed=True)])
