"""Fixtures that every room's tests share: the world with its cast. Loaded by the root conftest."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test import Client
from pytest_django import DjangoDbBlocker

from amana.trust import rows
from amana.vault import clock as vault_clock
from amana.vault import keystore
from tests import contents, databases
from tests.cast import PASSWORD, World, code_now, make_world


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database of this process: on PostgreSQL one of this run's server, with the roles of an instance."""
    with django_db_blocker.unblock():
        rows.operator_acts()
    if not databases.on_postgresql():
        request.getfixturevalue("django_db_setup")
        yield
        return
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", contents.empty)
        databases.make_databases(getattr(request.config, "workerinput", {}).get("workerid", "alone"))
        yield
        connections.close_all()


@pytest.fixture(autouse=True)
def own_key_store(tmp_path: Path) -> Iterator[None]:
    """Each test has a key store of its own."""
    with key_store_in(tmp_path):
        yield


@contextmanager
def key_store_in(folder: Path) -> Iterator[None]:
    """The key store lies in this folder for a while."""
    before = settings.AMANA_KEY_STORE, settings.AMANA_LETTER_BOX
    settings.AMANA_KEY_STORE, settings.AMANA_LETTER_BOX = folder / "keystore.sqlite3", folder / "letterbox"
    yield
    keystore.close()
    settings.AMANA_KEY_STORE, settings.AMANA_LETTER_BOX = before


type Committing = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Committing:
    """What waits for the commit happens, as after a real one."""
    return partial(django_capture_on_commit_callbacks, execute=True)


@pytest.fixture
def world(db: None) -> World:
    """A small living world."""
    return make_world(settings.AMANA_PACK)


@pytest.fixture
def desk() -> "Desk":
    """Clients signed in at the desk."""
    return Desk()


class Clocks:
    """The clocks that a test moves: that of the database, by which everything expires, and that of this process."""

    def __init__(self, patch: pytest.MonkeyPatch, moved: ExitStack) -> None:
        self._patch, self._moved, self._asked = patch, moved, vault_clock._ask

    def database_ahead(self, by: timedelta) -> None:
        """From now on the database says a time that is so much later."""
        self._patch.setattr(vault_clock, "_ask", lambda: self._asked() + by)

    def database_at(self, moment: datetime) -> None:
        """From now on the database says this moment, and goes no further."""
        self._patch.setattr(vault_clock, "_ask", lambda: moment)

    def process_ahead(self, by: timedelta) -> None:
        """From now on everything in this process that asks for the time is told a later one; it goes on from there."""
        moment = datetime.now(UTC) + by  # before the clock is moved
        self._moved.enter_context(time_machine.travel(moment, tick=True))


@pytest.fixture
def clocks() -> Iterator[Clocks]:
    """For a test that turns a clock; at its end all go right again."""
    with pytest.MonkeyPatch.context() as patch, ExitStack() as moved:
        yield Clocks(patch, moved)


class Desk:
    """A signed-in client for anybody of the cast."""

    def __call__(self, username: str) -> Client:
        """The client, signed in as `username` the way a person signs in."""
        client = Client()
        answer = client.post("/sign-in/", {"login": username, "password": PASSWORD})
        assert (answer.status_code, answer["Location"]) == (302, "/sign-in/second/")
        cache.clear()  # the same code may be shown again within its half minute
        answer = client.post("/sign-in/second/", {"code": code_now()})
        assert (answer.status_code, answer["Location"]) == (302, "/")
        return client


def let_the_proof_age(client: Client) -> Client:
    """The same client six minutes after its second factor was shown."""
    session = client.session
    session["proved"] = [session["proved"][0], time.time() - 6 * 60]
    session.save()
    return client
