"""What is next in a case, at every place of the procedure: one step in the pack's order, its own clock, who acts."""

from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any

import pytest
from django.urls import reverse

from amana.cases import proposing, queries
from amana.cases.commands.clocks import set_clocks
from amana.cases.deeds import deeds_for
from amana.cases.models import Assignment, Deadline, Procedure
from amana.cases.pack import (
    ASK_JUDGE_AGAIN,
    CHOOSE_SOLUTION,
    CLOSE,
    HAND_OVER_ABROAD,
    PROPOSE_TO_CLOSE,
    RECORD_ARRIVAL,
    RECORD_IDENTIFICATION,
    REFUSED,
    START_OTHER_PLAN,
    START_PLAN,
)
from amana.cases.proposing import Proposal, proposal_for
from amana.cases.subjects import ProcedureSubject
from amana.countrypacks import dates, pack
from amana.countrypacks.machines import proposed_moves, rest_of
from amana.countrypacks.values import Machine
from amana.my_day import WorkItem, day_of, group_of, group_of_news
from amana.steps import commands
from amana.steps.rules import Paper, Word
from amana.steps.tests.test_steps import SAID, fresh, told
from amana.trust.actor import Actor
from tests.cast import World
from tests.paper import PDF
from tests.second_person import confirm_step
from tests.world import Desk

PROCEDURE = pack("iraq").machine("procedure")
MACHINES = [pack("iraq").machine(name) for name in ("procedure", "referral", "justice", "fine_waiver")]
PLACES = [state.id for track in PROCEDURE.tracks.values() for state in track.states]
BEGIN_TRIAGE, BEGIN_SCREENING, SCREEN_AGAIN = "t01", "t03", "t07"

# Place -> where the person stands on the other track, the step that is proposed, and who acts when it is not Rawan.
# No step: nothing is proposed, and the words of the pack say why.
EXPECTED: dict[str, tuple[str, str, str]] = {
    "signal": ("none", BEGIN_TRIAGE, "Screener"),
    "triage": ("none", BEGIN_SCREENING, ""),
    "screening": ("none", "", ""),
    "inconclusive": ("none", SCREEN_AGAIN, "Screener"),
    "other_protection": ("assistance", CHOOSE_SOLUTION, ""),
    "presumed": ("none", START_PLAN, ""),
    "fi_pending": ("solution", RECORD_IDENTIFICATION, "Investigative judge"),
    "identified": ("follow_up", "", ""),
    "not_identified": ("solution", ASK_JUDGE_AGAIN, ""),
    "none": ("other_protection", START_OTHER_PLAN, ""),
    "assistance": ("presumed", CHOOSE_SOLUTION, ""),
    "solution": ("presumed", "", ""),
    "return_prep": ("identified", HAND_OVER_ABROAD, ""),
    "handover_tx": ("identified", RECORD_ARRIVAL, ""),
    "follow_up": ("presumed", "", ""),
    "closure_review": ("presumed", "", ""),
    "closed": ("presumed", "", ""),
}


def standing(world: World, place: str, other: str) -> Procedure:
    """Rawan's case at this place of one track and at `other` of the other one, with the clocks of both."""
    case = world.case()
    on = PROCEDURE.state(place).track
    where = {on: place, ("help" if on == "identification" else "identification"): other}
    Procedure.objects.filter(id=case.id).update(**where, identification_since=world.now, help_since=world.now)
    Deadline.objects.filter(procedure=case).delete()
    case.refresh_from_db()
    for track in ("help", "identification"):
        set_clocks(case, track, queries.facts_of(case), world.now)
    return case


def next_for(actor: Actor, case: Procedure) -> Proposal:
    """By the pack's order alone, without what the rooms above propose."""
    found = proposal_for(actor, case, [])
    assert found is not None
    return found


@pytest.mark.parametrize("place", PLACES)
def test_every_place_of_the_procedure_says_what_is_next(world: World, place: str) -> None:
    other, step, who = EXPECTED[place]
    case = standing(world, place, other)
    found = next_for(world.rawan, case)
    assert found.step == step
    assert who in found.waits_for
    if step == HAND_OVER_ABROAD:
        assert (found.url, "risk and the family in the other country" in found.rest) == ("", True), (
            "its papers come first"
        )
    elif step and not who:
        assert found.url == reverse("cases:step", args=[case.id, step])
    else:
        assert found.url == "", "no filled button where somebody else acts or nothing is proposed"
    if not step:
        assert str(found.rest) == str(rest_of(PROCEDURE, proposing.places_of(case)))


@pytest.mark.parametrize("place", PLACES)
def test_the_date_beside_a_step_is_its_own(world: World, place: str) -> None:
    case = standing(world, place, EXPECTED[place][0])
    earlier = {"procedure": case, "subject": case.id, "user": case.manager, "due_at": world.now + timedelta(hours=1)}
    for step in PROCEDURE.transitions:  # every other step has a clock that ends sooner
        if step.id != EXPECTED[place][1]:
            Deadline.objects.create(transition=step.id, **earlier)
    found = next_for(world.rawan, case)
    own = Deadline.objects.filter(procedure=case, transition=found.step).first() if found.step else None
    assert found.due == (own.due_at if own else None)


def test_the_time_to_ask_the_judge_again_counts_from_his_decision_and_not_from_the_day_it_was_entered(
    world: World,
) -> None:
    case = standing(world, "fi_pending", "solution")
    decided_on = world.today - timedelta(days=6)
    step = commands.take_step(
        world.rawan, ProcedureSubject(case), REFUSED, told=told(REFUSED), decided_by="investigative_judge",
        seen="fi_pending", now=world.now, paper=Paper(decided_on, "Court", "12", PDF, "decision.pdf"),
    )  # fmt: skip
    confirm_step(world.nasrin, ProcedureSubject(case), step, agree=True, now=world.now)
    found = next_for(world.rawan, fresh(case))
    assert (found.step, found.due) == (ASK_JUDGE_AGAIN, step.happened_at + timedelta(days=30))
    assert dates.day_of(step.happened_at) == decided_on


def test_an_exit_visa_that_nobody_has_yet_hurries_nobody(world: World) -> None:
    case = standing(world, "return_prep", "identified")
    found = next_for(world.rawan, case)
    assert (found.step, found.due) == (HAND_OVER_ABROAD, None)
    assert not Deadline.objects.filter(procedure=case, transition=HAND_OVER_ABROAD).exists()


def every_standing(machine: Machine) -> list[dict[str, str]]:
    tracks = list(machine.tracks.values())
    return [
        {track.id: state.id for track, state in zip(tracks, states, strict=True)}
        for states in product(*(track.states for track in tracks))
    ]


def ends_or_refuses(machine: Machine, step: Any) -> bool:
    """By what the step does, whatever the pack calls it: it leads to an end, or to a place of refusal or review."""
    away = {"closure_review", "not_identified", "refused"}
    return step.ends is not None or step.to in away or machine.state(step.to).terminal


@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.id)
def test_no_place_proposes_to_close_refuse_or_withdraw(machine: Machine) -> None:
    for places in every_standing(machine):
        moves = proposed_moves(machine, places)
        assert not [step.id for step in moves if ends_or_refuses(machine, step)], places
        assert moves or rest_of(machine, places) is not None, f"nothing is said at {places}"


def test_the_check_above_sees_a_closing_step() -> None:
    assert ends_or_refuses(PROCEDURE, PROCEDURE.transition(PROPOSE_TO_CLOSE))
    assert ends_or_refuses(PROCEDURE, PROCEDURE.transition(CLOSE))
    assert not ends_or_refuses(PROCEDURE, PROCEDURE.transition(START_PLAN))


def test_a_step_that_is_recorded_waits_for_a_second_person(world: World) -> None:
    case = standing(world, "assistance", "presumed")
    word = Word(said_on=world.today - timedelta(days=1), method="signed")
    commands.take_step(
        world.rawan, ProcedureSubject(case), CHOOSE_SOLUTION, told=told(CHOOSE_SOLUTION), decided_by="person",
        seen="assistance", now=world.now, word=word, said=SAID,
    )  # fmt: skip
    found = next_for(world.rawan, fresh(case))
    assert (found.step, found.url, found.waits_for) == (CHOOSE_SOLUTION, "", "a second person")


def test_who_is_waited_for_has_a_name_where_one_colleague_is_meant(world: World) -> None:
    case = standing(world, "assistance", "presumed")
    assert next_for(world.nasrin, case).waits_for == "Rawan, Case manager"
    assert proposing.who_acts(case, PROCEDURE.transition(CLOSE)) == "Nasrin, Supervisor"


def test_what_a_room_proposes_goes_first_with_its_own_clock_and_never_another_one(world: World) -> None:
    case = standing(world, "fi_pending", "solution")
    found = proposal_for(world.rawan, case, deeds_for(world.rawan, case, world.now))
    assert found is not None
    assert (found.title, found.due) == ("Send the request to the court", None)
    assert queries.next_deadline(case) is not None


def test_who_knows_a_case_by_a_consent_is_shown_no_next_step(world: World) -> None:
    case = world.case()
    world.share(case, "clinic", "health")
    assert proposal_for(world.jihan, case, []) is None


def test_the_page_fills_one_button_and_keeps_the_endings_apart(world: World, desk: Desk) -> None:
    case = standing(world, "none", "presumed")
    page = desk("rawan").get(f"/cases/{case.id}/").content.decode()
    proposed = page.split('class="sec next"')[1].split("</section>")[0]
    assert "Start the plan of help" in proposed
    assert proposed.count("btn-primary") == 1
    assert page.count("btn-primary") == 1
    endings = page.split('id="end"')[1].split("</section>")[0]
    assert "Close: the person withdraws" in endings
    assert "Close" not in page.split('id="do"')[1].split("</section>")[0]


def test_the_page_is_calm_where_nothing_is_proposed(world: World, desk: Desk) -> None:
    case = standing(world, "follow_up", "presumed")
    page = desk("rawan").get(f"/cases/{case.id}/").content.decode()
    proposed = page.split('class="sec next"')[1].split("</section>")[0]
    assert "No next step is proposed" in proposed
    assert "Follow-up is running." in proposed
    assert "btn-primary" not in page


# My day -------------------------------------------------------------------------------------------


def items(actor: Actor, case: Procedure, now: datetime) -> dict[str, WorkItem]:
    return {item.order: item for rows in day_of(actor, now).values() for item in rows if item.ref == case.number}


@pytest.mark.parametrize("place", PLACES)
def test_my_day_never_asks_for_an_end(world: World, place: str) -> None:
    case = standing(world, place, EXPECTED[place][0])
    ends = {str(step.name) for step in PROCEDURE.transitions if step.ends is not None}
    for actor in (world.rawan, world.nasrin):
        assert not ends & set(items(actor, case, world.now)), actor


def test_my_day_has_the_step_that_the_page_proposes(world: World) -> None:
    case = standing(world, "assistance", "presumed")
    page = next_for(world.rawan, case)
    assert items(world.rawan, case, world.now)[page.title].due == page.due


def test_a_proposal_to_close_is_a_review_for_the_supervisor(world: World) -> None:
    case = standing(world, "closure_review", "presumed")
    found = items(world.nasrin, case, world.now)
    assert "Review the proposal to close, and say yes or no" in found


def test_what_waits_for_the_judge_says_so(world: World) -> None:
    case = standing(world, "fi_pending", "solution")
    found = items(world.rawan, case, world.now)[str(PROCEDURE.transition(RECORD_IDENTIFICATION).name)]
    assert (found.group, found.why) == ("waiting", "Waits for: Investigative judge.")


def test_a_newly_presumed_victim_is_new_for_the_manager_and_later_as_the_clock_says(world: World) -> None:
    case = standing(world, "presumed", "none")
    plan = str(PROCEDURE.transition(START_PLAN).name)
    assert items(world.rawan, case, world.now)[plan].group == "new"
    assert items(world.rawan, case, world.now + timedelta(days=3, minutes=1))[plan].group == "late"


def test_a_presumed_victim_without_a_case_is_new_for_who_opens_cases(world: World) -> None:
    procedure = world.procedure()
    Procedure.objects.filter(id=procedure.id).update(
        identification="presumed", supervisors_unit=world.units["supervisors"]
    )
    ref = queries.reference(procedure)
    found = [item for item in day_of(world.nasrin, world.now).get("new", []) if item.ref == ref]
    assert [(item.order, item.url) for item in found] == [
        ("Open the case", reverse("cases:begin", args=[procedure.id]))
    ]
    assert not [item for rows in day_of(world.yusuf, world.now).values() for item in rows if item.ref == ref]


LATE_IN_BAGHDAD = datetime(2026, 3, 24, 20, 0, tzinfo=UTC)  # 23:00 there


@pytest.mark.parametrize(
    ("due", "group"),
    [
        (LATE_IN_BAGHDAD - timedelta(minutes=1), "late"),
        (LATE_IN_BAGHDAD + timedelta(minutes=59), "today"),
        (LATE_IN_BAGHDAD + timedelta(minutes=61), "soon"),  # the next day has begun in Baghdad, and not in Greenwich
        (LATE_IN_BAGHDAD + timedelta(hours=20), "soon"),
    ],
)
def test_due_today_is_the_present_day_of_the_country(due: datetime, group: str) -> None:
    assert group_of(due, LATE_IN_BAGHDAD) == group


def test_news_is_new_for_three_days_and_a_clock_that_ends_today_goes_before_it() -> None:
    now = LATE_IN_BAGHDAD
    assert group_of_news(now, None, now) == "new"
    assert group_of_news(now, now + timedelta(days=9), now + timedelta(days=4)) == "soon"
    assert group_of_news(now - timedelta(days=4), None, now) == "open"
    assert group_of_news(now, now + timedelta(minutes=30), now) == "today"
    assert group_of_news(now, now - timedelta(minutes=30), now) == "late"


# Lists --------------------------------------------------------------------------------------------


def test_mine_is_what_i_answer_for(world: World, desk: Desk) -> None:
    case = world.case()
    officer = world.hana
    assert not queries.responsible_for(officer).exists()
    Assignment.objects.create(procedure=case, user=officer.account, role="return_officer", since=world.now)
    for actor in (officer, world.rawan, world.nasrin):
        assert [row.id for row in queries.responsible_for(actor)] == [case.id], actor
    for actor in (world.yusuf, world.jihan):
        assert not queries.responsible_for(actor).exists(), actor
    assert str(case.number) in desk("nasrin").get("/cases/").content.decode()


def test_a_supervisor_finds_the_referrals_in_the_menu(world: World, desk: Desk) -> None:
    page = desk("nasrin").get("/").content.decode()
    assert f'href="{reverse("referrals:list")}"' in page
