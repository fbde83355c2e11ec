"""Every view fails once, while everybody's words are at hand: no log and no page says any of them."""

import logging
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client, override_settings

from amana.web.logs import ClassAndPlace
from tests.access import walk
from tests.access.conftest import Scene, own_key_store, scene  # noqa: F401  (fixtures)
from tests.canary.scan import found_in

TYPED = "Kanarya-ژیان-typed"
HERS = ["Selam Tesfaye", "EP1234567", "made-up words of hers", TYPED]

pytestmark = pytest.mark.django_db


def fails(*args: object, **kwargs: object) -> Any:
    """As code of ours that trips over what it holds: the message quotes it, and so do the local names."""
    name = "Selam Tesfaye"
    raise RuntimeError(f"{name} EP1234567 {TYPED}")


def everything_fails() -> ExitStack:
    """From the middle of each view on: whatever asks the database after a session was found."""
    stack = ExitStack()
    stack.enter_context(patch("amana.trust.actor.Actor.can", fails))
    return stack


def asked(client: Client, row: walk.Row, objects: Any, verb: str) -> bytes:
    """The page of one request to a route whose inside fails, as in service; what it did is undone."""
    client.raise_request_exception = False
    data = {**walk.sent(row, objects), "text": TYPED, "reason": TYPED}
    try:
        return walk.knock(client, verb, walk.address(row, objects), data)[1]
    finally:
        client.raise_request_exception = True


def test_whatever_fails_neither_log_nor_page_says_a_word_of_hers(
    scene: Scene,  # noqa: F811
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    faults = logging.getLogger("django.request")
    only_places = ClassAndPlace()
    faults.addFilter(only_places)
    client, said = scene.askers["own:case_manager"].client, []
    try:
        with override_settings(TESTING=False), everything_fails():
            for row in walk.table().values():
                if row.route.startswith("account_log"):
                    continue  # signing out would end the walk
                for verb in walk.VERBS:
                    said.append(asked(client, row, scene.objects, verb))
    finally:
        faults.removeFilter(only_places)
    assert sum("RuntimeError" in line for line in caplog.text.splitlines()) > 100, "most of them did fail"
    assert not found_in(caplog.text.encode(), HERS)
    pages = b"\n".join(said)
    assert not found_in(pages, [TYPED, "EP1234567"]), "the page of a fault quotes nothing"


def test_a_log_that_quotes_what_was_typed_would_be_found(caplog: pytest.LogCaptureFixture) -> None:
    try:
        fails()
    except RuntimeError:
        logging.getLogger("amana.web").exception("could not save")
    assert found_in(caplog.text.encode(), HERS)
