"""The same story in an invented country, so that nothing of a real one hides in code.

A quick run lives through the Iraqi story on SQLite and through this one on PostgreSQL, a deep run through both on both. How its
pages look is that of the other story, so that a quick run does without their style; in a deep run they are looked at.
"""

import pytest
from django.conf import LazySettings
from django.db import connection

from amana.countrypacks import pack
from tests.journeys.conftest import Stages
from tests.journeys.people.cast import Cast
from tests.journeys.test_story import lived_through

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _another_country(settings: LazySettings) -> None:
    settings.AMANA_PACK = "example"
    settings.TIME_ZONE = pack().timezone


@pytest.mark.parametrize(
    "database",
    [
        pytest.param("postgresql", marks=pytest.mark.postgresql),
        pytest.param("sqlite", marks=[pytest.mark.sqlite, pytest.mark.deep]),
    ],
)
def test_the_story_knows_no_country(database: str, _another_country: None, stages: Stages, deep: bool) -> None:
    stage = stages("example", "en", thorough=False, styled=deep)
    lived_through(Cast(stage), on_paper=True)
    assert connection.vendor == database
