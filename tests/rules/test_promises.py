"""Promises of pages that no room's own tests look at."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from amana.countrypacks import pack
from amana.justice import commands
from amana.justice.errors import SignedLater
from amana.justice.tests.scenes import case_with_lawyer, fresh, given
from amana.referrals.models import Provider
from amana.referrals.tests.scene import make_scene
from amana.releases.schema import families
from amana.steps.tests.test_steps import start_plan
from amana.trust.models import Line
from amana.trust.trail.sentences import sentence_of
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.poppler  # letters are read back with it


def test_no_letter_is_signed_on_a_later_day(world: World) -> None:
    letter = given(world, case_with_lawyer(world))
    tomorrow = world.today + timedelta(days=2)
    with pytest.raises(SignedLater):
        commands.sign_letter(
            world.amal, letter, signed_on=tomorrow, signatory="Amal", seen="legal_review", now=world.now
        )
    assert (fresh(letter).state, fresh(letter).number) == ("legal_review", None)


def test_no_release_has_a_column_of_districts() -> None:
    found = families([2026])
    assert "governorate" in found
    assert "district" not in found
    assert not set(pack("iraq").districts) & {value for family in found.values() for value in family.codes}


def test_the_directory_has_no_place_for_an_address(world: World, desk: Desk) -> None:
    kept = {field.name for field in Provider._meta.get_fields()}
    assert not {name for name in kept if "address" in name or "street" in name or "place" in name} - {
        "free_places",
        "places",
    }
    asked = desk("avin").get(reverse("referrals:add_provider")).content.decode()
    assert not re.findall(r'name="[^"]*(?:address|street|latitude)[^"]*"', asked)
    assert "services" in asked


def test_the_number_of_the_focal_point_is_for_who_refers(world: World, desk: Desk) -> None:
    entry = make_scene(world).clinic.id
    Provider.objects.filter(id=entry).update(phone_focal_point="+964 750 000 7777")
    page = reverse("referrals:provider", args=[entry])
    assert "7777" in desk("rawan").get(page).content.decode()
    shown = desk("jihan").get(page).content.decode()
    assert "7777" not in shown
    assert "Shown to those who refer people." in shown


def test_no_line_of_the_trail_says_that_a_step_waits_which_counted_at_once(world: World) -> None:
    case = world.case()
    assert start_plan(world, case).state == "done"
    verbs = set(Line.objects.filter(object=case.id, verb__startswith="cases.step_").values_list("verb", flat=True))
    assert "cases.step_recorded" in verbs
    assert not [verb for verb in verbs if "second person" in sentence_of(verb)]
    assert "second person" in sentence_of("cases.step_confirmed")
