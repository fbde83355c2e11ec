"""A deed is done whole although, in the middle of it, the rows are no longer those of whoever does it."""

import pytest

from amana.cases import commands as cases
from amana.cases.models import Assignment, Section
from amana.consent import commands as consents
from amana.referrals.tests.scene import make_scene
from amana.trust import rows
from amana.vault.models import Wrap
from tests.cast import World

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]


def test_whoever_hands_her_own_case_over_has_it_no_more_and_the_other_has_all_of_it(world: World) -> None:
    case = world.case()
    with rows.acting_as(world.rawan.account):
        cases.hand_over(world.rawan, case, to=world.shno.account, now=world.now)
        assert not Section.objects.filter(procedure=case).exists()
    with rows.acting_as(world.shno.account):
        assert Section.objects.filter(procedure=case).count() == 5
    assert not Wrap.objects.filter(holder=world.rawan.account).exists()


def test_a_case_is_opened_for_a_colleague_whose_file_it_is_from_then_on(world: World) -> None:
    procedure = world.procedure()
    with rows.acting_as(world.rawan.account):
        cases.open_case(world.rawan, procedure, manager_id=world.shno.account, sections={}, facts={}, now=world.now)
        assert not Section.objects.filter(procedure=procedure).exists()
    with rows.acting_as(world.shno.account):
        assert Section.objects.filter(procedure=procedure).count() == 5
    assert Assignment.objects.get(procedure=procedure).user == world.shno.account


def test_a_clinic_that_declines_shuts_its_own_door_and_its_reason_is_kept(world: World) -> None:
    scene = make_scene(world)
    referral = scene.acknowledged()
    with rows.acting_as(world.jihan.account):
        scene.step(world.jihan, referral, "decline", reason_code="no_capacity")
    assert referral.state == "declined_by_provider"


def test_a_lawyer_writes_down_that_she_takes_back_what_opened_her_file_to_the_lawyer(world: World) -> None:
    case = world.case()
    given = world.share(case, "lawyers", "identity")
    with rows.acting_as(world.amal.account):
        assert Section.objects.filter(procedure=case).exists()
        consents.withdraw(world.amal, procedure_id=case.id, consent_id=given, now=world.now)
        assert not Section.objects.filter(procedure=case).exists()
    assert not Wrap.objects.filter(consent=given).exists()
