"""A report on which nothing happens any more is proposed to be gone on with or ended, and ends by a decision alone."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.conf import settings

from amana import my_day
from amana.cases.models import Deadline, Procedure, Step
from amana.intake import commands, queries
from amana.intake.models import Call, Sign
from amana.intake.queries.quiet import quiet_signs
from amana.intake.tests import scenes
from amana.intake.tests.scenes import fresh, sign, triaged
from amana.trust.actor import Actor
from amana.vault.models import Sealed
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=90)  # the pack's time
SECOND = timedelta(seconds=1)
ORDER = "Go on with a report, or end it with a reason"


def quiet_for(actor: Actor, at: datetime) -> list[Sign]:
    return list(quiet_signs(actor, at))


def proposed(actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """(group, number) of what my day proposes about quiet reports."""
    day = my_day.day_of(actor, at)
    return [(group, item.ref) for group, items in day.items() for item in items if item.order == ORDER]


def test_it_is_proposed_after_ninety_days_and_not_before(world: World) -> None:
    row = triaged(world)
    last = fresh(row).procedure.changed_at
    assert quiet_for(world.berivan, last + DAYS - SECOND) == []
    assert quiet_for(world.berivan, last + DAYS) == [row]
    assert queries.quiet_since(world.berivan, row, last + DAYS) == last
    assert queries.quiet_since(world.berivan, row, last) is None


def test_my_day_says_it_once_and_no_clock_of_the_report_beside_it(world: World) -> None:
    row = triaged(world)
    later = fresh(row).procedure.changed_at + DAYS
    assert Deadline.objects.filter(procedure=row.procedure, done_at=None).exists()
    assert proposed(world.berivan, later) == [("late", row.number)]
    of_report = [
        item for items in my_day.day_of(world.berivan, later).values() for item in items if item.ref == row.number
    ]
    assert len(of_report) == 1
    for other in (world.noor, world.rawan, world.karwan):
        assert proposed(other, later) == []


def test_what_nobody_has_read_is_late_and_never_proposed_to_be_ended(world: World) -> None:
    row = sign(world)
    later = fresh(row).procedure.changed_at + 2 * DAYS
    assert quiet_for(world.berivan, later) == []
    assert "late" in my_day.day_of(world.berivan, later)


def joined_report(world: World, row: Sign, at: datetime) -> None:
    commands.join_sign(world.berivan, sign(world), row, now=at)


def closing_that_waits(world: World, row: Sign, at: datetime) -> None:
    scenes.step(world.berivan, row.procedure, "t02", decided_by="screener", sealed={"reason": "Nothing to go on."})


def rewritten_card(world: World, row: Sign, at: datetime) -> None:
    commands.write_card(world.berivan, row.procedure, fields=scenes.CALM, revision=1, now=at)


def call_to_the_reporter(world: World, row: Sign, at: datetime) -> None:
    call = commands.begin_call(world.berivan, now=at - 2 * SECOND)
    Call.objects.filter(id=call.id).update(sign=row)
    commands.end_call(world.berivan, call, back_by=None, now=at)


def promised_call_back(world: World, row: Sign, at: datetime) -> None:
    """The call itself was long ago; the hour that was promised is what counts."""
    call = commands.begin_call(world.berivan, now=at - DAYS - 2 * SECOND)
    Call.objects.filter(id=call.id).update(sign=row)
    commands.end_call(world.berivan, call, back_by=at, now=at - DAYS - SECOND)


def words_to_the_joined_report(world: World, row: Sign, at: datetime) -> None:
    other = sign(world)
    commands.join_sign(world.berivan, other, row, now=at - DAYS)
    Sealed.objects.filter(id=fresh(other).sealed).update(changed_at=at)


@pytest.mark.parametrize(
    "happens",
    [
        joined_report,
        closing_that_waits,
        rewritten_card,
        call_to_the_reporter,
        promised_call_back,
        words_to_the_joined_report,
    ],
)
def test_whatever_happens_makes_it_wait_again(world: World, happens: Callable[[World, Sign, datetime], None]) -> None:
    row = triaged(world)
    later = fresh(row).procedure.changed_at + DAYS
    happens(world, row, later - SECOND)
    assert row not in quiet_for(world.berivan, later)
    if not Step.objects.filter(procedure=row.procedure, state="waits").exists():
        assert queries.quiet_since(world.berivan, row, later - SECOND + DAYS) == later - SECOND, (
            "and the page says that day"
        )


def test_it_ends_with_a_reason_by_two_people_and_leaves_the_lists(world: World, desk: Desk) -> None:
    row = triaged(world)
    later = fresh(row).procedure.changed_at + DAYS
    step = scenes.step(
        world.berivan, row.procedure, "t02", decided_by="screener", sealed={"reason": "Nothing to go on."}
    )
    assert fresh(row).procedure.help == "none", "nothing ends by one person, and nothing by itself"
    scenes.confirmed(world.nasrin, step)
    assert quiet_for(world.berivan, later) == []
    assert queries.status_of(fresh(row)) == "closed"
    assert queries.status_told_outside(fresh(row)) == "looked_at", "the person reported on may be the one who asks"


def test_its_page_says_since_when_nothing_happened(world: World, desk: Desk) -> None:
    row = triaged(world)
    client, address = desk("berivan"), f"/signs/{row.id}/"
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert "Nothing has happened on this report" not in client.get(address).content.decode()
    longer = world.now - DAYS - timedelta(days=1)
    Sign.objects.filter(id=row.id).update(read_at=longer)
    Procedure.objects.filter(id=row.procedure_id).update(changed_at=longer)
    Step.objects.filter(procedure=row.procedure).update(recorded_at=longer)
    assert "Nothing has happened on this report" not in client.get(address).content.decode(), (
        "the card was written today"
    )
    Sealed.objects.filter(lock=row.procedure.lock).update(changed_at=longer)
    assert "Nothing has happened on this report" in client.get(address).content.decode()
