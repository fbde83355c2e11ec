"""The directory on the first day: an entry, and one whose referrals arrive here."""

import pytest

from amana.referrals.first_day import count_directory
from amana.referrals.models import Provider
from tests.cast import World

pytestmark = pytest.mark.django_db


def test_an_entry_that_takes_no_referrals_here_is_half_of_it(world: World) -> None:
    Provider.objects.all().delete()
    assert count_directory(world.now).done == 0
    entry = Provider.objects.create(name_en="Clinic", kind="health", changed_at=world.now)
    assert count_directory(world.now).done == 1
    entry.unit = world.units["clinic"]
    entry.save()
    assert count_directory(world.now).is_done
