"""A world that was made before in this process: its rows and its keys are put down again, in milliseconds.

Making it is what most tests spend their time on. Ids and keys are the same each time; each test's database and key
store are its own.
"""

import sqlite3
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from amana.demo.cast import Cast
from amana.vault import keystore
from tests import contents


@dataclass(frozen=True)
class Made:
    """A cast, what the tables held, and the file of its keys."""

    cast: Cast
    contents: contents.Contents
    keys: bytes


_made: dict[Hashable, Made] = {}


def made_before(pack: str, make: Callable[[], Cast]) -> Cast:
    """What `make` makes in an empty database, made at the first call and put down again at later ones."""
    if contents.tables_with_rows():
        return make()
    where = (pack, _master(), settings.AMANA_KEY_DRIVER, settings.AMANA_USER_KEYS)
    if where in _made:
        _put_down(_made[where])
    else:
        cast = make()
        where = (pack, _master(), *where[2:])  # the first world of a process makes it
        _made[where] = Made(cast, contents.take_up(), _keys())
    return _with_keys_of_their_own(_made[where].cast)


def _master() -> bytes:
    """The master key that seals the key store now; a test may have changed it."""
    file = Path(settings.AMANA_MASTER_KEY)
    return file.read_bytes() if file.exists() else b""


def _keys() -> bytes:
    """The file of the key store, with what still lies in its log."""
    base = sqlite3.connect(settings.AMANA_KEY_STORE)
    try:
        return base.serialize()
    finally:
        base.close()


def _put_down(made: Made) -> None:
    contents.put_down(made.contents)
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
