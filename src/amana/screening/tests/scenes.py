"""Scenes that the tests of screening share: an interview that begins, is answered, or is decided; and how a page reads."""

import html
from typing import Any

from django.utils import translation

from amana.cases.subjects import ProcedureSubject
from amana.intake import pack as intake_pack
from amana.intake.models import Sign
from amana.intake.tests.scenes import ask, step, triaged
from amana.screening import commands, queries, rules
from amana.screening import pack as says
from amana.screening.models import Screening
from amana.screening.rules import Entry, Interview
from tests.cast import World
from tests.second_person import confirm_step

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


def text(answer: Any) -> str:
    """The page as a reader sees it."""
    return html.unescape(answer.content.decode())


def sorani(words: Any) -> str:
    """Words as Berivan reads them, who works in Sorani."""
    with translation.override("ckb"):
        return translation.gettext(words) if isinstance(words, str) else str(words)


def order_of(interview: Interview) -> tuple[str, ...]:
    """The questions of the interview in the order in which they are asked."""
    return rules.order_of(rules.parts_of(intake_pack.rule_set(), interview, says.stages()))


def decided_inconclusive(world: World) -> Screening:
    """The advice was a presumption; Berivan decided that more is needed, and Nasrin confirmed it."""
    row = screened(world)
    waiting = step(
        world.berivan,
        row.procedure,
        "t06",
        decided_by="screener",
        facts={"missing_topics": ["papers"]},
        sealed={"why_not_as_advised": "She was ill and could not go on."},
        working={"re_screen_at": world.today.isoformat()},
    )
    confirm_step(world.nasrin, ProcedureSubject(row.procedure), waiting, agree=True, now=world.now)
    return Screening.objects.select_related("procedure").get(id=row.id)
