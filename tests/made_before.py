"""A world that was made before in this process: its rows and its keys are put down again, in milliseconds.

Making it is what most tests spend their time on. Ids and keys are the same each time; each test's database and key
store are its own. On PostgreSQL, where the server's role may not move sequences, a world is made anew.
"""

import sqlite3
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from amana.trust.vault import keystore
from amana.web.demo.cast import Cast

# Written by migrations, and there before any world is.
_OF_MIGRATIONS = frozenset({"django_migrations", "django_content_type", "auth_permission"})
_AT_ONCE = 100


@dataclass(frozen=True)
class Made:
    """A cast, the statements that put its rows down, and the file of its keys."""

    cast: Cast
    statements: tuple[str, ...]
    keys: bytes


_made: dict[Hashable, Made] = {}


def made_before(pack: str, make: Callable[[], Cast]) -> Cast:
    """What `make` makes in an empty database, made at the first call and put down again at later ones."""
    if connection.vendor != "sqlite" or _tables_with_rows():
        return make()
    where = (pack, _master(), settings.AMANA_KEY_DRIVER, settings.AMANA_USER_KEYS)
    if where in _made:
        _put_down(_made[where])
    else:
        cast = make()
        where = (pack, _master(), *where[2:])  # the first world of a process makes it
        _made[where] = Made(cast, tuple(_statements()), _keys())
    return _with_keys_of_their_own(_made[where].cast)


def _master() -> bytes:
    """The master key that seals the key store now; a test may have changed it."""
    file = Path(settings.AMANA_MASTER_KEY)
    return file.read_bytes() if file.exists() else b""


def _tables_with_rows() -> list[str]:
    with connection.cursor() as cursor:
        names = [name for name in connection.introspection.table_names(cursor) if name not in _OF_MIGRATIONS]
        there = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names)  # noqa: S608
        cursor.execute(there)
        return [name for (name,) in cursor.fetchall()]


def _statements() -> list[str]:
    """One statement for up to a hundred rows; SQLite itself writes each value as it has to be read again."""
    statements = []
    for name in _tables_with_rows():
        with connection.cursor() as cursor:
            columns = [column.name for column in connection.introspection.get_table_description(cursor, name)]
            row = " || ', ' || ".join(f'quote("{column}")' for column in columns)
            cursor.execute(f'SELECT {row} FROM "{name}"')  # noqa: S608
            rows = [f"({values})" for (values,) in cursor.fetchall()]
        named = ", ".join(f'"{column}"' for column in columns)
        for start in range(0, len(rows), _AT_ONCE):
            statements.append(f'INSERT INTO "{name}" ({named}) VALUES {", ".join(rows[start : start + _AT_ONCE])}')  # noqa: S608
    return statements


def _keys() -> bytes:
    """The file of the key store, with what still lies in its log."""
    base = sqlite3.connect(settings.AMANA_KEY_STORE)
    try:
        return base.serialize()
    finally:
        base.close()


def _put_down(made: Made) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in made.statements:
            cursor.execute(statement)
    keystore.close()
    file = Path(settings.AMANA_KEY_STORE)
    file.touch(mode=0o600)
    file.write_bytes(made.keys)


def _with_keys_of_their_own(cast: Cast) -> Cast:
    """The same people, with nothing opened yet: what one test opens or changes no other sees."""
    actors = {
        name: replace(actor, keys=actor.keys and replace(actor.keys, shown={}, _opened={}))
        for name, actor in cast.actors.items()
    }
    return Cast(actors, dict(cast.units), dict(cast.organisations))
