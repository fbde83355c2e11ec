"""Fixtures of the journeys: Chromium, a running server, and the world it serves."""

import threading
from collections.abc import Callable, Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished
from playwright.sync_api import Browser, sync_playwright

from amana.vault import keystore
from amana.web.settings import public
from tests import browsers
from tests.cast import World, make_world
from tests.journeys.stage import Stage
from tests.journeys.words import WORDS

type Stages = Callable[..., Stage]
SERVERS = frozenset({"live_server", "public_face"})


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest, django_db_setup: None) -> Iterator[Browser]:
    """One Chromium for the journeys of a file; beside it the database may be asked, although an event loop runs.

    It is the whole browser in a file that says so with `WHOLE_BROWSER = True`.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = browsers.launched(playwright.chromium, whole=getattr(request.module, "WHOLE_BROWSER", False))
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _key_store_of_a_request() -> Iterator[None]:
    """The test's server has a thread for each request; each shuts its key store, as it shuts its database."""

    def shut(**_: object) -> None:
        keystore.close()

    request_finished.connect(shut)
    yield
    request_finished.disconnect(shut)


@pytest.fixture(autouse=True)
def _answered_before_the_end(request: pytest.FixtureRequest, _key_store_of_a_request: None) -> Iterator[None]:
    """What a page asked last is answered before the tables are emptied; a later answer would write into them."""
    if not SERVERS.intersection(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")  # ends after this
    yield
    if "live_server" in request.fixturenames:
        browsers.accept_all_before_now(request.getfixturevalue("live_server").url)
    browsers.wait_for_answers()


@pytest.fixture
def living_world(transactional_db: None, settings: LazySettings) -> World:
    """The world, in a database that the server sees too."""
    return make_world(settings.AMANA_PACK)


@pytest.fixture
def stages(chromium: Browser, live_server: Any, living_world: World) -> Iterator[Stages]:
    """Makes the stage of a journey; at its end nothing was complained of."""
    made: list[Stage] = []

    def make(name: str, language: str, *, host: str = "127.0.0.1", **options: Any) -> Stage:
        """Under a number for an address browsers offer no passkeys, so that the cast's codes do; localhost has both."""
        address = live_server.url.replace("localhost", host)
        stage = Stage(living_world, chromium, address, WORDS[language], name, **options)
        made.append(stage)
        return stage

    yield make
    for stage in made:
        stage.close()
        assert stage.complaints == []


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def public_face(transactional_db: None, settings: LazySettings) -> Iterator[str]:
    """The address of the public face, in its own settings, beside the database of the desk."""
    settings.ROOT_URLCONF = public.ROOT_URLCONF
    settings.MIDDLEWARE = public.MIDDLEWARE
    settings.TEMPLATES = public.TEMPLATES
    server = make_server("localhost", 0, StaticFilesHandler(WSGIHandler()), _Server, _Silent)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
