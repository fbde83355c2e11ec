"""What attackers carry away, and how they look through it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from amana.vault import keystore
from tests.canary.scan import found_in


def tables() -> dict[str, bytes]:
    """Every value of every row of every table, as a thief reads them out of a dump; by table."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608  (a name of our own tables)
            found[name] = b"\n".join(_raw(value) for row in cursor.fetchall() for value in row)
    return found


def _raw(value: object) -> bytes:
    return bytes(value) if isinstance(value, (bytes, bytearray, memoryview)) else str(value).encode()


def words_in(dump: dict[str, bytes], words: list[str]) -> set[tuple[str, str]]:
    """(table, word) for each word that lies in some form in the dump."""
    return {(name, word) for name, content in dump.items() for word, _form in found_in(content, words)}


def files_of_the_database() -> list[Path]:
    """The database's own files, the write-ahead log among them; none where a server keeps them."""
    if connection.vendor != "sqlite":
        return []
    path = Path(str(connection.settings_dict["NAME"]))
    return sorted(path.parent.glob(path.name + "*"))


@contextmanager
def without_the_key_store(folder: Path) -> Iterator[None]:
    """The thief runs our code on the stolen database; the key store beside it is another one."""
    before = settings.AMANA_KEY_STORE, settings.AMANA_MASTER_KEY
    keystore.close()
    folder.mkdir(exist_ok=True)
    settings.AMANA_KEY_STORE, settings.AMANA_MASTER_KEY = folder / "keystore.sqlite3", folder / "master.key"
    try:
        keystore.begin()
        yield
    finally:
        keystore.close()
        settings.AMANA_KEY_STORE, settings.AMANA_MASTER_KEY = before
