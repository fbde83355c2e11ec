"""The same story in an invented country, so that nothing of a real one hides in code.

How its pages look is that of the other story, so that a quick run does without their style; in a deep run they are looked at.
"""

import pytest
from django.conf import LazySettings

from amana.countrypacks import pack
from tests.journeys.conftest import Stages
from tests.journeys.people import Cast
from tests.journeys.test_story import lived_through

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _another_country(settings: LazySettings) -> None:
    settings.AMANA_PACK = "example"
    settings.TIME_ZONE = pack().timezone


def test_the_story_knows_no_country(_another_country: None, stages: Stages, deep: bool) -> None:
    stage = stages("example", "en", thorough=False, styled=deep)
    lived_through(Cast(stage), on_paper=True)
