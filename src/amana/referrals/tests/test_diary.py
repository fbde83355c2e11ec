"""A first appointment is in the diaries of the provider and of the case manager, and of nobody else."""

from datetime import timedelta

from amana.consent import commands as consents
from amana.consent.models import Consent
from amana.diary.entries import entries_between, moments_of
from amana.referrals.tests.scene import Scene
from amana.trust.actor import Actor


def appointments(scene: Scene, actor: Actor) -> list[str]:
    days = [(scene.now + timedelta(days=each)).date() for each in (5, 7)]
    found = entries_between(actor, *moments_of(*days), now=scene.now)
    return [each.ref for each in found if "/referrals/" in each.url]


def test_both_sides_have_it(scene: Scene) -> None:
    row = scene.acknowledged()
    scene.step(scene.world.jihan, row, "accept", focal_point="Dr Jihan", first_appointment_at=scene.later(days=6))
    case = scene.case.number
    assert appointments(scene, scene.world.jihan) == [row.reference]
    assert appointments(scene, scene.world.rawan) == [case]
    others = (scene.world.nasrin, scene.world.yusuf, scene.world.amal, scene.world.avin, scene.world.karwan)
    assert [appointments(scene, each) for each in others] == [[]] * len(others)


def test_what_is_taken_back_leaves_the_diaries(scene: Scene) -> None:
    row = scene.acknowledged()
    scene.step(scene.world.jihan, row, "accept", focal_point="Dr Jihan", first_appointment_at=scene.later(days=6))
    consent = Consent.objects.get().id
    consents.withdraw(scene.world.rawan, procedure_id=scene.case.id, consent_id=consent, now=scene.now)
    assert appointments(scene, scene.world.jihan) == appointments(scene, scene.world.rawan) == []
