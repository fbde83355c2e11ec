"""What she agreed to holds for what is written later, and ends when she takes it back."""

import pytest

from amana import vault
from amana.cases import confirming
from amana.cases import queries as cases
from amana.cases.models import Procedure
from amana.cases.subjects import ProcedureSubject
from amana.consent import commands as consents
from amana.errors import CannotOpen, NotFound
from amana.steps import commands
from amana.steps.errors import NotYours
from amana.steps.rules import Word
from amana.steps.tests.test_steps import start_plan, told
from tests.cast import World
from tests.second_person import confirm_step
from tests.world import Desk

STORY = {"said": {"status": "made up"}}


def test_what_is_sealed_in_a_section_later_opens_to_whom_she_agreed(world: World) -> None:
    case = world.case()
    given = world.share(case, "lawyers", "legal")
    later = vault.texts.seal(
        lock=case.lock, kind="step", section="legal", content=STORY, holders=cases.holders_of_file(case), by=world.rawan,
        at=world.now,
    )  # fmt: skip
    assert vault.texts.open_text(world.amal, later) == STORY
    consents.withdraw(world.rawan, procedure_id=case.id, consent_id=given, now=world.now)
    with pytest.raises(CannotOpen):
        vault.texts.open_text(world.amal, later)


def share_legal(world: World, unit: str) -> Procedure:
    """A case of Rawan's in which `unit` may see the legal section."""
    case = world.case()
    world.share(case, unit, "legal")
    return case


def test_a_case_manager_elsewhere_moves_nothing_in_a_case_she_sees_by_consent(world: World) -> None:
    case = share_legal(world, "relief_team")
    assert cases.one(world.yusuf, case.id) == case
    with pytest.raises(NotYours):
        commands.take_step(
            world.yusuf,
            ProcedureSubject(case),
            "t11",
            told=told("t11"),
            decided_by="case_manager",
            seen="none",
            now=world.now,
        )


def test_a_second_person_stands_near_and_can_read_what_they_confirm(world: World) -> None:
    case = share_legal(world, "relief_team")
    waiting = start_plan(world, case, decided_by="person", word=Word(world.today, "signed"))
    with pytest.raises(NotFound):
        confirm_step(world.yusuf, ProcedureSubject(case), waiting, agree=True, now=world.now)
    with pytest.raises(CannotOpen):  # a colleague of the recorder's unit, to whom these words are sealed
        confirm_step(world.shno, ProcedureSubject(case), waiting, agree=True, now=world.now)
    assert [each.id for each in confirming.waiting_for(world.shno, case)] == []
    assert waiting.id in [each.id for each in confirming.waiting_for(world.nasrin, case)]
    assert confirm_step(world.nasrin, ProcedureSubject(case), waiting, agree=True, now=world.now).state == "done"


def test_a_consent_opens_sections_and_not_the_facts_or_the_story(world: World, desk: Desk) -> None:
    case = share_legal(world, "relief_team")
    start_plan(world, case)
    theirs, hers = desk("yusuf"), desk("rawan")
    shown_to_her = hers.get(f"/cases/{case.id}/").content.decode()
    shown_to_them = theirs.get(f"/cases/{case.id}/").content.decode()
    listed = theirs.get("/cases/?which=open").content.decode()
    assert case.number and case.number in shown_to_them and case.number in listed
    for told_only_at_home in ("Ethiopia", "The case was opened."):
        assert told_only_at_home in shown_to_her
        assert told_only_at_home not in shown_to_them
    assert "Female" not in listed
