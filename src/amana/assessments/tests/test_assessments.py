"""Incidents and needs: sealed and locked, care before the name of what happened, tasks that lead to help."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from amana import vault
from amana.assessments import rules
from amana.assessments.commands import assessments as commands
from amana.assessments.commands import children
from amana.assessments.errors import NotAnOutcome, NoteChanged
from amana.assessments.models import Assessment, Task
from amana.assessments.queries import assessments
from amana.assessments.rules import Incident, age_span, next_due, urgency_for
from amana.cases import commands as cases
from amana.cases.commands import change_facts
from amana.cases.deeds import deeds_for
from amana.cases.models import Procedure
from amana.errors import NotAllowed, NotFound
from amana.intake import queries
from amana.intake.commands import share_with_team
from amana.intake.models import Sign
from amana.intake.tests.scenes import triaged
from amana.my_day import day_of
from amana.screening.tests.scenes import begin, screened
from amana.vault.models import Sealed
from tests.canary.scan import found_in
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db

CANARY = "jasmin-4418 behind the third door"
HOURS = {"immediate": 4, "soon": 24, "routine": 72}


def procedure(world: World) -> Procedure:
    """Somebody whose sign is at triage; the card says that she is no child."""
    return triaged(world).procedure


def rape(world: World, **more: Any) -> Incident:
    """It happened 41 hours ago, by the employer."""
    said: dict[str, Any] = {
        "answers": {"RAPE": "yes"},
        "facts": {"relationship": "employer_or_sponsor", "age_at_incident": 31},
        "first": world.now - timedelta(hours=41),
        "words": CANARY,
    }
    return Incident(**{**said, **more})


def open_tasks(world: World, row: Assessment) -> dict[str, dict[str, Any]]:
    return {facts["code"]: facts for task, facts in assessments.tasks_of([row]) if task.done_at is None}


# Rules --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "urgency"), [(100, "routine"), (72, "routine"), (31, "soon"), (23, "immediate"), (1, "immediate")]
)
def test_the_urgency_is_the_slowest_that_comes_in_time(hours: int, urgency: str) -> None:
    assert urgency_for(timedelta(hours=hours), HOURS) == urgency


def test_an_unknown_hour_is_as_urgent_as_can_be() -> None:
    assert urgency_for(None, HOURS) == "immediate"


def test_a_clock_of_care_gives_way_to_the_next_and_a_need_stays_late() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=timezone.get_default_timezone())
    past, coming = now - timedelta(hours=1), now + timedelta(hours=5)
    assert next_due({"kind": "care", "dues": [past.isoformat(), coming.isoformat()]}, now) == coming
    assert next_due({"kind": "care", "dues": [past.isoformat()]}, now) is None
    assert next_due({"kind": "need", "dues": [past.isoformat()]}, now) == past


@pytest.mark.parametrize(
    ("facts", "span"),
    [
        ({}, (None, None)),
        ({"age_band": "unknown"}, (None, None)),
        ({"age_band": "48_plus"}, (48, 200)),
        ({"age_band": "9_17", "child_flag": "no"}, (9, 17)),
        ({"age_group": "under_18"}, (0, 17)),
        ({"child_flag": "yes"}, (0, 17)),
        ({"child_flag": "no"}, (18, 200)),
        ({"child_flag": "unknown"}, (None, None)),
    ],
)
def test_the_age_now_comes_from_the_coded_facts(facts: dict[str, str], span: tuple[int | None, int | None]) -> None:
    assert age_span(facts, adult_from=18, oldest=200) == span


NEEDS = [rules.Need("danger", "SAF-PLAN", "immediate"), rules.Need("doctor", "MED-EXAM", "soon")]
LEADS = {"DMV-03": "doctor", "DMV-05": "doctor", "DMV-16": "danger"}
four = st.sampled_from(["yes", "no", "unknown", "not_asked"])


@given(st.dictionaries(st.sampled_from(["danger", "doctor", *LEADS]), four), st.sampled_from(["danger", *LEADS]))
def test_one_more_yes_never_takes_a_task_away(answers: dict[str, str], more: str) -> None:
    since = timezone.now()
    before = {each.code for each in rules.needs_wanted(NEEDS, LEADS, answers, HOURS, since=since)}
    after = {each.code for each in rules.needs_wanted(NEEDS, LEADS, {**answers, more: "yes"}, HOURS, since=since)}
    assert before <= after


def test_a_factor_leads_to_a_need_unless_it_was_said_not_to_be_there() -> None:
    since = timezone.now()
    found = rules.needs_wanted(NEEDS, LEADS, {"DMV-03": "yes", "doctor": "unknown"}, HOURS, since=since)
    assert [(each.code, each.because) for each in found] == [("doctor", ("DMV-03",))]
    assert rules.needs_wanted(NEEDS, LEADS, {"DMV-03": "yes", "doctor": "no"}, HOURS, since=since) == ()
    assert rules.needs_wanted(NEEDS, LEADS, {"DMV-03": "unknown"}, HOURS, since=since) == ()


# Incidents ----------------------------------------------------------------------------------------


def test_an_incident_becomes_its_type_its_contexts_and_tasks_of_care(world: World) -> None:
    row = commands.note_incident(world.berivan, procedure(world), rape(world), now=world.now)
    facts = vault.facts.get("assessment", row.id)
    assert (facts["type"], facts["contexts"]) == ("RAPE", ["PROMPT_TIP_SCREENING"])
    found = open_tasks(world, row)
    assert set(found) == {"care.MED-CMR", "care.MED-EXAM", "care.PSS-PFA", "screen"}
    assert set(found["care.MED-CMR"]["because"]) == {"PEP", "EC", "FORENSIC", "STI", "HEPB"}
    assert found["care.MED-CMR"]["urgency"] == "soon"
    assert next_due(found["care.MED-CMR"], world.now) == world.now + timedelta(hours=31)
    assert found["care.PSS-PFA"]["dues"] == []


def test_care_that_is_late_is_still_a_task(world: World) -> None:
    long_ago = rape(world, first=world.now - timedelta(days=400))
    row = commands.note_incident(world.berivan, procedure(world), long_ago, now=world.now)
    found = open_tasks(world, row)["care.MED-CMR"]
    assert (found["urgency"], found["dues"]) == ("routine", [])


def test_the_type_decides_no_service(world: World) -> None:
    beaten: dict[str, Any] = {"RAPE": "no", "SEXUAL_ASSAULT": "no", "PHYSICAL_ASSAULT": "yes"}
    person = procedure(world)
    counted = commands.note_incident(world.berivan, person, rape(world, answers=beaten), now=world.now)
    not_counted = rape(world, answers=beaten, gender_based="no")
    other = commands.note_incident(world.berivan, person, not_counted, now=world.now)
    types = [vault.facts.get("assessment", row.id)["type"] for row in (counted, other)]
    assert types == ["PHYSICAL_ASSAULT", "NON_GBV"]
    assert set(open_tasks(world, counted)) == set(open_tasks(world, other))


def test_an_open_type_stays_open_and_says_so(world: World) -> None:
    said = rape(world, answers={"RAPE": "unknown", "SEXUAL_ASSAULT": "yes"})
    row = commands.note_incident(world.berivan, procedure(world), said, now=world.now)
    facts = vault.facts.get("assessment", row.id)
    assert (facts["type"], facts["possible"]) == (None, ["RAPE", "SEXUAL_ASSAULT"])


def test_a_correction_closes_what_is_no_longer_called_for_and_keeps_what_was_done(world: World) -> None:
    person = procedure(world)
    row = commands.note_incident(world.berivan, person, rape(world), now=world.now)
    first_aid = next(t for t, facts in assessments.tasks_of([row]) if facts["code"] == "care.PSS-PFA")
    commands.finish_task(world.berivan, first_aid, "given", world.now)
    none: dict[str, Any] = {"RAPE": "no", "SEXUAL_ASSAULT": "no", "PHYSICAL_ASSAULT": "no"}
    changed = rape(world, answers=none, facts={"relationship": "stranger"})
    commands.note_incident(world.berivan, person, changed, row=row, revision=1, now=world.now)
    outcomes = {facts["code"]: facts.get("outcome") for _task, facts in assessments.tasks_of([row])}
    assert outcomes == {
        "care.MED-CMR": "not_needed", "care.MED-EXAM": "not_needed", "screen": "not_needed", "care.PSS-PFA": "given",
    }  # fmt: skip
    commands.note_incident(world.berivan, person, rape(world), row=row, revision=2, now=world.now)
    assert set(open_tasks(world, row)) == {"care.MED-CMR", "care.MED-EXAM", "screen"}


def test_two_who_write_at_once_both_keep_what_they_wrote(world: World) -> None:
    person = procedure(world)
    row = commands.note_incident(world.berivan, person, rape(world), now=world.now)
    theirs = rape(world, words="one")
    commands.note_incident(world.nasrin, person, theirs, row=row, revision=1, now=world.now)
    with pytest.raises(NoteChanged) as conflict:
        commands.note_incident(world.berivan, person, rape(world, words="two"), row=row, revision=1, now=world.now)
    assert (conflict.value.theirs["words"], conflict.value.mine["words"]) == ("one", "two")


def test_an_unknown_outcome_is_refused(world: World) -> None:
    row = commands.note_incident(world.berivan, procedure(world), rape(world), now=world.now)
    with pytest.raises(NotAnOutcome):
        commands.finish_task(world.berivan, Task.objects.filter(assessment=row)[0], "vanished", world.now)


# Who may ------------------------------------------------------------------------------------------


def test_who_reads_screenings_reads_incidents_and_nobody_else(world: World) -> None:
    person = procedure(world)
    row = commands.note_incident(world.berivan, person, rape(world), now=world.now)
    for actor in (world.berivan, world.nasrin):
        assert assessments.person(actor, person.id) == person
        assert assessments.assessment(actor, row.id) == row
        assert commands.open_assessment(actor, row, world.now)[0]["words"] == CANARY
    for actor in (world.karwan, world.yusuf, world.maryam, world.zana):
        with pytest.raises(NotFound):
            assessments.person(actor, person.id)
        with pytest.raises(NotFound):
            assessments.assessment(actor, row.id)
        with pytest.raises(NotFound):
            assessments.task(actor, Task.objects.filter(assessment=row)[0].id)


def test_the_commands_themselves_let_in_nobody_who_may_not_read(world: World) -> None:
    """Whoever has the role and got hold of the row, as by a page that forgot to ask, gets no further."""
    row = commands.note_incident(world.berivan, procedure(world), rape(world), now=world.now)
    task = Task.objects.filter(assessment=row)[0]
    stranger = replace(world.berivan, user_id=uuid4(), unit_id=uuid4(), unit_ids=frozenset())
    for deed in (
        lambda: commands.open_assessment(stranger, row, world.now),
        lambda: commands.finish_task(stranger, task, rules.OUTCOMES[0], world.now),
        lambda: children.write_notice(stranger, row, {}, facts={}, revision=1, now=world.now),
        lambda: children.tell_authority(stranger, row, "any", how="phone", now=world.now),
        lambda: children.print_notice(stranger, row, world.now),
    ):
        with pytest.raises(NotFound):
            deed()
    assert Task.objects.get(id=task.id).done_at is None
    commands.finish_task(world.berivan, task, rules.OUTCOMES[0], world.now)


def test_the_team_of_the_case_reads_what_the_intake_noted(world: World) -> None:
    person = procedure(world)
    row = commands.note_incident(world.berivan, person, rape(world), now=world.now)
    opened = with_case(world, person)
    cases.assign(world.rawan, opened, user_id=world.zana.account, role="child_protection_officer", now=world.now)
    row_of_sign = queries.sign_of(opened)
    assert row_of_sign is not None
    share_with_team(world.berivan, row_of_sign, world.now)
    assert commands.open_assessment(world.zana, assessments.assessment(world.zana, row.id), world.now)[1] == 1


def with_case(world: World, person: Procedure) -> Procedure:
    """Help has begun: Rawan manages the case."""
    Procedure.objects.filter(id=person.id).update(identification="presumed")
    cases.open_case(
        world.rawan, Procedure.objects.get(id=person.id), manager_id=world.rawan.account,
        sections={"identity": {}, "contact": {}}, facts={}, now=world.now,
    )  # fmt: skip
    return Procedure.objects.get(id=person.id)


def test_what_the_team_notes_stays_with_the_team(world: World) -> None:
    person = with_case(world, procedure(world))
    cases.assign(world.rawan, person, user_id=world.zana.account, role="child_protection_officer", now=world.now)
    row = commands.note_incident(world.zana, person, rape(world), now=world.now)
    assert row.unit is None
    for actor in (world.zana, world.rawan):
        assert commands.open_assessment(actor, assessments.assessment(actor, row.id), world.now)[0]["words"] == CANARY
    assert vault.texts.Holder("unit", world.units["intake"]) not in vault.texts.holders_of(
        Sealed.objects.get(id=row.sealed)
    )
    with pytest.raises(NotFound):
        assessments.assessment(world.berivan, row.id)


def test_somebody_who_only_reads_writes_nothing(world: World) -> None:
    row = commands.note_needs(world.berivan, procedure(world), {"food": "yes"}, now=world.now)
    for deed in (
        lambda: commands.note_needs(world.jihan, row.procedure, {"food": "no"}, row=row, revision=1, now=world.now),
        lambda: commands.note_incident(world.jihan, row.procedure, rape(world), now=world.now),
        lambda: commands.finish_task(world.jihan, Task.objects.get(assessment=row), "given", world.now),
    ):
        with pytest.raises(NotAllowed):
            deed()


# Prompts ------------------------------------------------------------------------------------------


def test_sexual_exploitation_prompts_to_record_what_was_done(world: World) -> None:
    person = procedure(world)
    assert not assessments.prompts_incident(world.berivan, person)
    change_facts(world.berivan, person, facts={"exploitation": ["prostitution_of_others"]}, now=world.now)
    assert assessments.prompts_incident(world.berivan, person)
    commands.note_incident(world.berivan, person, rape(world), now=world.now)
    assert not assessments.prompts_incident(world.berivan, person)


def test_labour_exploitation_prompts_nothing(world: World) -> None:
    person = procedure(world)
    change_facts(world.berivan, person, facts={"exploitation": ["domestic_servitude"]}, now=world.now)
    assert not assessments.prompts_incident(world.berivan, person)


def test_an_employer_who_hurt_her_prompts_a_screening_until_she_was_screened(world: World) -> None:
    row = triaged(world)
    commands.note_incident(world.berivan, row.procedure, rape(world), now=world.now)
    assert assessments.prompts_screening(world.berivan, row.procedure)
    assert "Screen for trafficking: an incident points to it" in [
        deed.label for deed in assessments.deeds(world.berivan, row.procedure, world.now)
    ]
    noted, _facts = assessments.incidents(world.berivan, row.procedure)[0]
    assert "screen" in open_tasks(world, noted)
    begin(world, row)
    assert not assessments.prompts_screening(world.berivan, row.procedure)
    assert "screen" not in open_tasks(world, noted)


def test_a_stranger_prompts_no_screening(world: World) -> None:
    person = procedure(world)
    said = rape(world, facts={"relationship": "stranger", "goods_or_money_exchanged": "no", "abduction_type": "none"})
    commands.note_incident(world.berivan, person, said, now=world.now)
    assert not assessments.prompts_screening(world.berivan, person)


# My day -------------------------------------------------------------------------------------------


def test_my_day_says_how_long_is_left_and_not_what_for(world: World) -> None:
    row = triaged(world)
    commands.note_incident(world.berivan, row.procedure, rape(world), now=world.now)
    items = [item for group in day_of(world.berivan, world.now).values() for item in group]
    care = [item for item in items if item.order == "See to care that is a matter of hours"]
    assert [(item.due, item.ref) for item in care] == [(world.now + timedelta(hours=31), row.number)]
    assert not any("HIV" in f"{item.order} {item.why}" for item in items)
    assert [item for group in day_of(world.yusuf, world.now).values() for item in group if item.ref == row.number] == []


def test_care_without_an_hour_is_new_and_never_said_to_be_due_today(world: World) -> None:
    commands.note_incident(world.berivan, procedure(world), rape(world, first=None), now=world.now)
    groups = {item.order: name for name, items in day_of(world.berivan, world.now).items() for item in items}
    assert groups["See to care: the hours are over or not known, and it still helps"] == "new"
    assert groups["Think of a screening, because of what was noted"] == "new"


def test_a_task_that_is_done_leaves_my_day(world: World) -> None:
    row = commands.note_needs(world.berivan, procedure(world), {"food": "yes"}, now=world.now)
    assert any(
        i.order == "See to what the person needs at once" for g in day_of(world.berivan, world.now).values() for i in g
    )
    commands.finish_task(world.berivan, Task.objects.get(assessment=row), "given", world.now)
    assert not any(
        i.order == "See to what the person needs at once" for g in day_of(world.berivan, world.now).values() for i in g
    )


def test_what_is_needed_at_once_is_proposed_with_its_own_clock_until_it_is_done(world: World) -> None:
    case = world.case()
    row = commands.note_needs(world.rawan, case, {"food": "yes"}, now=world.now)
    [needs] = [deed for deed in assessments.deeds(world.rawan, case, world.now) if deed.proposes]
    task = Task.objects.get(assessment=row)
    assert needs.label == "What the person needs at once"
    assert needs.due == rules.next_due(vault.facts.get("task", task.id), world.now)
    commands.finish_task(world.rawan, task, "given", world.now)
    assert not [deed for deed in assessments.deeds(world.rawan, case, world.now) if deed.proposes]


# Sealed -------------------------------------------------------------------------------------------


def test_nothing_of_it_lies_in_the_clear(world: World) -> None:
    person = procedure(world)
    commands.note_incident(world.berivan, person, rape(world), now=world.now)
    commands.note_needs(world.berivan, person, {"DMV-18": "yes", "safe_place": "yes"}, words=CANARY, now=world.now)
    needles = [CANARY, "employer_or_sponsor", "MED-CMR", "PROMPT_TIP_SCREENING", "safe_place", "DMV-18"]
    kept = everything_kept()
    assert found_in(kept, needles) == []
    Sign.objects.filter(procedure=person).update(number=CANARY[:20])
    assert found_in(everything_kept(), [CANARY[:20]]) != []


def everything_kept() -> bytes:
    """Every value of every table, one after the other, and the key store, as bytes."""
    parts: list[bytes] = []
    for model in apps.get_models():
        for row in model._base_manager.values_list():
            parts += [bytes(v) if isinstance(v, (bytes, memoryview)) else str(v).encode() for v in row]
    store = Path(settings.AMANA_KEY_STORE)
    return b"\n".join([*parts, store.read_bytes() if store.exists() else b""])


# Pages --------------------------------------------------------------------------------------------


def typed(**changes: str) -> dict[str, str]:
    return {"RAPE": "yes", "relationship": "employer_or_sponsor", "age_at_incident": "31", "revision": "0", **changes}


def local(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_rawan_records_an_incident_and_sees_the_hours_first(world: World, desk: Desk) -> None:
    person = procedure(world)
    rawan = desk("rawan")
    page = rawan.get(reverse("intake:incident_new", args=[person.id]))
    assert "was there any penetration" in page.content.decode()
    happened = local(timezone.now() - timedelta(hours=41))
    data = typed(happened_first=happened, words=CANARY)
    answer = rawan.post(reverse("intake:incident_new", args=[person.id]), data, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "30 hours left" in text or "31 hours left" in text
    assert text.index("HIV prophylaxis after exposure") < text.index("What it is called, for the figures")
    assert "Screen for trafficking" in text
    assert CANARY in text
    assert CANARY not in rawan.get(reverse("intake:incidents", args=[person.id])).content.decode()


def test_a_moment_that_cannot_be_is_told_and_nothing_is_lost(world: World, desk: Desk) -> None:
    person = procedure(world)
    tomorrow = local(timezone.now() + timedelta(days=1))
    data = typed(happened_first=tomorrow, words=CANARY)
    answer = desk("rawan").post(reverse("intake:incident_new", args=[person.id]), data)
    assert answer.status_code == 422
    assert "This moment has not come yet." in answer.content.decode()
    assert CANARY in answer.content.decode()
    assert not Assessment.objects.exists()


def test_the_page_of_needs_leads_to_tasks_and_to_asking_for_help(world: World, desk: Desk) -> None:
    person = procedure(world)
    rawan = desk("rawan")
    address = reverse("intake:needs", args=[person.id])
    assert rawan.get(address).status_code == 200
    answer = rawan.post(address, {"safe_place": "yes", "DMV-03": "yes", "food": "no", "revision": "0"}, follow=True)
    text = answer.content.decode()
    assert "A safe place for tonight" in text
    assert "Disability or chronic illness" in text
    row = assessments.needs(world.berivan, person)
    assert row is not None
    assert set(open_tasks(world, row)) == {"safe_place", "doctor"}
    task = Task.objects.filter(assessment=row)[0]
    answer = rawan.post(reverse("intake:task_done", args=[task.id]), {"outcome": "declined"}, follow=True)
    assert "The person said no" in answer.content.decode()


def test_the_case_manager_asks_with_one_press(world: World, desk: Desk) -> None:
    person = with_case(world, procedure(world))
    commands.note_needs(world.rawan, person, {"safe_place": "yes"}, now=world.now)
    rawan = desk("rawan")
    text = rawan.get(reverse("intake:needs", args=[person.id])).content.decode()
    address = reverse("referrals:ask", args=[person.id])
    assert f'action="{address}"' in text
    assert "SHE-EMER" not in address
    asked = rawan.post(address, {"do": "show", "service": "SHE-EMER", "urgency": "immediate"})
    assert asked.status_code == 200
    chosen = asked.context["form"].initial["service"], asked.context["form"].initial["urgency"]
    assert chosen == ("SHE-EMER", "immediate")


def test_the_sign_the_screening_and_the_case_lead_there(world: World, desk: Desk) -> None:
    screening = screened(world)
    sign_row = queries.sign_of(screening.procedure)
    assert sign_row is not None
    rawan, address = desk("rawan"), reverse("intake:needs", args=[screening.procedure_id])
    assert address in rawan.get(reverse("intake:sign", args=[sign_row.id])).content.decode()
    assert address in rawan.get(reverse("intake:screening", args=[screening.id])).content.decode()
    opened = with_case(world, screening.procedure)
    assert address in [deed.url for deed in deeds_for(world.rawan, opened, world.now)]


def test_a_colleagues_change_is_shown_beside_mine(world: World, desk: Desk) -> None:
    person = procedure(world)
    commands.note_needs(world.berivan, person, {"food": "yes"}, now=world.now)
    answer = desk("rawan").post(reverse("intake:needs", args=[person.id]), {"food": "no", "revision": "0"})
    assert answer.status_code == 409
    assert "Food and water" in answer.content.decode()
