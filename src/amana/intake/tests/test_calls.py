"""The hotline: a call times itself, keeps itself, is called back, and can become a sign."""

from datetime import timedelta
from typing import Any

import pytest

from amana import vault
from amana.errors import CannotOpen, NotAllowed, NotFound
from amana.intake import commands, queries
from amana.intake.commands.calls import clear_calls, proposed_back_by
from amana.intake.errors import BackBeforeNow, CallChanged, CallHasSign
from amana.intake.models import Call
from amana.intake.tests.scenes import told
from amana.my_day import day_of, group_of
from amana.steps.commands import Told
from amana.trust.models import Line
from amana.vault.models import Facts, Sealed
from tests import contents
from tests.cast import World

pytestmark = pytest.mark.django_db
SAID = "She whispers that the door is locked. nergiz-5520"
PHONE = "+9647501112233"


def call(world: World) -> Call:
    return commands.begin_call(world.berivan, now=world.now)


def keep(world: World, row: Call, revision: int = 1, **sealed: str) -> int:
    said = Told({"call_kind": "herself", "immediate_danger_answer": "no"}, {"call_words": SAID, **sealed})
    return commands.keep_call(world.berivan, row, said, revision=revision, now=world.now)


def test_a_call_has_a_number_and_a_beginning_before_a_word_is_typed(world: World) -> None:
    row = call(world)
    assert (row.number, row.began_at, row.ended_at) == (f"H-{world.year}-0001", world.now, None)
    assert commands.open_call(world.berivan, row, world.now).values == {}


def test_what_is_said_is_sealed_for_the_unit(world: World) -> None:
    row = call(world)
    keep(world, row, phone=PHONE)
    text = commands.open_call(world.berivan, row, world.now)
    assert (text.sealed["call_words"], text.facts["call_kind"]) == (SAID, "herself")
    everything = contents.everything()
    assert row.number.encode() in everything  # the scan sees what is there
    for secret in (SAID, "nergiz-5520", PHONE, "herself"):
        assert secret.encode() not in everything
    for stranger in (world.yusuf, world.noor):
        with pytest.raises(NotFound):
            queries.calls.call(stranger, row.id)
        with pytest.raises(CannotOpen):
            vault.texts.open_text(stranger, row.sealed)
    with pytest.raises(NotAllowed):
        commands.begin_call(world.amal, now=world.now)


def test_two_pages_of_one_call_lose_nothing(world: World) -> None:
    row = call(world)
    second = keep(world, row)
    with pytest.raises(CallChanged) as conflict:
        commands.keep_call(
            world.berivan, row, Told({}, {"call_words": "from the other page"}), revision=1, now=world.now
        )
    assert "nergiz-5520" in str(conflict.value.theirs)
    assert "other page" in str(conflict.value.mine)
    assert commands.open_call(world.berivan, row, world.now).sealed["call_words"] == SAID
    assert second == 2
    assert keep(world, row) == 2  # the same words once more, from a page that had not heard of the first keeping


def test_who_is_to_be_called_back_stands_in_my_day_until_it_is_done(world: World) -> None:
    row = call(world)
    until = world.now + timedelta(hours=3)
    commands.end_call(world.berivan, row, back_by=until, now=world.now)
    assert [each.id for each in queries.calls.to_call_back(world.berivan)] == [row.id]
    assert row.number in [item.ref for item in day_of(world.berivan, world.now)[group_of(until, world.now)]]
    late = day_of(world.berivan, until + timedelta(minutes=1))["late"]
    assert row.number in [item.ref for item in late]
    again = until + timedelta(hours=2)
    commands.called_back(world.berivan, row, reached=False, again_by=again, now=until)
    assert queries.calls.to_call_back(world.berivan)[0].back_by == again
    commands.called_back(world.berivan, row, reached=True, again_by=None, now=until)
    assert not queries.calls.to_call_back(world.berivan)
    with pytest.raises(NotFound):
        commands.called_back(world.berivan, row, reached=True, again_by=None, now=until)


def test_nobody_is_called_back_in_the_past(world: World) -> None:
    row = call(world)
    with pytest.raises(BackBeforeNow):
        commands.end_call(world.berivan, row, back_by=world.now - timedelta(minutes=1), now=world.now)
    assert Call.objects.get(id=row.id).ended_at is None


def test_danger_makes_the_pack_want_an_earlier_call_back(world: World) -> None:
    assert proposed_back_by(world.now, danger=True) - world.now == timedelta(hours=1)
    assert proposed_back_by(world.now, danger=False) - world.now == timedelta(hours=24)


def test_a_call_becomes_a_sign_once(world: World) -> None:
    row = call(world)
    keep(world, row)
    more: dict[str, Any] = {
        "unit_id": world.units["intake"],
        "told": told(channel="hotline"),
        "danger": "no",
        "language": "ckb",
    }
    sign = commands.sign_from_call(world.berivan, row, **more, child="yes", now=world.now)
    assert Call.objects.get(id=row.id).sign_id == sign.id
    assert Line.objects.filter(verb="intake.notice_began").exists()  # a child: the clock of the notice runs
    with pytest.raises(CallHasSign):
        commands.sign_from_call(world.berivan, row, **more, child="", now=world.now)
    assert Line.objects.filter(verb="intake.call_became_sign", object=row.id).exists()


def test_old_calls_are_cleared_with_their_keys_and_those_of_a_sign_stay(
    world: World, django_capture_on_commit_callbacks: object
) -> None:
    old, of_sign = call(world), call(world)
    keep(world, old)
    commands.sign_from_call(
        world.berivan, of_sign, unit_id=world.units["intake"], told=told(), danger="no", child="", language="",
        now=world.now,
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert clear_calls(world.now + timedelta(days=1)) == 1
    assert [row.id for row in Call.objects.all()] == [of_sign.id]
    assert not Sealed.objects.filter(id=old.sealed).exists()
    assert not Facts.objects.filter(owner=old.id).exists()
    assert not vault.keystore.is_living(old.lock)
