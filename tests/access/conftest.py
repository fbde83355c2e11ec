"""A world in which everybody asks, made once for a module; each request is undone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from pytest_django import DjangoDbBlocker

from amana.signin import factors
from tests.access.objects import make_objects
from tests.access.people import Asker
from tests.cast import World, make_world
from tests.world import key_store_in


@dataclass(frozen=True)
class Scene:
    """The world, everybody who asks, and the records by name."""

    world: World
    askers: dict[str, Asker]
    objects: dict[str, Any]


@pytest.fixture(scope="module", autouse=True)
def own_key_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One key store for all tests of a module, because they share a world."""
    with key_store_in(tmp_path_factory.mktemp("keys")):
        yield


@pytest.fixture(scope="module")
def scene(own_key_store: None, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    """Everybody, and a record of every kind."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        # Everybody signed in with a second factor when the scene was made; a walk of every address takes longer than either lasts.
        patch.setattr(factors, "RECENT_SECONDS", 4 * 3600)
        patch.setattr(settings, "AMANA_IDLE", timedelta(hours=4))
        world = make_world(settings.AMANA_PACK)
        askers, objects = make_objects(world)
        yield Scene(world, askers, objects)
        transaction.set_rollback(True)
