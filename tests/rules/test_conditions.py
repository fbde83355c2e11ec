"""What the pack wants on record before a step counts: contact that was lost, children, returns, closing, a new case."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from amana import vault
from amana.assistance import commands as assistance
from amana.assistance import pack as helps
from amana.assistance.errors import ConditionsUnmet as HelpConditionsUnmet
from amana.assistance.errors import NeedsMissing
from amana.assistance.tests.scenes import agree, record, row, said_in
from amana.cases import commands, queries
from amana.cases.deeds import deeds_for
from amana.cases.errors import AttemptAgainstCare, AttemptFromTheFuture, AttemptIncomplete, NotForChildProtection
from amana.cases.models import Procedure, Step
from amana.cases.queries import contact
from amana.cases.subjects import ProcedureSubject
from amana.countrypacks import pack
from amana.duplicates.commands import open_linked_case
from amana.duplicates.errors import CaseNotClosed
from amana.duplicates.models import Link
from amana.duplicates.queries import links
from amana.errors import NotFound
from amana.steps.commands import Told, take_step
from amana.steps.errors import (
    ConditionsUnmet,
    ConsentForStepMissing,
    GuardianOfAnAdult,
    NotTheirDecision,
    PaperMissing,
    SecondPersonMissing,
)
from amana.steps.rules import Paper, Word
from amana.steps.tests.test_steps import SAID, fresh, start_plan, told
from tests.cast import World
from tests.paper import PDF
from tests.second_person import confirm_step
from tests.world import Desk

LOG = "Called three times at the agreed hours; the neighbour has not seen her."
CHILD: Mapping[str, Any] = {"age_group": "under_18", "child_flag": "yes"}


def lose(world: World, case: Procedure, log: str = LOG, **changes: Any) -> Step:
    """Nasrin records that contact is lost."""
    given = {"told": Told(sealed={"lost_contact_log": log}), "decided_by": "supervisor", "seen": fresh(case).help}
    return take_step(world.nasrin, ProcedureSubject(fresh(case)), "t31", **{**given, "now": world.now, **changes})


def attempt(world: World, case: Procedure, days_ago: int, *, result: str = "no_answer", safe: str = "yes") -> None:
    """Rawan tried to reach her."""
    facts = {
        "attempt_on": (world.today - timedelta(days=days_ago)).isoformat(), "attempt_way": "call",
        "attempt_safe": safe, "attempt_result": result,
    }  # fmt: skip
    commands.record_attempt(world.rawan, fresh(case), facts=facts, now=world.now)


def search(world: World, case: Procedure, result: str = "not_found", days_ago: int = 0) -> None:
    """Zana of child protection looked for the child."""
    facts = {"search_on": (world.today - timedelta(days=days_ago)).isoformat(), "search_result": result}
    commands.record_search(world.zana, fresh(case), facts=facts, now=world.now)


def begun(world: World, days: int = 10, **facts: Any) -> Procedure:
    """A case of Rawan's that began some days ago; with facts about the person."""
    case = world.case()
    since = world.now - timedelta(days=days)
    Procedure.objects.filter(id=case.id).update(begun_at=since, opened_at=since, help_since=since)
    if facts:
        vault.facts.put(case.lock, "case", case.id, {**queries.facts_of(case), **facts})
    return fresh(case)


def a_child(world: World) -> Procedure:
    """The case of a child, in which Zana works."""
    case = begun(world, **CHILD)
    commands.assign(world.rawan, case, user_id=world.zana.account, role="child_protection_officer", now=world.now)
    return case


def missing_of(refused: pytest.ExceptionInfo[ConditionsUnmet]) -> str:
    return str(refused.value.details["missing"])


# Contact that was lost ----------------------------------------------------------------------------------


def test_contact_is_lost_after_three_safe_attempts_on_three_days_and_by_two_people(world: World) -> None:
    case = begun(world)
    for days_ago in (6, 6, 3):
        attempt(world, case, days_ago)
    attempt(world, case, 2, safe="no")
    with pytest.raises(ConditionsUnmet) as refused:
        lose(world, case)
    assert "Three attempts" in missing_of(refused)
    attempt(world, case, 1)
    step = lose(world, case)
    assert (step.state, fresh(case).help) == ("waits", "none")
    with pytest.raises(SecondPersonMissing):
        confirm_step(world.nasrin, ProcedureSubject(fresh(case)), step, agree=True, now=world.now)
    confirm_step(world.rawan, ProcedureSubject(fresh(case)), step, agree=True, now=world.now)
    assert fresh(case).help == "closed"


def test_a_log_of_one_letter_is_no_log(world: World) -> None:
    case = begun(world)
    for days_ago in (6, 3, 1):
        attempt(world, case, days_ago)
    for log in ("x", "x" + " " * 40):
        with pytest.raises(ConditionsUnmet) as refused:
            lose(world, case, log)
        assert "at least 30 letters" in missing_of(refused)
    assert not Step.objects.exists()


def test_whoever_was_reached_is_not_lost(world: World) -> None:
    case = begun(world)
    for days_ago in (6, 5, 4):
        attempt(world, case, days_ago)
    attempt(world, case, 2, result="reached")
    with pytest.raises(ConditionsUnmet):
        lose(world, case)


def test_a_contact_made_meanwhile_stops_the_second_person(world: World) -> None:
    case = begun(world)
    for days_ago in (6, 3, 1):
        attempt(world, case, days_ago)
    step = lose(world, case)
    attempt(world, case, 0, result="reached")
    with pytest.raises(ConditionsUnmet):
        confirm_step(world.rawan, ProcedureSubject(fresh(case)), step, agree=True, now=world.now)
    assert (fresh(case).help, Step.objects.get().state) == ("none", "waits")


@pytest.mark.parametrize("facts", [CHILD, {"age_group": "unknown", "child_flag": "unknown"}])
def test_no_child_is_lost_without_a_search_by_child_protection(world: World, facts: Mapping[str, Any]) -> None:
    case = a_child(world)
    vault.facts.put(case.lock, "case", case.id, {**queries.facts_of(case), **facts})
    for days_ago in (6, 3, 1):
        attempt(world, case, days_ago)
    with pytest.raises(ConditionsUnmet) as refused:
        lose(world, case)
    assert "Child protection has searched" in missing_of(refused)
    with pytest.raises(NotForChildProtection):
        commands.record_search(
            world.rawan, case, facts={"search_on": world.today.isoformat(), "search_result": "not_found"},
            now=world.now,
        )  # fmt: skip
    search(world, case, "found", days_ago=1)
    with pytest.raises(ConditionsUnmet):
        lose(world, case)
    search(world, case)
    assert lose(world, case).state == "waits"


def test_an_attempt_against_her_care_instructions_is_not_safe(world: World) -> None:
    case = begun(world, care_instructions=["do_not_phone"])
    with pytest.raises(AttemptAgainstCare):
        attempt(world, case, 3)
    attempt(world, case, 3, safe="no")
    assert [line.facts["attempt_safe"] for line in contact.lines_of(fresh(case))] == ["no"]


def test_an_attempt_says_everything_and_lies_between_the_first_sign_and_today(world: World) -> None:
    case = begun(world)
    with pytest.raises(AttemptIncomplete):
        commands.record_attempt(world.rawan, case, facts={"attempt_on": world.today.isoformat()}, now=world.now)
    for days_ago in (-2, 30):
        with pytest.raises(AttemptFromTheFuture):
            attempt(world, case, days_ago)
    with pytest.raises(NotFound):
        commands.record_attempt(replace(world.yusuf), case, facts={}, now=world.now)


def test_attempts_of_before_count_for_nothing_once_a_case_was_opened_again(world: World) -> None:
    case = begun(world)
    for days_ago in (6, 3, 1):
        attempt(world, case, days_ago)
    step = lose(world, case)
    confirm_step(world.rawan, ProcedureSubject(fresh(case)), step, agree=True, now=world.now)
    reopen(world, case, "person_came_back", now=world.now + timedelta(minutes=1))
    with pytest.raises(ConditionsUnmet):
        lose(world, case, now=world.now + timedelta(days=1))


def test_attempts_are_recorded_on_a_page_of_their_own(world: World, desk: Desk) -> None:
    case, client = begun(world), desk("rawan")
    page = reverse("cases:contact", args=[case.id])
    today = world.today.isoformat()
    typed = {"what": "attempt", "attempt-attempt_on": today, "attempt-attempt_way": "call",
             "attempt-attempt_safe": "yes", "attempt-attempt_result": "no_answer"}  # fmt: skip
    assert client.post(page, typed | {"attempt-attempt_result": ""}).status_code == 422
    assert client.post(page, typed).status_code == 302
    assert "No answer" in client.get(page).content.decode()
    assert "A search for the child" not in client.get(page).content.decode()
    assert desk("yusuf").get(page).status_code == 404


# Closing ------------------------------------------------------------------------------------------------


def propose(world: World, case: Procedure, now: Any) -> Step:
    """Rawan proposes to close."""
    return take_step(
        world.rawan, ProcedureSubject(fresh(case)), "t28", told=told("t28"), decided_by="case_manager",
        seen="assistance", now=now,
    )  # fmt: skip


def test_closing_is_neither_proposed_nor_offered_on_the_day_of_arrival(world: World) -> None:
    case = world.case()
    start_plan(world, case)
    with pytest.raises(ConditionsUnmet):
        propose(world, case, world.now)
    offered = {deed.label: deed for deed in deeds_for(world.rawan, fresh(case), world.now)}
    assert offered["Propose to close"].url is None
    assert "not proposed for closing on the day" in offered["Propose to close"].reason
    supervised = {deed.label: deed for deed in deeds_for(world.nasrin, fresh(case), world.now)}
    assert supervised["Close: contact lost"].url is None
    tomorrow = world.now + timedelta(days=1)
    assert {deed.label: deed for deed in deeds_for(world.rawan, fresh(case), tomorrow)}["Propose to close"].url
    assert propose(world, case, tomorrow).state == "done"


def test_lost_contact_does_not_close_by_the_ordinary_door(world: World) -> None:
    case = world.case()
    start_plan(world, case)
    at = world.now + timedelta(days=1)
    propose(world, case, at)
    said = told("t29")
    for reason in ("lost_contact", "moved_unreachable"):
        with pytest.raises(ConditionsUnmet):
            take_step(
                world.nasrin, ProcedureSubject(fresh(case)), "t29", now=at, decided_by="supervisor",
                told=Told({**said.facts, "closure_reason": reason}, said.sealed, said.working), seen="closure_review",
            )  # fmt: skip
    assert fresh(case).help == "closure_review"


@pytest.mark.parametrize("facts", [CHILD, {"age_group": "unknown"}])
def test_a_child_is_not_closed_by_withdrawing(world: World, facts: Mapping[str, Any]) -> None:
    case = begun(world, **facts)
    with pytest.raises(ConditionsUnmet):
        take_step(
            world.rawan, ProcedureSubject(case), "t32", told=told("t32"), decided_by="person", seen="none",
            now=world.now, word=Word(world.today, "signed"),
        )  # fmt: skip
    assert fresh(case).help == "none"


def test_closing_after_follow_up_waits_for_the_first_check(world: World) -> None:
    case = begun(world, days=29)
    Procedure.objects.filter(id=case.id).update(help="follow_up")

    def propose_at(days: int) -> Step:
        return take_step(
            world.rawan, ProcedureSubject(fresh(case)), "t27", told=told("t27"), decided_by="case_manager",
            seen="follow_up", now=world.now + timedelta(days=days),
        )  # fmt: skip

    with pytest.raises(ConditionsUnmet):
        propose_at(0)
    assert propose_at(1).state == "done"


# Places, family, embassy --------------------------------------------------------------------------------


def typed(service: str, **changed: Any) -> Told:
    """Something in each field of a service, with some of it changed."""
    facts, sealed, working = said_in(helps.own_fields(helps.service(service)))
    return Told({**facts, **changed}, sealed, working)


@pytest.mark.parametrize("facts", [CHILD, {"age_group": "unknown"}])
def test_a_child_is_placed_with_children_after_the_best_interest_was_assessed(
    world: World, facts: Mapping[str, Any]
) -> None:
    case = begun(world, **facts)
    agree(world, case)
    with pytest.raises(HelpConditionsUnmet) as refused:
        record(world, case, "SHE-SAFE", told=typed("SHE-SAFE", capacity_group="children"))
    assert "the best interest was assessed" in str(refused.value.details["missing"])
    assert record(world, case, "SHE-EMER")  # tonight does not wait
    record(world, case, "FAM-BID")
    with pytest.raises(HelpConditionsUnmet) as refused:
        record(world, case, "SHE-SAFE", told=typed("SHE-SAFE", capacity_group="women"))
    assert "not among unrelated adults" in str(refused.value.details["missing"])
    assert record(world, case, "SHE-SAFE", told=typed("SHE-SAFE", capacity_group="family"))


def test_the_family_is_not_asked_before_the_risk_is(world: World) -> None:
    case = begun(world)
    agree(world, case)
    with pytest.raises(NeedsMissing):
        record(world, case, "FAM-TRACE", told=Told())
    for service, risk in (("FAM-TRACE", "not_safe"), ("FAM-TRACE", "with_care"), ("FAM-CONTACT", "not_safe")):
        with pytest.raises(HelpConditionsUnmet):
            record(world, case, service, told=typed(service, risk_check=risk))
    commands.change_facts(world.rawan, case, facts={"care_instructions": ["no_family_contact"]}, now=world.now)
    with pytest.raises(HelpConditionsUnmet):
        record(world, case, "FAM-CONTACT")
    commands.change_facts(world.rawan, case, facts={"care_instructions": None}, now=world.now)
    assert record(world, case, "FAM-CONTACT")
    assert record(world, case, "FAM-TRACE")


def test_no_embassy_is_asked_against_her_word_or_beside_an_asylum_claim(world: World) -> None:
    case = begun(world, care_instructions=["no_embassy_contact"])
    agree(world, case)
    with pytest.raises(HelpConditionsUnmet):
        record(world, case, "STA-TD")
    commands.change_facts(world.rawan, case, facts={"care_instructions": None}, now=world.now)
    asked = record(world, case, "STA-ASYL", stand="requested", told=Told())
    with pytest.raises(HelpConditionsUnmet):
        record(world, case, "STA-TD")
    assistance.cancel(world.rawan, row(world.rawan, asked), reason="she took it back", now=world.now)
    assert record(world, case, "STA-TD")


# Guardians, and the way home ----------------------------------------------------------------------------


def test_a_guardian_decides_for_a_child_and_for_no_adult(world: World) -> None:
    paper = Paper(world.today, "Juvenile Court", "16/2026", PDF, "scan.pdf")
    with pytest.raises(GuardianOfAnAdult):
        start_plan(world, begun(world), decided_by="guardian", paper=paper)
    assert start_plan(world, a_child(world), decided_by="guardian", paper=paper).state == "waits"


def test_no_supervisor_asks_for_formal_identification_in_her_place(world: World) -> None:
    assert pack().machine("procedure").transition("t13").decides == ("person", "guardian")
    case, nasrin = begun(world), replace(world.nasrin, roles=world.nasrin.roles | {"case_manager"})
    for deciding in ("supervisor", "case_manager"):
        with pytest.raises(NotTheirDecision):
            take_step(
                nasrin, ProcedureSubject(case), "t13", told=told("t13"), decided_by=deciding, seen="presumed",
                now=world.now, said=SAID, word=Word(world.today, "signed"),
            )  # fmt: skip
    assert not Step.objects.exists()


def prepare(world: World, case: Procedure, **changed: Any) -> Step:
    """Rawan records that the person wants to return."""
    said = told("t22")
    return take_step(
        world.rawan, ProcedureSubject(fresh(case)), "t22", decided_by="person", seen="solution", now=world.now,
        told=Told({**said.facts, "bid_if_child": "", **changed}, said.sealed, said.working), said=SAID,
        word=Word(world.today, "signed"),
    )  # fmt: skip


def test_no_return_is_prepared_into_danger_or_beside_an_asylum_claim(world: World) -> None:
    case = begun(world)
    agree(world, case)
    asked = record(world, case, "STA-ASYL", stand="requested", told=Told())
    Procedure.objects.filter(id=case.id).update(help="solution")
    for risk in ("high", "extreme"):
        with pytest.raises(ConditionsUnmet) as refused:
            prepare(world, case, pre_return_risk_assessment=risk)
        assert "low or medium" in missing_of(refused)
    with pytest.raises(ConditionsUnmet) as refused:
        prepare(world, case)
    assert missing_of(refused) == "No asylum claim is pending."
    assistance.cancel(world.rawan, row(world.rawan, asked), reason="she took it back", now=world.now)
    assert prepare(world, case).state == "waits"


def test_a_child_returns_only_after_a_best_interest_determination_in_favour(world: World) -> None:
    case = a_child(world)
    agree(world, case)
    Procedure.objects.filter(id=case.id).update(help="solution")
    for decision in ("", "against", "not_a_child"):
        with pytest.raises(ConditionsUnmet) as refused:
            prepare(world, case, bid_if_child=decision)
        assert "in favour of return" in missing_of(refused)
    with pytest.raises(ConditionsUnmet) as refused:
        prepare(world, case, bid_if_child="in_favour")
    assert "recorded among the help" in missing_of(refused)
    record(world, case, "FAM-BID")
    assert prepare(world, case, bid_if_child="in_favour").state == "waits"


def test_nobody_is_handed_over_abroad_without_her_yes_the_risk_and_the_papers(world: World) -> None:
    case = begun(world)
    agree(world, case)
    Procedure.objects.filter(id=case.id).update(help="return_prep")
    paper = Paper(world.today, "Shelter in Addis Ababa", "7", PDF, "letter.pdf")

    def hand_over(said: Any = None, paper: Paper | None = paper) -> Step:
        return take_step(
            world.rawan, ProcedureSubject(fresh(case)), "t24", told=told("t24"), decided_by="person",
            seen="return_prep", now=world.now, said=said, paper=paper, word=Word(world.today, "signed"),
        )  # fmt: skip

    with pytest.raises(ConditionsUnmet) as refused:
        hand_over()
    for words in ("agreed to sharing abroad", "other country were assessed", "passport or laissez-passer"):
        assert words in missing_of(refused)
    record(world, case, "RET-RISK")
    record(world, case, "STA-TD")
    with pytest.raises((ConditionsUnmet, ConsentForStepMissing)):
        hand_over()
    with pytest.raises(PaperMissing):  # the receiving side has not accepted in writing
        hand_over(SAID, paper=None)
    assert hand_over(SAID).state == "waits"


# Trafficked again ---------------------------------------------------------------------------------------


def reopen(world: World, case: Procedure, reason: str, **changes: Any) -> Step:
    """Nasrin opens the closed case again for this reason."""
    given = {
        "told": Told(facts={"reopen_reason": reason, "new_consent": True}), "decided_by": "person", "seen": "closed",
        "now": world.now, "said": SAID, "word": Word(world.today, "signed"),
    }  # fmt: skip
    step = take_step(world.rawan, ProcedureSubject(fresh(case)), "t30", **{**given, **changes})
    at = changes.get("now", world.now)
    confirm_step(world.nasrin, ProcedureSubject(fresh(case)), step, agree=True, now=at)
    return step


def closed(world: World) -> Procedure:
    """A case of Rawan's that is closed."""
    case = begun(world)
    Procedure.objects.filter(id=case.id).update(help="closed")
    return fresh(case)


def test_trafficked_again_opens_a_new_linked_case_and_not_the_closed_one(world: World) -> None:
    case = closed(world)
    with pytest.raises(ConditionsUnmet) as refused:
        reopen(world, case, "trafficked_again")
    assert "a new case linked to this one" in missing_of(refused)
    opened = open_linked_case(world.rawan, case, said=SAID, now=world.now)
    assert fresh(case).help == "closed"
    assert (opened.identification, opened.help) == ("signal", "none")
    assert opened.number is not None
    assert opened.number != case.number
    assert fresh(opened).linked_to == case.id
    assert [other.id for _, other in links.links_of(opened)] == [case.id]
    assert Link.objects.get().state == "same"
    assert commands.open_section(world.rawan, opened, "identity", world.now)[0]["full_name"] == "Selam Tesfaye"
    assert commands.open_section(world.rawan, opened, "account", world.now)[0] == {}
    facts = queries.facts_of(opened)
    assert (facts["sex"], facts["nationality"]) == ("female", "ET")
    assert "exploitation" not in facts


def test_another_reason_opens_the_same_case_again(world: World) -> None:
    case = closed(world)
    reopen(world, case, "new_need")
    assert fresh(case).help == "assistance"
    assert Procedure.objects.count() == 1


def test_an_open_case_has_no_second_one_beside_it(world: World) -> None:
    with pytest.raises(CaseNotClosed):
        open_linked_case(world.rawan, begun(world), said=SAID, now=world.now)
    with pytest.raises(NotFound):
        open_linked_case(world.yusuf, closed(world), said=SAID, now=world.now)


def test_the_new_case_is_opened_from_the_page_of_the_closed_one(world: World, desk: Desk) -> None:
    case, client = closed(world), desk("rawan")
    page = reverse("cases:again", args=[case.id])
    assert page in client.get(reverse("cases:one", args=[case.id])).content.decode()
    answer = client.post(page, {"language": "am", "how": "written"})
    assert answer.status_code == 302
    assert Procedure.objects.count() == 2
    assert desk("yusuf").get(page).status_code == 404
