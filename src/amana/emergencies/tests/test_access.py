"""The auditor's page: a sample that can be drawn again, no name, no case number; findings and answers."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from amana import vault
from amana.cases import commands as case_commands
from amana.cases.openings import ground_words
from amana.cases.rules import GROUND
from amana.emergencies import commands
from amana.emergencies.access_queries import READ_WITHIN, oversight, purpose_of, readers, short
from amana.emergencies.tests.test_emergencies import broken
from amana.errors import CannotOpen, NotAllowed, NotFound
from amana.my_day import day_of
from amana.oversight import findings
from amana.oversight.models import Finding
from amana.trust.actor import Actor
from amana.trust.capabilities import CAPABILITIES
from amana.trust.trail import record
from amana.vault.clock import now
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db
ROOMS = Path(__file__).resolve().parents[2]


def openings(world: World) -> None:
    """Rawan opens twenty sections, Yusuf one in an emergency."""
    case = world.case()
    for _ in range(20):
        case_commands.open_section(world.rawan, case, "contact", now())
    commands.open_under_glass(world.yusuf, broken(world, world.yusuf, case), "contact", now=now())


def test_the_same_number_draws_the_same_sample_though_the_trail_grew(world: World) -> None:
    openings(world)
    first = oversight(world.shilan, 7)
    assert len(first.sample) == 15
    openings(world)
    assert oversight(world.shilan, 7, first.upto).sample == first.sample
    assert oversight(world.shilan, 8, first.upto).sample != first.sample
    assert {each.ground for each in oversight(world.shilan, 1).sample} <= {"team", "break_glass"}
    assert not oversight(world.rawan, 7).sample


def test_every_kind_of_opening_has_its_purpose(world: World) -> None:
    openings(world)
    drawn = {(each.ground, each.purpose) for seed in range(9) for each in oversight(world.shilan, seed).sample}
    assert drawn == {("team", "assistance"), ("break_glass", "protection")}
    code = "".join(path.read_text() for path in ROOMS.rglob("*.py") if "tests" not in path.parts)
    for verb in set(re.findall(r'"([a-z]+\.[a-z_]+_opened)"', code)):
        assert purpose_of(verb) in {each.purpose for each in CAPABILITIES.values()}
    with pytest.raises(KeyError):
        purpose_of("kitchen.door_opened")


def test_refusals_and_vain_look_ups_are_counted_for_each(world: World) -> None:
    for _ in range(3):
        record(world.karwan, "refused", None, now(), code="not_found")
    commands.find_in_emergency(world.yusuf, "NO-SUCH", now=now())
    seen = {each.staff: (each.refused, each.in_vain) for each in oversight(world.shilan, 1).trying}
    assert seen[str(world.karwan.user_id)[:8].upper()] == (3, 0)
    assert seen[str(world.yusuf.user_id)[:8].upper()] == (0, 1)


def reads(who: Actor, cases: int, at: datetime) -> None:
    """Somebody opens one section in each of so many cases, slowly: none of it meets a limit of the pace."""
    for place in range(cases):
        record(who, "cases.section_opened", uuid4(), at - timedelta(hours=5 * place), section=uuid4())


def test_who_reads_slowly_and_far_more_than_others_stands_out(world: World, desk: Desk) -> None:
    at = now()
    for who, cases in ((world.rawan, 90), (world.shno, 9), (world.yusuf, 12), (world.nasrin, 25)):
        reads(who, cases, at)
    seen = {each.staff: each for each in readers(world.shilan, at)}
    mine = seen[short(world.rawan.user_id)]
    assert (mine.cases, mine.usual, mine.stands_out) == (90, 10.5, True)
    assert not seen[short(world.shno.user_id)].stands_out
    assert (seen[short(world.nasrin.user_id)].peers, seen[short(world.nasrin.user_id)].stands_out) == (0, True)
    assert not readers(world.rawan, at) and not readers(world.shilan, at + READ_WITHIN + timedelta(hours=1))
    page = desk("shilan").get("/cases/oversight/").content.decode()
    assert page.count("ask why") == 2 and "Rawan" not in page
    orders = [item.order for rows in day_of(world.mina, at).values() for item in rows]
    assert "Ask why 2 colleagues opened so many cases" in orders


def test_who_does_the_work_of_a_busy_month_as_all_others_do_stands_out_nowhere(world: World) -> None:
    """The alarm of the alarm: many cases alone are no reason."""
    at = now()
    for who in (world.rawan, world.shno, world.yusuf):
        reads(who, 60, at)
    assert not any(each.stands_out for each in readers(world.shilan, at))


def test_no_name_and_no_case_number_stands_on_the_page(world: World, desk: Desk) -> None:
    case = world.case()
    case_commands.open_section(world.nasrin, case, "contact", now())
    broken(world, world.yusuf, case)
    page = desk("shilan").get("/cases/oversight/").content.decode()
    for word in (case.number, "Nasrin", "Yusuf", "Selam", "Rawan", str(case.id)):
        assert str(word) not in page
    assert str(case.id)[:8].upper() in page
    assert desk("rawan").get("/cases/oversight/").status_code == 404


def test_a_finding_is_answered_and_nobody_else_reads_it(world: World, desk: Desk) -> None:
    openings(world)
    line = oversight(world.shilan, 1).sample[0].line
    desk("shilan").post("/cases/oversight/", {"line": line, "words": "Why so late at night?"})
    row = Finding.objects.get()
    with pytest.raises(CannotOpen):
        vault.texts.open_text(world.sara, row.words)
    with pytest.raises(NotAllowed):
        findings.answer(world.shilan, row.id, words="It was me", now=now())
    desk("mina").post(f"/cases/oversight/{row.id}/answer/", {"words": "She was on duty."})
    told = findings.newest(world.shilan, now=now() + timedelta(minutes=1))
    assert [(each.words, each.answer) for each in told] == [("Why so late at night?", "She was on duty.")]
    with pytest.raises(NotFound):
        findings.answer(world.mina, row.id, words="again", now=now())


def test_each_ground_by_which_a_text_of_a_case_opens_has_words() -> None:
    rooms = (ROOMS / name for name in ("assistance", "cases", "intake", "referrals"))
    code = "".join(path.read_text() for room in rooms for path in room.rglob("*.py"))
    grounds = set(re.findall(r'Decision\(True, "(\w+)"', code))
    assert {"consent", "intake", "own_referral", "referral", "supervision", "team"} <= grounds
    assert [each for each in sorted(grounds | {GROUND}) if not ground_words(each)] == []
    assert ground_words("a ground of tomorrow") == ""
