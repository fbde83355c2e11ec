"""Steps: who decides, who records, what waits for a second person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from amana.cases import commands, queries
from amana.cases.models import Procedure, Step
from amana.cases.subjects import ProcedureSubject
from amana.consent.commands import Said
from amana.countrypacks import dates, pack
from amana.countrypacks.errors import NotATransition
from amana.errors import NotFound
from amana.steps.commands import Told, take_step
from amana.steps.errors import (
    DecisionFromTheFuture,
    NotYours,
    PlaceMoved,
    SecondPersonMissing,
    StepIncomplete,
    WordMissing,
)
from amana.steps.rules import Paper, Word
from amana.trust.actor import Actor
from tests.cast import World
from tests.paper import PDF
from tests.second_person import confirm_step

SAID = Said(language="am", how="written")


def told(transition: str) -> Told:
    """Something for every field that a step asks for."""
    facts: dict[str, str] = {}
    sealed: dict[str, str] = {}
    working: dict[str, str] = {}
    for field in pack().machine("procedure").transition(transition).required:
        value = field.options[0].id if field.options else "2026-01-01" if field.kind == "date" else "made up"
        {"facts": facts, "sealed": sealed, "working": working}[field.kept][field.id] = value
    return Told(facts, sealed, working)


def fresh(case: Procedure) -> Procedure:
    return Procedure.objects.get(id=case.id)


def start_plan(world: World, case: Procedure, **changes: object) -> Step:
    """Rawan begins the plan; success and refusals share this."""
    given = {"told": told("t11"), "decided_by": "case_manager", "seen": "none", "now": world.now, "said": SAID}
    return take_step(world.rawan, ProcedureSubject(case), "t11", **{**given, **changes})  # type: ignore[arg-type]


def test_what_the_case_manager_decides_happens_at_once(world: World) -> None:
    case = world.case()
    step = start_plan(world, case)
    assert (step.state, step.confirm_due) == ("done", None)
    assert (fresh(case).help, fresh(case).identification) == ("assistance", "presumed")


def test_a_decision_told_before_a_witness_names_the_witness(world: World) -> None:
    case, today = world.case(), world.today
    with pytest.raises(WordMissing):
        start_plan(world, case, decided_by="person", word=Word(today, "witness"))
    assert start_plan(world, case, decided_by="person", word=Word(today, "witness", "Hana")).state == "waits"


def test_nobody_decided_tomorrow_and_today_is_the_day_of_the_country(world: World) -> None:
    case = world.case()
    at = world.now.replace(hour=22, minute=30)  # the next day has begun in Baghdad
    here = dates.day_of(at)
    assert here > at.date()
    with pytest.raises(DecisionFromTheFuture):
        start_plan(world, case, decided_by="person", word=Word(here + timedelta(days=1), "signed"), now=at)
    assert start_plan(world, case, decided_by="person", word=Word(here, "signed"), now=at).state == "waits"


def test_what_the_person_decides_by_word_waits_for_a_second_person(world: World) -> None:
    case = world.case()
    step = start_plan(world, case, decided_by="person", word=Word(world.today, "signed"))
    assert (step.state, fresh(case).help) == ("waits", "none")
    with pytest.raises(SecondPersonMissing):
        confirm_step(world.rawan, ProcedureSubject(case), step, agree=True, now=world.now)
    confirm_step(world.nasrin, ProcedureSubject(case), step, agree=True, now=world.now)
    assert fresh(case).help == "assistance"
    row = Step.objects.get(id=step.id)
    assert (row.recorded_by, row.confirmed_by) == (world.rawan.user_id, world.nasrin.user_id)


def test_a_second_person_who_disagrees_moves_nothing(world: World) -> None:
    case = world.case()
    step = start_plan(world, case, decided_by="person", word=Word(world.today, "signed"))
    confirm_step(world.nasrin, ProcedureSubject(case), step, agree=False, now=world.now)
    assert fresh(case).help == "none"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"decided_by": "person"}, WordMissing),
        ({"told": Told()}, StepIncomplete),
        ({"seen": "assistance"}, PlaceMoved),
    ],
)
def test_a_refused_step_writes_nothing(world: World, changes: dict[str, object], refusal: type[Exception]) -> None:
    case = world.case()
    with pytest.raises(refusal):
        start_plan(world, case, **changes)
    assert not Step.objects.exists()
    assert fresh(case).help == "none"


def test_a_step_of_another_role_is_refused(world: World) -> None:
    case = world.case()
    with pytest.raises(NotYours):
        take_step(
            world.nasrin, ProcedureSubject(case), "t11", told=told("t11"), decided_by="case_manager", seen="none",
            now=world.now, said=SAID,
        )  # fmt: skip


def test_a_step_off_the_map_is_refused(world: World) -> None:
    case = world.case()
    with pytest.raises(NotATransition):
        take_step(
            world.rawan, ProcedureSubject(case), "t22", told=told("t22"), decided_by="person", seen="none",
            now=world.now,
        )  # fmt: skip


def test_asking_the_judge_leaves_help_where_it_is_and_his_paper_waits(world: World) -> None:
    case = world.case()
    start_plan(world, case)
    asked = take_step(
        world.rawan, ProcedureSubject(fresh(case)), "t13", told=told("t13"), decided_by="person", seen="presumed",
        now=world.now, said=SAID, word=Word(world.today, "signed"),
    )  # fmt: skip
    confirm_step(world.nasrin, ProcedureSubject(fresh(case)), asked, agree=True, now=world.now)
    assert (fresh(case).identification, fresh(case).help) == ("fi_pending", "assistance")
    paper = Paper(world.today - timedelta(days=1), "Investigation Court", "118/2026", PDF, "scan.pdf")
    decided = take_step(
        world.rawan, ProcedureSubject(fresh(case)), "t16", told=told("t16"), decided_by="investigative_judge",
        seen="fi_pending", now=world.now, paper=paper,
    )  # fmt: skip
    assert (decided.state, fresh(case).identification) == ("waits", "fi_pending")
    confirm_step(world.nasrin, ProcedureSubject(fresh(case)), decided, agree=True, now=world.now)
    assert (fresh(case).identification, fresh(case).help) == ("identified", "assistance")


def test_a_withdrawal_works_from_the_moment_of_entry(world: World) -> None:
    case = world.case()
    start_plan(world, case)
    step = take_step(
        world.rawan, ProcedureSubject(fresh(case)), "t32", told=told("t32"), decided_by="person", seen="assistance",
        now=world.now, word=Word(world.today, "phone_with_code_word"),
    )  # fmt: skip
    assert (step.state, fresh(case).help) == ("done", "closed")
    assert step.confirm_due is not None


def test_whoever_proposed_the_closure_does_not_close(world: World) -> None:
    case = world.case()
    start_plan(world, case)
    take_step(
        world.rawan, ProcedureSubject(fresh(case)), "t28", told=told("t28"), decided_by="case_manager",
        seen="assistance", now=world.now + timedelta(days=1),
    )  # fmt: skip

    def close(by: Actor) -> None:
        take_step(
            by, ProcedureSubject(fresh(case)), "t29", told=told("t29"), decided_by="supervisor",
            seen="closure_review", now=world.now + timedelta(days=1),
        )  # fmt: skip

    with pytest.raises(SecondPersonMissing):
        close(replace(world.rawan, roles=world.rawan.roles | {"supervisor"}))
    assert fresh(case).help == "closure_review"
    close(world.nasrin)
    assert fresh(case).help == "closed"
    assert not queries.deadlines_for(world.rawan).exists()


def test_another_organisation_finds_nothing(world: World) -> None:
    case = world.case()
    assert not queries.visible_to(world.yusuf).exists()
    with pytest.raises(NotFound):
        queries.one(world.yusuf, case.id)
    with pytest.raises(NotFound):
        commands.open_section(world.yusuf, case, "identity", world.now)
