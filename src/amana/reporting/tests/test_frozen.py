"""A published figure does not change when somebody is forgotten; a running one does, and says so without telling on whom."""

from datetime import UTC, datetime, timedelta

import pytest

from amana.cases.models import Procedure
from amana.erasure import commands as cases
from amana.erasure.tests.scenes import agree_and_wait
from amana.errors import NotAllowed
from amana.reporting import commands, queries
from amana.reporting.errors import NotFrozen, PeriodClosedAlready, PeriodNotOver
from amana.reporting.models import FrozenTable
from amana.reporting.tests.scenes import helped, victim
from amana.trust.models import Erasure
from tests.cast import World

pytestmark = pytest.mark.django_db
MAY = datetime(2018, 5, 5, 9, tzinfo=UTC)
FIRST, LAST = "2018-01", "2019-07"


@pytest.fixture
def seven(world: World) -> list[Procedure]:
    """Seven women presumed in May 2018 and helped the day after."""
    them = [victim(world, MAY, sex="female") for _ in range(7)]
    for case in them:
        helped(world, case, MAY + timedelta(days=1))
    return them


def running(world: World, by: tuple[str, ...] = ()) -> object:
    queries.forget()
    return queries.count("A-01", FIRST, LAST, by, world.now).figure.total.value


def forget(world: World, case: Procedure) -> None:
    asked = cases.ask_to_forget(world.rawan, case, reason="she_asked", language="en", now=world.now)
    agree_and_wait(world.mina, asked, now=world.now)


def test_what_was_published_stays_and_what_is_counted_now_changes(world: World, seven: list[Procedure]) -> None:
    commands.close_period(world.ali, first=FIRST, last=LAST, now=world.now)
    before = queries.figure_of_record(world.ali, "A-01", first=FIRST, last=LAST, by=("sex",), now=world.now)
    forget(world, seven[3])
    assert running(world) == 6
    after = queries.figure_of_record(world.ali, "A-01", first=FIRST, last=LAST, by=("sex",), now=world.now)
    assert after.figure == before.figure and after.figure.total.value == 7
    assert queries.is_frozen(after)
    assert not queries.is_frozen(queries.count("A-01", FIRST, LAST, (), world.now + timedelta(seconds=1)))


def test_small_numbers_are_not_in_what_is_kept(world: World, seven: list[Procedure]) -> None:
    helped(world, victim(world, MAY, sex="male"), MAY + timedelta(days=1))
    commands.close_period(world.ali, first=FIRST, last=LAST, now=world.now)
    kept = FrozenTable.objects.get(indicator="A-01", by="sex").figures["table"]
    cells = {tuple(cell): told for cell, told in kept["cells"]}
    assert (
        cells[("male",)]["value"] is None and cells[("female",)]["value"] is None
    )  # the second would give the first away
    assert kept["total"]["value"] == 8


def test_every_figure_that_can_be_counted_is_kept_and_comes_back_as_it_was(
    world: World, seven: list[Procedure]
) -> None:
    commands.close_period(world.ali, first=FIRST, last=LAST, now=world.now)
    kept = FrozenTable.objects.filter(by="")
    assert kept.count() == sum(1 for each in queries.choices() if not each.why_not)
    for row in kept:
        again = queries.frozen_answer(row.indicator, FIRST, LAST, ())
        assert again is not None
        assert again.figure == queries.count(row.indicator, FIRST, LAST, (), world.now).figure, row.indicator


def test_months_are_closed_once_and_when_they_are_over(world: World) -> None:
    with pytest.raises(NotAllowed):
        commands.close_period(world.rawan, first=FIRST, last=LAST, now=world.now)
    with pytest.raises(PeriodNotOver):
        commands.close_period(world.ali, first=FIRST, last=world.month, now=world.now)
    commands.close_period(world.ali, first=FIRST, last=LAST, now=world.now)
    with pytest.raises(PeriodClosedAlready):
        commands.close_period(world.ali, first=FIRST, last=LAST, now=world.now)
    with pytest.raises(NotFrozen):
        queries.frozen_or_refused("A-01", FIRST, LAST, ("district",))


def test_how_many_were_forgotten_is_said_only_of_many(world: World) -> None:
    for number in range(4):
        Erasure.objects.create(state="done", asked_at=world.now, done_at=world.now, number=f"IQ-E-2026-{number:04d}")
    assert queries.forgotten_since(MAY.date()) is None
    Erasure.objects.create(state="done", asked_at=world.now, done_at=world.now, number="IQ-E-2026-0099")
    assert queries.forgotten_since(MAY.date()) == 5
    assert queries.forgotten_since(world.today + timedelta(days=2)) is None
