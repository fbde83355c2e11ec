"""Fixtures that every room's tests share: the world with its cast. Loaded by the root conftest."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from amana.trust.vault import keystore
from tests.cast import PASSWORD, World, make_world


@pytest.fixture(autouse=True)
def own_key_store(tmp_path: Path) -> Iterator[None]:
    """Each test has a key store of its own."""
    before = settings.AMANA_KEY_STORE
    settings.AMANA_KEY_STORE = tmp_path / "keystore.sqlite3"
    yield
    keystore.close()
    settings.AMANA_KEY_STORE = before


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """No test speaks the language that an earlier one chose."""
    yield
    translation.deactivate()


@pytest.fixture
def world(db: None) -> World:
    """A small living world."""
    return make_world(settings.AMANA_PACK)


@pytest.fixture
def desk() -> "Desk":
    """Clients signed in at the desk."""
    return Desk()


class Desk:
    """A signed-in client for anybody of the cast."""

    def __call__(self, username: str) -> Client:
        """The client, signed in as `username` the way a person signs in."""
        client = Client()
        answer = client.post("/sign-in/", {"login": username, "password": PASSWORD})
        assert answer.status_code == 302, answer.status_code
        return client
