"""An empty list of cases leads those who open cases to the reports from which they are opened."""

import pytest

from amana.cases.models import Assignment
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def test_those_who_open_cases_are_led_to_the_reports_and_others_are_not(world: World, desk: Desk) -> None:
    Assignment.objects.all().delete()
    led = {}
    for who in ("rawan", "amal"):
        page = desk(who).get("/cases/").content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert 'class="sheet empty"' in main, who
        led[who] = 'href="/signs/"' in main
    assert led == {"rawan": True, "amal": False}
