"""The auditor's page: a sample that can be drawn again, no name, no case number; findings and answers."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from amana.cases import commands
from amana.cases.openings import ground_words
from amana.cases.queries import glass
from amana.cases.queries.oversight import oversight, purpose_of
from amana.cases.tests.test_glass import broken
from amana.errors import CannotOpen, NotAllowed, NotFound
from amana.trust import findings, vault
from amana.trust.capabilities import CAPABILITIES
from amana.trust.clock import now
from amana.trust.models import Finding
from amana.trust.trail import record
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db
ROOMS = Path(__file__).resolve().parents[2]


def openings(world: World) -> None:
    """Rawan opens twenty sections, Yusuf one in an emergency."""
    case = world.case()
    for _ in range(20):
        commands.open_section(world.rawan, case, "contact", now())
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


def test_no_name_and_no_case_number_stands_on_the_page(world: World, desk: Desk) -> None:
    case = world.case()
    commands.open_section(world.nasrin, case, "contact", now())
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
        vault.open_sealed(world.sara, row.words)
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
    assert [each for each in sorted(grounds | {glass.GROUND}) if not ground_words(each)] == []
    assert ground_words("a ground of tomorrow") == ""
