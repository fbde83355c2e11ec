"""A table that was taken stays safe when another one is taken: nobody can be had by subtraction."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from amana.cases.models import Procedure
from amana.reporting import commands, queries
from amana.reporting.errors import TooNearAnother
from amana.reporting.indicators import Measure
from amana.reporting.queries import leaving
from amana.reporting.queries.snapshot import forget
from amana.reporting.tests.scenes import helped, victim
from amana.trust.models import Line
from amana_methods.disclosure import Hidden
from amana_methods.disclosure.cube import SUM, Key, difference_is_safe, sums_of
from amana_methods.indicators import Value
from tests.cast import World
from tests.world import Desk


def in_month(world: World, month: int, people: int, sex: str = "female") -> list[Procedure]:
    """So many people who were presumed and helped in a month of 2025."""
    made = []
    for _ in range(people):
        made.append(victim(world, datetime(2025, month, 10, 9, tzinfo=UTC), sex=sex))
        helped(world, made[-1], datetime(2025, month, 12, 9, tzinfo=UTC))
    return made


def take(world: World, first: str, last: str, *by: str) -> None:
    """Ali takes the table of those assisted in these months."""
    forget()
    answer = queries.figure(world.ali, "A-01", first=first, last=last, by=by, now=world.now)
    commands.table_taken(world.ali, answer, now=world.now)


def test_two_tables_between_which_few_people_lie_do_not_both_go_out(world: World) -> None:
    """January to May, then January to June with two people more."""
    in_month(world, 3, 6)
    in_month(world, 6, 2)
    take(world, "2025-01", "2025-05")
    lines = Line.objects.filter(verb=leaving.TAKEN).count()
    with pytest.raises(TooNearAnother) as stopped:
        take(world, "2025-01", "2025-06")
    assert (stopped.value.details["first"], stopped.value.details["last"]) == ("2025-01", "2025-05")
    assert Line.objects.filter(verb=leaving.TAKEN).count() == lines


def test_the_shorter_one_is_refused_after_the_longer_one_too_and_by_whatever_they_are_divided(world: World) -> None:
    in_month(world, 3, 6)
    in_month(world, 6, 2)
    take(world, "2025-01", "2025-06", "sex")
    with pytest.raises(TooNearAnother):
        take(world, "2025-01", "2025-05", "age_group")


def test_the_same_months_again_and_months_with_many_between_go_out(world: World) -> None:
    in_month(world, 3, 6)
    in_month(world, 6, 5)
    take(world, "2025-01", "2025-05", "sex")
    take(world, "2025-01", "2025-05", "sex")
    take(world, "2025-01", "2025-06", "sex")
    take(world, "2025-06", "2025-08", "sex")


def test_a_table_by_what_the_pack_no_longer_allows_is_compared_by_its_total(world: World) -> None:
    in_month(world, 3, 6)
    in_month(world, 6, 2)
    line = {"indicator": "A-01", "first": "2025-01", "last": "2025-05", "by": "eye_colour"}
    Line.objects.create(
        happened_at=world.now, recorded_at=world.now, actor=None, verb=leaving.TAKEN, object=None, ids=line
    )
    with pytest.raises(TooNearAnother):
        take(world, "2025-01", "2025-06", "sex")


def test_a_share_is_compared_by_its_people_and_not_by_its_per_cent() -> None:
    def share(met: int, of: int) -> Value:
        return Value(met / of, None, {"numerator": met, "denominator": of})

    assert leaving._people(share(10, 40), Measure.SHARE_OF_PERSONS) == [10, 40]
    assert leaving._people(Value(Decimal(900), None, {"persons": 6, "pieces": 9}), Measure.MONEY) == [6]
    assert leaving._people(Value(7), Measure.PERSONS) == [7]
    assert leaving._people(Value(None, Hidden.SMALL), Measure.PERSONS) == [None]


def test_people_who_stand_in_two_groups_are_compared_number_by_number(world: World) -> None:
    for month, people in ((3, 8), (6, 2)):
        for _ in range(people):
            case = victim(world, datetime(2025, month, 10, 9, tzinfo=UTC), exploitation=["begging", "forced_labour"])
            helped(world, case, datetime(2025, month, 12, 9, tzinfo=UTC))
    take(world, "2025-01", "2025-05", "exploitation")
    with pytest.raises(TooNearAnother):
        take(world, "2025-01", "2025-06", "exploitation")


def test_a_page_keeps_the_figure_when_its_file_is_refused(world: World, desk: Desk) -> None:
    in_month(world, 3, 6)
    in_month(world, 6, 2)
    take(world, "2025-01", "2025-05")
    forget()
    answer = desk("rawan").get("/figures/table.csv?indicator=A-01&from=2025-01&to=2025-06")
    assert answer.status_code == 422
    assert "subtraction would tell" in answer.content.decode()
    assert "Content-Disposition" not in answer


LATER: dict[Key, float] = sums_of({("f",): 20.0, ("m",): 18.0, ("o",): 12.0}, 1)
BEFORE: dict[Key, float] = sums_of({("f",): 12.0, ("m",): 10.0, ("o",): 10.0}, 1)


def test_a_small_difference_is_found_also_where_one_of_the_two_numbers_is_hidden() -> None:
    """8 and 8 of 18 more are shown: the 2 that are left are the hidden ones."""
    hidden: dict[Key, float | None] = {**BEFORE, ("o",): None}
    assert not difference_is_safe(LATER, LATER, hidden, BEFORE, 5)
    assert not difference_is_safe(LATER, LATER, BEFORE, BEFORE, 5)
    open_: dict[Key, float | None] = {("f",): None, ("m",): None, ("o",): None, (SUM,): BEFORE[SUM,]}
    assert difference_is_safe(LATER, LATER, open_, BEFORE, 5)
