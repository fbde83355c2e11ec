"""Who acts, as the database knows it: a setting of the transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from amana.vault.page_memory import forget_page

SYSTEM = "system"
FIGURES = "figures"
NOBODY = ""


@contextmanager
def acting_as(actor: UUID | str) -> Iterator[None]:
    """On PostgreSQL: one transaction in which `actor` acts; afterwards the previous actor acts again.

    `actor` is a user's id, SYSTEM, FIGURES (reads what is counted, opens no text, writes nothing) or NOBODY.
    """
    if connection.vendor != "postgresql":
        yield
        return
    inside = connection.in_atomic_block
    with transaction.atomic():
        before = _set(actor)
        yield
        if inside and not connection.needs_rollback:  # a savepoint that is taken back takes the setting back with it
            _set(before)


def act_as(actor: UUID | str) -> None:
    """Sets the actor from here to the end of the transaction, once a request knows who asks."""
    if connection.vendor == "postgresql":
        _set(actor)


def operator_acts() -> None:
    """In this process, every connection from now on is the system's, in as many transactions as the work needs.

    For the worker and for commands of the operator: nobody signs in there, and nobody else uses their
    connections. Processes that answer requests never call this, so that they know nobody until somebody signed in.
    """
    connection_created.connect(_as_system, dispatch_uid="amana.trust.operator_acts")
    if connection.vendor == "postgresql" and connection.connection is not None:
        _as_system(None, connection)


def _as_system(sender: object, connection: BaseDatabaseWrapper, **_: object) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.actor', %s, false)", [SYSTEM])


def _set(actor: UUID | str) -> str:
    """Sets the actor and returns the previous one. Clears the page memory, because another actor gets other rows."""
    forget_page()
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.actor', true), '')")
        before = str(cursor.fetchone()[0])
        cursor.execute("SELECT set_config('app.actor', %s, true)", [str(actor)])
    return before
