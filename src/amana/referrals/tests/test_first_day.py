"""The directory on the first day: an entry, and one whose referrals arrive here."""

import pytest

from amana.referrals.first_day import count_directory
from amana.referrals.models import Provider
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def test_an_entry_that_takes_no_referrals_here_is_half_of_it(world: World) -> None:
    Provider.objects.all().delete()
    assert count_directory(world.now).done == 0
    entry = Provider.objects.create(name_en="Clinic", kind="health", changed_at=world.now)
    assert count_directory(world.now).done == 1
    entry.unit = world.units["clinic"]
    entry.save()
    assert count_directory(world.now).is_done


def test_an_empty_directory_says_who_fills_it(world: World, desk: Desk) -> None:
    def shown(who: str, query: str = "") -> str:
        client = desk(who)
        client.cookies["amana-language"] = "en"
        return client.get(f"/referrals/directory/{query}").content.decode()

    assert "A directory keeper adds the first one" in shown("rawan")
    assert 'href="/referrals/directory/add/"' not in shown("rawan")
    kept = shown("avin")
    assert "Add the first one" in kept and kept.count('href="/referrals/directory/add/"') == 2
    Provider.objects.create(
        name_en="Clinic", kind="health", changed_at=world.now, services=["MED-EXAM"], governorates=["IQG11"]
    )
    assert "Nobody is listed yet" not in shown("rawan")
    narrowed = shown("rawan", "?service=PSS-PFA")
    assert "Nobody is listed for this" in narrowed and "Nobody is listed yet" not in narrowed
