"""The decision after a screening: beside the advice, explained where it differs, confirmed by a second person."""

import pytest
from django.urls import reverse

from amana.cases.models import Procedure, Step
from amana.cases.subjects import ProcedureSubject
from amana.countrypacks import pack
from amana.intake.pack_sections import SCREENING
from amana.intake.tests import scenes
from amana.screening import commands, queries
from amana.screening.errors import DifferenceUnexplained, SafetyPlanMissing, ScreeningEnded
from amana.screening.models import Screening
from amana.screening.tests.scenes import decided_inconclusive, screened, sorani, text
from tests.cast import World
from tests.second_person import confirm_step
from tests.world import Desk

pytestmark = pytest.mark.django_db


def test_a_decision_that_differs_from_the_advice_says_why(world: World) -> None:
    row = screened(world)
    facts = {"missing_topics": ["papers"]}
    again = {"re_screen_at": world.today.isoformat()}
    with pytest.raises(DifferenceUnexplained):
        scenes.step(world.berivan, row.procedure, "t06", decided_by="screener", facts=facts, working=again)
    assert not Step.objects.filter(transition="t06").exists()
    assert Screening.objects.get(id=row.id).ended_at is None
    row = decided_inconclusive(world)
    assert queries.result_of(row)["result"] == "presumed_victim"
    decision = queries.decision_on(row)
    assert decision is not None
    assert (decision.transition, decision.confirmed_by) == ("t06", world.nasrin.user_id)


def test_advice_and_decision_stand_beside_each_other(world: World, desk: Desk) -> None:
    row = decided_inconclusive(world)
    page = text(desk("berivan").get(reverse("intake:screening", args=[row.id])))
    assert sorani("differs from the advice") in page
    assert sorani(SCREENING.of(pack()).entry.results["presumed_victim"]) in page
    assert "Berivan" in page
    assert "Nasrin" in page


def test_while_a_second_person_looks_nothing_more_is_asked_or_decided(world: World, desk: Desk) -> None:
    row = screened(world, yes=())
    step = scenes.step(
        world.berivan,
        row.procedure,
        "t09",
        decided_by="screener",
        facts={"information_given": ["contact_card"]},
        sealed={"reason": "Nothing was found.", "why_not_as_advised": "She knows her work and her pay."},
    )
    with pytest.raises(ScreeningEnded):
        commands.resume_screening(world.berivan, row, world.now)
    page = text(desk("berivan").get(reverse("intake:screening", args=[row.id])))
    assert reverse("intake:presume", args=[row.id]) not in page
    confirm_step(world.nasrin, ProcedureSubject(row.procedure), step, agree=False, now=world.now)
    assert Procedure.objects.get(id=row.procedure_id).help == "none"
    commands.resume_screening(world.berivan, row, world.now)


def test_somebody_at_risk_has_a_safety_plan(world: World) -> None:
    row = screened(world, yes=("ILO-CR01", "ILO-CR05"))
    assert queries.result_of(row)["result"] == "at_risk"
    facts = {"need_type": "at_risk", "referral_id_or_refusal": "refused_by_person"}
    with pytest.raises(SafetyPlanMissing):
        scenes.step(world.berivan, row.procedure, "t08", decided_by="screener", facts=facts)
    assert not Step.objects.filter(transition="t08").exists()
