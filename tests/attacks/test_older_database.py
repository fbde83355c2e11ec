"""A database administrator puts the whole database back as it was some days ago, beside today's key store.

Lines, checkpoints and what witnesses said go back together, so the trail adds up. The key store knows how many lines were
signed, and their root.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command

from amana.commandline.verb import Stop
from amana.my_day import day_of
from amana.process_state import forget_cached_state
from amana.trust.actor import SYSTEM
from amana.trust.models import Checkpoint, Line
from amana.trust.trail import record, sequence, watch
from amana.trust.trail.exporting import export_rows
from amana.trust.trail.log import sign_now
from amana.trust.verbs import trail
from amana.vault import heads
from amana_methods.trail import verify
from tests import contents
from tests.cast import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def older(world: World) -> contents.Contents:
    """What the database held some lines ago; today it holds more, all signed."""
    world.case()
    sequence()
    sign_now()
    before = contents.take_up()
    for _ in range(3):
        record(SYSTEM, "trail.verified", None, world.now, count=1)
    sequence()
    assert sign_now() is not None and watch.check_all(world.now) == 0
    return before


def put_back(before: contents.Contents) -> None:
    call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)
    contents.put_down(before)
    forget_cached_state()


def write_on(world: World) -> None:
    """Work goes on, beyond as many lines as there were."""
    for _ in range(9):
        record(SYSTEM, "trail.verified", None, world.now, count=1)


def leave(world: World) -> None:
    """Nothing more is written."""


@pytest.mark.parametrize("then", [leave, write_on])
def test_an_older_database_is_red_everywhere_and_signed_by_nobody(
    world: World, older: contents.Contents, then: Callable[[World], None], capsys: pytest.CaptureFixture[str]
) -> None:
    put_back(older)
    then(world)
    sequence()
    signed = Checkpoint.objects.count()
    assert verify(export_rows(), []).faults == (), "by itself it adds up"
    assert sign_now() is not None and Checkpoint.objects.count() == signed, "no second history is signed"
    assert watch.check_daily(world.now + timedelta(minutes=1)) == 1, "although it was checked within the day"
    assert Line.objects.filter(verb="trail.broken").count() == 1
    day = day_of(world.mina, world.now)
    assert any("not as it was written" in item.order for items in day.values() for item in items)
    assert trail.run(["verify"]) == 1 and "key store knows" in capsys.readouterr().err


def test_the_same_database_put_back_to_the_last_line_is_none(world: World, older: contents.Contents) -> None:
    """The alarm of the alarm: a copy that lacks nothing is not told."""
    today = contents.take_up()
    put_back(today)
    assert watch.check_daily(world.now) == 0 and watch.check_all(world.now) == 0
    sequence()
    assert sign_now() is not None and heads.newest() == heads.KeptHead(*_newest())


def _newest() -> tuple[int, bytes]:
    newest = Checkpoint.objects.latest("size")
    return newest.size, bytes(newest.root)


def test_another_history_of_the_same_length_is_told(world: World, older: contents.Contents) -> None:
    known = heads.newest()
    put_back(older)
    write_on(world)
    sequence()
    assert known is not None and watch.check_all(world.now) == 1
    assert watch.accept_what_is_missing(known.size + 1, world.now) is False, "the number that verify names is wanted"


def test_an_operator_who_put_it_back_accepts_it_and_the_trail_says_so(
    world: World, older: contents.Contents, capsys: pytest.CaptureFixture[str]
) -> None:
    known = heads.newest()
    assert known is not None
    with pytest.raises(Stop, match="nothing is missing"):
        trail.run(["accept", str(known.size)])
    put_back(older)
    with pytest.raises(Stop, match="does not know"):
        trail.run(["accept", "3"])
    assert watch.check_all(world.now) == 1
    assert trail.run(["accept", str(known.size)]) == 0
    assert Line.objects.filter(verb="trail.accepted", ids__count=known.size).count() == 1
    assert watch.check_all(world.now) == 0 and trail.run(["verify"]) == 0
    signed = Checkpoint.objects.count()
    assert sign_now() is not None and Checkpoint.objects.count() == signed + 1
