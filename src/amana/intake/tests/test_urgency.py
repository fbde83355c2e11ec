"""What triage finds of the urgency holds at once: in the list, on the page of the sign, in my day, and for the clocks."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from amana.cases import commands as cases
from amana.cases.models import Deadline
from amana.countrypacks import pack
from amana.intake import commands, queries
from amana.intake.models import Sign
from amana.intake.pack import BEGIN_SCREENING, BEGIN_TRIAGE
from amana.intake.tests.scenes import CALM, fresh, sign, told, triaged
from amana.my_day import day_of
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db
IMMEDIATE, ROUTINE = (str(each.name) for each in (pack("iraq").urgencies[0], pack("iraq").urgencies[-1]))


def at_triage(world: World, urgency: str) -> Sign:
    """Somebody reported it as routine, and Berivan chose this urgency at triage."""
    row = sign(world)
    commands.open_sign(world.berivan, row, world.now)
    commands.begin_triage(
        world.berivan, row, changes=told(urgency=urgency), decided_by="screener", seen="signal", now=world.now
    )
    return fresh(row)


def clock(row: Sign, step: str) -> datetime:
    return Deadline.objects.get(procedure=row.procedure, transition=step, done_at=None).due_at


def in_english(desk: Desk) -> Client:
    client = desk("berivan")
    client.post("/language/", {"language": "en", "next": "/"})
    return client


def group_of_sign(client: Client, row: Sign) -> str:
    """The group of the list in which the sign is, with its heading."""
    page = client.get("/signs/").content.decode()
    return next(part for part in page.split("<section") if row.number in part)


def test_the_urgency_of_triage_is_in_the_list_on_the_page_in_my_day_and_in_the_clock(world: World, desk: Desk) -> None:
    row = at_triage(world, "immediate")
    client = in_english(desk)
    assert IMMEDIATE in group_of_sign(client, row)
    page = client.get(f"/signs/{row.id}/").content.decode()
    assert IMMEDIATE in page
    assert ROUTINE not in page
    why = [item.why for items in day_of(world.berivan, world.now).values() for item in items if item.ref == row.number]
    assert IMMEDIATE in why
    assert clock(row, BEGIN_SCREENING) == world.now + timedelta(hours=4)


def test_a_routine_sign_has_the_time_of_a_routine_one(world: World) -> None:
    assert clock(at_triage(world, "routine"), BEGIN_SCREENING) == world.now + timedelta(hours=72)


@pytest.mark.parametrize("answer", ["immediate_danger_answer", "medical_emergency_answer"])
def test_danger_on_the_card_makes_it_immediate_at_once(world: World, desk: Desk, answer: str) -> None:
    row = triaged(world)
    assert clock(row, BEGIN_SCREENING) == world.now + timedelta(hours=72)
    later = world.now + timedelta(hours=30)
    commands.write_card(world.berivan, row.procedure, fields={**CALM, answer: "yes"}, revision=1, now=later)
    assert clock(row, BEGIN_SCREENING) == later + timedelta(hours=4)
    assert queries.present_facts([row])[row.id]["urgency"] == "immediate"
    shown = group_of_sign(in_english(desk), row)
    assert ("Danger now" if answer == "immediate_danger_answer" else IMMEDIATE) in shown


def test_the_most_urgent_by_triage_comes_first_in_the_list(world: World, desk: Desk) -> None:
    first = at_triage(world, "immediate")
    second = sign(world, facts={"urgency": "soon"})
    page = in_english(desk).get("/signs/").content.decode()
    assert page.index(first.number) < page.index(second.number)


def test_a_shorter_time_counts_from_now_and_a_longer_one_from_where_the_clock_began(world: World) -> None:
    row = sign(world)
    assert clock(row, BEGIN_TRIAGE) == world.now + timedelta(hours=24)
    later = world.now + timedelta(hours=2)
    cases.change_facts(world.berivan, row.procedure, facts={"urgency": "immediate"}, now=later)
    assert clock(row, BEGIN_TRIAGE) == later + timedelta(hours=1)
    cases.change_facts(world.berivan, row.procedure, facts={"urgency": "routine"}, now=later)
    assert clock(row, BEGIN_TRIAGE) == world.now + timedelta(hours=24)


def test_a_change_of_other_facts_leaves_every_clock(world: World) -> None:
    row = sign(world)
    before = clock(row, BEGIN_TRIAGE)
    cases.change_facts(world.berivan, row.procedure, facts={"sex": "female"}, now=world.now + timedelta(hours=5))
    assert clock(row, BEGIN_TRIAGE) == before
