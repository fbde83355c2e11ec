"""What the tables of a test's database hold: asked, taken up, put down again and emptied, on either database."""

from collections.abc import Iterable
from dataclasses import dataclass

import psycopg
from django.db import connection, transaction
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg import sql

from tests.databases import ADMINISTRATOR, address, as_administrator

# Written by migrations, and there before any test is.
_OF_MIGRATIONS = frozenset({"django_migrations", "django_content_type", "auth_permission"})
_AT_ONCE = 100


@dataclass(frozen=True)
class Contents:
    """Every row, as its database writes it; on PostgreSQL also where the sequences stood."""

    statements: tuple[str, ...] = ()  # SQLite's
    copies: tuple[tuple[str, bytes], ...] = ()  # PostgreSQL's, by table
    sequences: tuple[tuple[str, int], ...] = ()


def tables_with_rows() -> list[str]:
    """The tables in which something lies that no migration wrote, whoever is allowed to see it."""
    with as_administrator() as cursor:
        names = _names(connection.introspection.table_names(cursor))
        cursor.execute(_which_have_rows(names))
        return [name for (name,) in cursor.fetchall()]


def rows_by_table() -> dict[str, int]:
    """How many rows each table has that are not all of migrations, in one statement, whoever is allowed to see them."""
    with as_administrator() as cursor:
        names = _names(connection.introspection.table_names(cursor))
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names))  # noqa: S608
        return dict(cursor.fetchall())


def take_up() -> Contents:
    """Everything that `tables_with_rows` names, to be put down again in an empty database."""
    tables = tables_with_rows()
    if connection.vendor != "postgresql":
        return Contents(statements=tuple(each for table in tables for each in _statements(table)))
    with as_administrator() as cursor:
        copies = []
        for table in tables:
            with cursor.copy(f'COPY "{table}" TO STDOUT') as rows:
                copies.append((table, b"".join(rows)))
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")
        return Contents(copies=tuple(copies), sequences=tuple(cursor.fetchall()))


def put_down(contents: Contents) -> None:
    """The rows lie there as they did. They were checked when they were made, and are not checked again."""
    with transaction.atomic(), as_administrator() as cursor:
        for statement in contents.statements:
            cursor.execute(statement)
        if contents.copies:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, rows in contents.copies:
                with cursor.copy(f'COPY "{table}" FROM STDIN') as into:
                    into.write(rows)
            names, values = zip(*contents.sequences, strict=True)
            cursor.execute(
                "SELECT setval(quote_ident(name)::regclass, value) FROM unnest(%s::text[], %s::bigint[]) AS kept(name, value)",
                [list(names), list(values)],
            )
            cursor.execute("SET LOCAL session_replication_role = origin")


def everything() -> bytes:
    """Every value of every row as its bytes, on SQLite as the file would hold them; what is not committed yet included."""
    if connection.vendor != "postgresql":
        connection.ensure_connection()
        return bytes(connection.connection.serialize())
    with as_administrator() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as rows:
                found += rows
    return b"".join(found)


def empty(self: DatabaseOperations, statements: list[str]) -> None:
    """Between transactional tests the administrator empties PostgreSQL's tables: the server's role may not.

    Rows are deleted where there are any, because truncating makes some three hundred new files each time.
    """
    names = [name for name in connection.introspection.table_names() if name != "django_migrations"]
    with psycopg.connect(address(str(connection.settings_dict["NAME"]), ADMINISTRATOR)) as administrator:
        administrator.execute("SET session_replication_role = replica")
        for (table,) in administrator.execute(_which_have_rows(names).encode()).fetchall():
            administrator.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def _names(tables: Iterable[str]) -> list[str]:
    return [name for name in tables if name not in _OF_MIGRATIONS]


def _which_have_rows(tables: Iterable[str]) -> str:
    return " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in tables)  # noqa: S608


def _statements(table: str) -> list[str]:
    """One statement for up to a hundred rows; SQLite itself writes each value as it has to be read again."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, table)]
        row = " || ', ' || ".join(f'quote("{column}")' for column in columns)
        cursor.execute(f'SELECT {row} FROM "{table}"')  # noqa: S608
        rows = [f"({values})" for (values,) in cursor.fetchall()]
    named = ", ".join(f'"{column}"' for column in columns)
    starts = range(0, len(rows), _AT_ONCE)
    return [f'INSERT INTO "{table}" ({named}) VALUES {", ".join(rows[at : at + _AT_ONCE])}' for at in starts]  # noqa: S608
