"""Activities: planned, held and counted; what is refused, and who sees them."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from amana.countrypacks.dates import day_of
from amana.diary.entries import entries_between, moments_of
from amana.errors import NotAllowed, NotFound
from amana.my_day import day_of as my_day
from amana.outreach import commands, queries, rules
from amana.outreach.errors import (
    Cancelled,
    ChangedMeanwhile,
    DistrictElsewhere,
    EndsBeforeItBegins,
    HeldAlready,
    MaterialIncomplete,
    MoreKnewThanWereAsked,
    MoreThanCame,
    NotACount,
    NoTarget,
    NotPercent,
    NotYetHeld,
    SumsDiffer,
)
from amana.outreach.models import Activity
from amana.outreach.tests.scenes import CAME, counted, planned
from amana.trust.actor import Actor
from tests.cast import World


def test_who_came_is_kept_as_numbers(world: World) -> None:
    row = counted(
        world,
        planned(world),
        population={"migrant": 30, "host": 8},
        disability=2,
        knowledge={"female": (10, 8)},
        materials=(("leaflet", "ckb", 200), ("hotline_card", "ar", 50)),
        found={"disclosures_count": 2},
    )
    assert (row.state, row.people, row.counted_by) == ("held", 38, world.soran.user_id)
    assert queries.cells_of(row) == CAME
    assert row.materials == [["leaflet", "ckb", 200], ["hotline_card", "ar", 50]]
    assert row.found == {"disclosures_count": 2}


@pytest.mark.parametrize(
    ("wrong", "refusal", "field"),
    [
        ({"people": 40}, SumsDiffer, "people"),
        ({"participants": {("female", "18_25"): -3}}, NotACount, None),
        ({"population": {"host": 39}}, MoreThanCame, "population_host"),
        ({"disability": 39}, MoreThanCame, "disability"),
        ({"knowledge": {"female": (5, 6)}}, MoreKnewThanWereAsked, "knew_female"),
        ({"knowledge": {"male": (7, 1)}}, MoreThanCame, "asked_male"),
        ({"materials": (("leaflet", "", 5),)}, MaterialIncomplete, None),
        ({"found": {"satisfaction_pct": 101}}, NotPercent, "satisfaction_pct"),
    ],
)
def test_a_count_that_cannot_be_is_refused_beside_its_field(
    world: World, wrong: dict[str, Any], refusal: type[Exception], field: str | None
) -> None:
    row = planned(world)
    with pytest.raises(refusal) as refused:
        counted(world, row, **wrong)
    assert getattr(refused.value, "field", None) == field
    assert Activity.objects.get(id=row.id).state == "planned"
    counted(world, row)


def test_the_sums_are_said_when_they_differ(world: World) -> None:
    with pytest.raises(SumsDiffer) as refused:
        counted(world, planned(world), people=40)
    assert "there are 38 people, in all 40" in refused.value.message


def test_nobody_is_counted_before_it_begins_or_after_it_was_cancelled(world: World) -> None:
    later = planned(world, at=world.now + timedelta(days=2))
    with pytest.raises(NotYetHeld):
        counted(world, later)
    row = planned(world)
    commands.cancel_activity(world.soran, row, reason="Rain", revision=row.revision, now=world.now)
    with pytest.raises(Cancelled):
        counted(world, row)


def test_what_was_held_is_not_cancelled_and_can_be_counted_again(world: World) -> None:
    row = counted(world, planned(world))
    with pytest.raises(HeldAlready):
        commands.cancel_activity(world.soran, row, reason="Rain", revision=row.revision, now=world.now)
    assert counted(world, row, participants={("male", "18_25"): 3}).people == 3


def test_the_second_of_two_who_write_at_once_is_told(world: World) -> None:
    row = planned(world)
    counted(world, row)
    with pytest.raises(ChangedMeanwhile):
        commands.count_activity(
            world.soran, row, commands.Count(participants=CAME), revision=row.revision, now=world.now
        )


def test_a_plan_that_cannot_be_is_refused(world: World) -> None:
    with pytest.raises(EndsBeforeItBegins):
        planned(world, ends_at=world.now - timedelta(days=9))
    with pytest.raises(DistrictElsewhere):
        planned(world, district="IQG06Q04" if _lies_elsewhere("IQG06Q04") else _elsewhere())
    assert not Activity.objects.exists()


def _lies_elsewhere(code: str) -> bool:
    from amana.countrypacks import pack

    return code in pack().districts and pack().districts[code].parent != "IQG13"


def _elsewhere() -> str:
    from amana.countrypacks import pack

    return next(code for code, place in pack().districts.items() if place.parent != "IQG13")


def test_a_campaign_has_reached_the_governorates_in_which_a_stop_was_held(world: World) -> None:
    days = {"starts_on": date(2026, 7, 21), "ends_on": date(2026, 8, 21)}
    with pytest.raises(NoTarget):
        commands.plan_campaign(world.soran, title="Roadshow", targets=[], now=world.now, **days)
    id = commands.plan_campaign(world.soran, title="Roadshow", targets=["IQG13", "IQG07"], now=world.now, **days)
    campaign = queries.campaign(world.soran, id)
    stop = planned(world, type="ROADSHOW", campaign=id)
    planned(world, type="ROADSHOW", governorate="IQG07", campaign=id)
    assert queries.coverage(campaign, queries.activities_of(campaign))[0] == ()
    counted(world, stop)
    assert queries.coverage(campaign, queries.activities_of(campaign)) == (("IQG13",), ("IQG07",))


def test_another_organisation_finds_nothing_and_other_roles_may_not(world: World) -> None:
    row = planned(world)
    with pytest.raises(NotAllowed):
        queries.activity(world.rawan, row.id)
    from dataclasses import replace

    stranger = replace(world.soran, organisation_id=uuid4())
    with pytest.raises(NotFound):
        queries.activity(stranger, row.id)
    assert not queries.activities_for(stranger).exists()


def test_what_nobody_has_counted_stands_on_my_day(world: World) -> None:
    row = planned(world)
    orders = [item.order for item in my_day(world.soran, world.now).get("late", [])]
    assert any(row.title in order for order in orders)
    counted(world, row)
    assert not my_day(world.soran, world.now).get("late")


def test_added_up_and_covered_keep_their_order() -> None:
    assert rules.by_place(CAME, 1) == {"18_25": 20, "26_59": 18}
    assert rules.gain(45, 80) == 35
    assert rules.gain(None, 80) is None


def test_what_is_planned_is_in_the_diary_of_its_organisation(world: World) -> None:
    row = planned(world, at=world.now + timedelta(days=40))
    day = day_of(row.starts_at)

    def in_diary(actor: Actor) -> list[str]:
        return [each.text for each in entries_between(actor, *moments_of(day, day), now=world.now)]

    assert in_diary(world.soran) == [row.title]
    assert in_diary(world.rawan) == []
    commands.cancel_activity(
        world.soran, queries.activity(world.soran, row.id), reason="rain", revision=row.revision, now=world.now
    )
    assert in_diary(world.soran) == []
