"""Figures over a living world: help, opting out, being forgotten."""

from datetime import UTC, datetime, timedelta

import pytest

from amana import vault
from amana.cases.models import Procedure
from amana.errors import NotAllowed
from amana.reporting import queries
from amana.reporting.errors import NoSuchDimension, NoSuchIndicator, NotAnsweredYet, NotMonths, TooManyDimensions
from amana.reporting.tests.scenes import helped, reached, victim
from tests.cast import World

MAY = datetime(2018, 5, 5, 9, tzinfo=UTC)


def assisted(world: World, first: str = "2018-01", last: str = "2019-07", **asked: object) -> object:
    asked = {"by": ()} | asked
    return queries.figure(world.rawan, "A-01", first=first, last=last, now=world.now, **asked).figure.total  # type: ignore[arg-type]


@pytest.fixture
def six(world: World) -> list[Procedure]:
    """Six women presumed in May 2018 and helped the day after, one of them twice."""
    cases = [victim(world, MAY, sex="female") for _ in range(6)]
    for case in [*cases, cases[0]]:
        helped(world, case, MAY + timedelta(days=1))
    return cases


def test_who_was_helped_is_counted_once_in_her_months(world: World, six: list[Procedure]) -> None:
    assert assisted(world).value == 6  # type: ignore[attr-defined]
    assert assisted(world, first="2018-06").value == 0  # type: ignore[attr-defined]
    assert assisted(world, last="2018-05").value == 6  # type: ignore[attr-defined]


def test_other_protection_linked_cases_and_the_forgotten_leave_the_figure(world: World, six: list[Procedure]) -> None:
    Procedure.objects.filter(id=six[1].id).update(linked_to=six[0].id)
    queries.forget()
    assert assisted(world).value == 5  # type: ignore[attr-defined]
    reached(six[2], "other_protection", MAY + timedelta(days=9), "presumed")
    queries.forget()
    assert assisted(world).hidden == "small"  # type: ignore[attr-defined]
    vault.keystore.destroy_lock(six[3].lock, world.now.isoformat())
    for case in six[4:]:
        vault.keystore.destroy_lock(case.lock, world.now.isoformat())
    queries.forget()
    assert assisted(world).hidden == "small"  # type: ignore[attr-defined]


def test_a_new_act_is_seen_at_once(world: World, six: list[Procedure]) -> None:
    assert assisted(world).value == 6  # type: ignore[attr-defined]
    helped(world, victim(world, MAY, sex="male"), MAY + timedelta(days=2))
    assert assisted(world).value == 7  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("id", "first", "by", "refusal"),
    [
        ("A-99", "2018-01", (), NoSuchIndicator),
        ("J-03", "2018-01", (), NotAnsweredYet),
        ("A-01", "2018-01-09", (), NotMonths),
        ("A-01", "2018-01", ("provider",), NoSuchDimension),
        ("A-01", "2018-01", ("sex", "age_group", "exploitation"), TooManyDimensions),
        ("R-02", "2018-01", ("service", "provider"), TooManyDimensions),
        ("P-02", "2018-01", ("sex", "population_group"), NoSuchDimension),
    ],
)
def test_what_cannot_be_asked_is_refused(
    world: World, id: str, first: str, by: tuple[str, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        queries.figure(world.rawan, id, first=first, last="2019-07", by=by, now=world.now)


def test_figures_need_the_capability(world: World) -> None:
    with pytest.raises(NotAllowed):
        queries.figure(world.karwan, "A-01", first="2018-01", last="2018-01", now=world.now)
