"""Scenes that the tests of screening share: an interview that begins, and one that was answered."""

from typing import Any

from amana.intake.models import Sign
from amana.intake.tests.scenes import ask, triaged
from amana.screening import commands, queries
from amana.screening.models import Screening
from amana.screening.rules import Entry
from tests.cast import World

TRAFFICKED = ("ILO-DR01", "ILO-DR02", "ILO-EX01", "ILO-EX02", "ILO-CD01", "ILO-CD14", "check.recruitment")
# Before the questions, as the page asks it: nothing urgent, nobody else there but an interpreter, asked by a woman.
SITTING = {
    "urgent": "no",
    "present": ["interpreter"],
    "interpreter": "yes",
    "language": "am",
    "interviewer": "female",
    "as_wished": "yes",
    "words_said": "on",
}
PRESUMPTION = {
    "screening_result": "presumed_victim",
    "rule_set_version": "2-x",
    "act": ["recruitment"],
    "means": ["deception"],
    "purpose_or_child_basis": ["domestic_servitude"],
    "profile": "adult_labour",
}


def begin(world: World, row: Sign, **facts: Any) -> Screening:
    """She agrees to be asked, and the screening begins."""
    ask(world, row, **facts)
    found = queries.latest_screening(row.procedure)
    assert found is not None
    return found


def screened(world: World, yes: tuple[str, ...] = TRAFFICKED) -> Screening:
    """Berivan has asked, and these were answered yes."""
    row = begin(world, triaged(world))
    commands.choose_profile(
        world.berivan, row, age_years=31, kinds=["domestic_servitude"], language="am", now=world.now
    )
    _, revision = commands.open_screening(world.berivan, row, world.now)
    changes = {name: Entry("yes", "their words" if name == "ILO-EX01" else "") for name in yes}
    commands.keep_answers(world.berivan, row, changes, revision=revision, now=world.now)
    return Screening.objects.select_related("procedure").get(id=row.id)
