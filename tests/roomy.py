"""Each test has room for its frames, as a request has (`amana.web.frames`): the walk of all addresses takes a fifth less. Loaded by
the root conftest."""

import pytest
from _pytest import runner

from amana.web.frames import with_room


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """As pytest does it: the fixtures of a test, the test, and what ends after it."""
    return with_room(lambda: runner.pytest_runtest_protocol(item, nextitem))
