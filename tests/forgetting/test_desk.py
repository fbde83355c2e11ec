"""What led to somebody's sign goes with her: calls, concerns, and reports that went on as it; what is not about her stays."""

import pytest

from amana import vault
from amana.erasure import commands as cases
from amana.erasure.tests.scenes import agree_and_wait
from amana.intake import commands
from amana.intake.models import Call, Concern, Joined, Sign
from amana.intake.tests.scenes import concern, sign, told
from amana.steps.commands import Told
from amana.trust.models import Erasure
from amana.vault.models import Sealed
from tests.cast import World
from tests.forgetting.scenes import ids_of, naming

pytestmark = pytest.mark.django_db(transaction=True)


def forget(world: World, row: Sign) -> Erasure:
    asked = cases.ask_to_forget(world.mina, row.procedure, reason="she_asked", language="en", now=world.now)
    return agree_and_wait(world.nasrin, asked, now=world.now)


def test_calls_concerns_and_joined_reports_go_with_the_sign(world: World) -> None:
    call = commands.begin_call(world.berivan, now=world.now)
    commands.keep_call(world.berivan, call, Told({}, {"call_words": "hers"}), revision=1, now=world.now)
    hers = commands.sign_from_call(
        world.berivan, call, unit_id=world.units["intake"], told=told(), danger="no", child="", language="",
        now=world.now,
    )  # fmt: skip
    second, other = sign(world), sign(world)
    place, elsewhere = concern(world), concern(world)
    made = commands.sign_from_concern(
        world.berivan, place, told=told(), danger="no", child="", language="", now=world.now
    )
    for row in (second, made):
        commands.join_sign(world.berivan, row, hers, now=world.now)
    ids = ids_of(hers.procedure) | ids_of(second.procedure) | ids_of(made.procedure)
    ids |= {call.id, call.lock, call.sealed, place.id, place.lock, place.sealed}
    assert naming(ids)
    forget(world, hers)
    assert naming(ids) == {}
    for lock in (hers.procedure.lock, second.procedure.lock, made.procedure.lock, call.lock, place.lock):
        assert not vault.keystore.is_living(lock)
    assert [row.id for row in Sign.objects.all()] == [other.id]
    assert [row.id for row in Concern.objects.all()] == [elsewhere.id]
    assert not Call.objects.exists() and not Joined.objects.exists()
    assert commands.open_concern(world.berivan, elsewhere, world.now)


def test_a_joined_report_that_is_forgotten_leaves_the_other_sign(world: World) -> None:
    hers, second = sign(world), sign(world)
    commands.join_sign(world.berivan, second, hers, now=world.now)
    forget(world, second)
    assert [row.id for row in Sign.objects.all()] == [hers.id]
    assert commands.open_sign(world.berivan, hers, world.now)
    assert Sealed.objects.filter(id=hers.sealed).exists()
