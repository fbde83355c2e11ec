"""Every link from my day on, to every record, as everybody of the cast, in the demo world where each of them has open work.

A run that is not deep follows one link of each kind, on the way of `tests/journeys/test_every_page.py`.
"""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from amana import demo
from amana.demo.people import PEOPLE
from amana.signin import factors
from tests.access.crawl import crawl

FEW = 6


@pytest.fixture
def demo_world(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo world with a few people of its programme; nobody's proof of a second factor ages during the walk."""
    monkeypatch.setattr(factors, "RECENT_SECONDS", 4 * 3600)
    settings.AMANA_IDLE = timedelta(hours=4)
    demo.build_demo_world(lambda line: None, persons=FEW)


@pytest.mark.deep
def test_no_link_that_somebody_of_the_cast_is_shown_leads_nowhere(demo_world: None) -> None:
    found = []
    for person in PEOPLE:
        client = Client()
        assert client.post("/demo-sign-in/", {"role": person.username}).status_code == 302
        walked = crawl(client, ["/"], every_record=True)
        found += [f"{person.username}: {broken}" for broken in walked.broken]
        assert walked.asked > 8, f"{person.username}: the walk did not get beyond the frame of the page"
    assert not found, "\n".join(found)
