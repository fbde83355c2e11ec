"""Nothing that a process remembers goes from one test, or one shared scene, into the next. Loaded by the root conftest."""

import random
from collections.abc import Iterator
from zlib import crc32

import numpy as np
import pytest
from django.core.cache import cache
from django.utils import timezone, translation

from amana.process_state import forget_cached_state, forget_protections


def forget_everything() -> None:
    """What the rooms keep in memory, wrong codes and used ones, and the language of whoever asked last."""
    forget_cached_state()
    forget_protections()
    cache.clear()
    translation.deactivate()
    timezone.deactivate()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Before the scenes that a test shares with others of its file; chance begins at the same place for the same test."""
    forget_everything()
    if not item.config.pluginmanager.hasplugin("randomly"):
        seed = crc32(item.nodeid.encode())
        random.seed(seed)
        np.random.seed(seed)
    return (yield)


@pytest.fixture(autouse=True)
def nothing_from_before() -> None:
    """After the shared scenes and before the test: each test of a file begins alike, the first one too."""
    forget_everything()
