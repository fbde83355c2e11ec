"""The day of an instance is the day of its country."""

from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from amana.countrypacks import pack
from amana.web.settings.places import time_zone_of


@pytest.mark.parametrize("name", ["iraq", "iraq-kurdistan", "example"])
def test_the_time_zone_is_the_pack_s(name: str) -> None:
    assert time_zone_of(name, settings.AMANA_PACK_FOLDER) == pack(name).timezone
    ZoneInfo(time_zone_of(name, settings.AMANA_PACK_FOLDER))


def test_a_pack_that_is_not_there_is_no_reason_to_stop() -> None:
    assert time_zone_of("nowhere", settings.AMANA_PACK_FOLDER) == "UTC"


def test_the_desk_runs_on_it() -> None:
    assert time_zone_of(settings.AMANA_PACK, settings.AMANA_PACK_FOLDER) == settings.TIME_ZONE
