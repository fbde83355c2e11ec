"""Proceedings, requests to a judge and professional notes: who decides, who sees, what stays shut."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from amana.cases import queries as case_queries
from amana.cases.models import Procedure
from amana.cases.subjects import ProcedureSubject
from amana.consent import commands as consents
from amana.consent.errors import NothingAgreed
from amana.consent.models import Consent
from amana.diary.entries import entries_between, moments_of
from amana.errors import CannotOpen, NotAllowed, NotFound
from amana.justice import commands, queries
from amana.justice.commands.steps import Entry, ProceedingSubject
from amana.justice.errors import NoFormalRequest, NotACourt, RequestOpen
from amana.justice.models import JudgeRequest, Proceeding, ProfessionalNote
from amana.justice.tests.scenes import (
    SAID,
    asked_for_judge,
    case_with_lawyer,
    judge_of_another_court,
    request,
)
from amana.my_day import day_of
from amana.steps import commands as steps
from amana.steps.commands import Told
from amana.steps.rules import Paper, Word
from amana.trust.models import Line
from amana.vault.models import Wrap
from tests import upload_corpus as made
from tests.cast import World
from tests.paper import PDF
from tests.second_person import confirm_step
from tests.world import Desk

IDENTIFIED = Told(
    {"decision_date": "2026-01-01"}, {"court": "made up", "decision_ref_protected": "12/2026", "articles": "5"}
)


# Formal identification ------------------------------------------------------------------------------


def test_the_judge_opens_exactly_what_she_agreed_to(world: World) -> None:
    row = request(world, asked_for_judge(world))
    assert list(queries.requests_to(world.hiwa)) == [row]
    fields = commands.open_request(world.hiwa, row, world.now)
    assert set(fields) == {"full_name", "nationality", "presumption_date", "evidence_list"}
    assert fields["full_name"] == "Selam Tesfaye"
    assert Line.objects.filter(verb="justice.request_opened", object=row.procedure_id).count() == 1


def test_a_judge_of_another_court_sees_nothing(world: World) -> None:
    row = request(world, asked_for_judge(world))
    other = judge_of_another_court(world)
    assert not queries.requests_to(other).exists()
    with pytest.raises(NotFound):
        queries.request_to(other, row.id)
    with pytest.raises(NotFound):
        commands.open_request(other, row, world.now)
    with pytest.raises(NotFound):
        commands.judge_decides(other, row, "t16", told=IDENTIFIED, seen="fi_pending", now=world.now)


def test_the_judge_sees_nothing_else_of_the_case(world: World) -> None:
    row = request(world, asked_for_judge(world))
    assert not case_queries.visible_to(world.hiwa).exists()
    with pytest.raises(NotFound):
        case_queries.one(world.hiwa, row.procedure_id)


def test_the_judges_own_decision_is_done_at_once(world: World) -> None:
    row = request(world, asked_for_judge(world))
    help_before = row.procedure.help
    step = commands.judge_decides(world.hiwa, row, "t16", told=IDENTIFIED, seen="fi_pending", now=world.now)
    case = Procedure.objects.get(id=row.procedure_id)
    assert (step.state, step.way, case.identification, case.help) == ("done", "self", "identified", help_before)
    assert JudgeRequest.objects.get().state == "decided"


def test_the_judge_takes_no_other_step(world: World) -> None:
    row = request(world, asked_for_judge(world))
    with pytest.raises(NotFound):
        commands.judge_decides(world.hiwa, row, "t13", told=Told(), seen="presumed", now=world.now)


def test_her_withdrawal_shuts_the_package_at_once(world: World) -> None:
    row = request(world, asked_for_judge(world))
    consents.withdraw(world.rawan, procedure_id=row.procedure_id, consent_id=row.consent, now=world.now)
    assert JudgeRequest.objects.get().state == "withdrawn"
    assert not queries.requests_to(world.hiwa).exists()
    with pytest.raises(NotFound):
        commands.open_request(world.hiwa, row, world.now)


def test_a_consent_that_ended_opens_nothing(world: World) -> None:
    row = request(world, asked_for_judge(world))
    Wrap.objects.filter(consent=row.consent).update(expires_at=world.now - timedelta(seconds=1))
    assert not queries.request_opens(world.hiwa, row)
    with pytest.raises(CannotOpen):
        commands.open_request(world.hiwa, row, world.now)


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [({"fields": frozenset()}, NothingAgreed), ({"unit_id": "clinic"}, NotACourt)],
)
def test_a_refused_request_sends_nothing(world: World, changed: dict[str, Any], refusal: type[Exception]) -> None:
    case = asked_for_judge(world)
    if "unit_id" in changed:
        changed = {"unit_id": world.units["clinic"]}
    with pytest.raises(refusal):
        request(world, case, **changed)
    assert not JudgeRequest.objects.exists()


def test_a_court_is_asked_only_when_she_asked_for_it_and_once(world: World) -> None:
    with pytest.raises(NoFormalRequest):
        request(world, world.case())
    case = asked_for_judge(world)
    with pytest.raises(NotAllowed):
        request(world, case, world.amal)
    request(world, case)
    with pytest.raises(RequestOpen):
        request(world, case)


def test_a_decision_on_paper_closes_the_request_when_it_is_confirmed(world: World) -> None:
    row = request(world, asked_for_judge(world))
    subject = ProcedureSubject(row.procedure)
    paper = Paper(world.today, "Investigation Court", "12/2026", PDF, "scan.pdf")
    step = steps.take_step(
        world.rawan, subject, "t16", told=IDENTIFIED, decided_by="investigative_judge", seen="fi_pending", paper=paper,
        now=world.now,
    )  # fmt: skip
    assert JudgeRequest.objects.get().state == "open"
    confirm_step(world.nasrin, subject, step, agree=True, now=world.now)
    assert JudgeRequest.objects.get().state == "decided"


def test_a_request_goes_and_is_decided_on_the_desk(world: World, desk: Desk) -> None:
    case = asked_for_judge(world)
    address, rawan, hiwa = reverse("justice:new_request", args=[case.id]), desk("rawan"), desk("hiwa")
    assert rawan.get(address).status_code == 200
    data = {
        "unit": str(world.units["court"]),
        "fields_agreed": ["full_name", "nationality"],
        "expires_on": (world.today + timedelta(days=30)).isoformat(),
        "language": "am",
        "how": "witnessed_oral",
        "witness_name": "Hana",
        "witness_role": "nurse",
    }
    assert rawan.post(address, data | {"fields_agreed": []}).status_code == 422
    assert rawan.post(address, data).status_code == 302
    row = JudgeRequest.objects.get()
    page = reverse("justice:request", args=[row.id])
    assert b"Selam Tesfaye" not in hiwa.get(page).content
    opened = hiwa.post(reverse("justice:open_request", args=[row.id]))
    assert b"Selam Tesfaye" in opened.content
    assert rawan.get(page).status_code == 404
    decide = reverse("justice:decide", args=[row.id, "t16"])
    assert hiwa.get(decide).status_code == 200
    told = {
        "step-seen": "fi_pending",
        "step-decided_by": "investigative_judge",
        "told-decision_date": "2026-01-01",
        "told-court": "made up",
        "told-decision_ref_protected": "12/2026",
        "told-articles": "5",
    }
    assert hiwa.post(decide, told).status_code == 302
    assert Procedure.objects.get(id=case.id).identification == "identified"
    assert hiwa.get(reverse("justice:list")).status_code == 200
    assert hiwa.get("/").status_code == 200


# Proceedings ----------------------------------------------------------------------------------------


def complaint(world: World, row: Proceeding, **changed: object) -> Entry:
    """Her complaint, said to Rawan."""
    told = Told({"complaint_on": "2026-01-02"}, {"authority": "police", "number": "9"})
    given = {"word": Word(world.today, "signed"), "said": SAID, **changed}
    return Entry("person", "none", told, **given)  # type: ignore[arg-type]


def test_her_complaint_waits_for_a_second_person(world: World) -> None:
    row = commands.begin_proceeding(world.rawan, world.case(), now=world.now)
    step = commands.record_proceeding_step(world.rawan, row, "j1", complaint(world, row), now=world.now)
    assert step.state == "waits"
    confirm_step(world.nasrin, ProceedingSubject(row), step, agree=True, now=world.now)
    assert Proceeding.objects.get().state == "complaint"
    assert queries.proceeding_facts(row)["complaint_on"] == "2026-01-02"


def test_a_hearing_to_come_stands_in_my_day(world: World) -> None:
    row = commands.begin_proceeding(world.rawan, world.case(), now=world.now)
    on = world.today + timedelta(days=5)
    commands.add_milestone(world.rawan, row, kind="hearing_set", on=on, amount=None, now=world.now)
    orders = [item.order for items in day_of(world.rawan, world.now).values() for item in items]
    assert "Prepare the hearing with the person" in orders
    [(_at, facts)] = queries.milestones_of(row)
    assert facts["on"] == on.isoformat()


def test_a_milestone_off_the_list_is_refused(world: World) -> None:
    row = commands.begin_proceeding(world.rawan, world.case(), now=world.now)
    with pytest.raises(NotFound):
        commands.add_milestone(world.rawan, row, kind="confession", on=world.today, amount=None, now=world.now)
    assert case_queries.milestones_of(row.procedure) == []


@pytest.mark.parametrize("who", ["yusuf", "hiwa", "karwan", "omar", "shilan"])
def test_strangers_find_no_proceeding(world: World, who: str) -> None:
    row = commands.begin_proceeding(world.rawan, case_with_lawyer(world), now=world.now)
    assert queries.proceeding(world.amal, row.id) == row
    with pytest.raises(NotFound):
        queries.proceeding(getattr(world, who), row.id)


def test_the_justice_police_follow_a_proceeding_by_her_consent_alone(world: World) -> None:
    case = world.case()
    row = commands.begin_proceeding(world.rawan, case, now=world.now)
    agreed = consents.give_sections(
        world.rawan, consents.About(case.id, case.lock), SAID, type="share_with_justice", purpose="justice",
        unit_id=world.units["investigators"], sections={"legal"},
        sealeds=case_queries.texts_of_section(case, {"legal"}), expires_at=world.now + timedelta(days=30),
        now=world.now,
    )  # fmt: skip
    assert queries.proceeding(world.omar, row.id) == row
    assert not case_queries.visible_to(world.omar).exists()
    consents.withdraw(world.rawan, procedure_id=case.id, consent_id=agreed, now=world.now)
    with pytest.raises(NotFound):
        queries.proceeding(world.omar, row.id)


def test_a_proceeding_is_followed_on_the_desk(world: World, desk: Desk) -> None:
    case, rawan = world.case(), desk("rawan")
    begin = reverse("justice:begin", args=[case.id])
    assert rawan.get(begin).status_code == 200
    assert rawan.post(begin).status_code == 302
    row = Proceeding.objects.get()
    page = reverse("justice:proceeding", args=[row.id])
    assert rawan.get(page).status_code == 200
    step = reverse("justice:proceeding_step", args=[row.id, "j1"])
    assert rawan.get(step).status_code == 200
    milestone = reverse("justice:milestone", args=[row.id])
    assert rawan.get(milestone).status_code == 200
    assert rawan.post(milestone, {"kind": "hearing_set", "on": ""}).status_code == 422
    assert rawan.post(milestone, {"kind": "statement_given", "on": "2026-01-05"}).status_code == 302
    assert "2026-01-05" in rawan.get(page).content.decode()
    assert rawan.get(reverse("cases:one", args=[case.id])).status_code == 200
    assert desk("yusuf").get(page).status_code == 404


def test_a_photo_of_a_decision_is_cleaned_and_kept_with_the_legal_papers(world: World, desk: Desk) -> None:
    case, rawan = case_with_lawyer(world), desk("rawan")
    row = commands.begin_proceeding(world.rawan, case, now=world.now)
    milestone, page = reverse("justice:milestone", args=[row.id]), reverse("justice:proceeding", args=[row.id])
    told = {"kind": "statement_given", "on": "2026-01-05"}
    office = SimpleUploadedFile("decision.docx", made.kept_apart()["letter.docx"][0])
    refused = rawan.post(milestone, {**told, "scan": office})
    assert refused.status_code == 422 and "Save it as PDF" in refused.content.decode()
    broken = SimpleUploadedFile("decision.pdf", made.hostile()["broken.pdf"][0])
    assert rawan.post(milestone, {**told, "scan": broken}).status_code == 422
    assert not case_queries.milestones_of(case) and rawan.get(page).context["papers"] == []
    photo = made.corpus()["phone.heic"]
    assert made.planted_in(photo)
    assert rawan.post(milestone, {**told, "scan": SimpleUploadedFile("decision.heic", photo)}).status_code == 302
    [(_at, _name, file)] = rawan.get(page).context["papers"]
    for reader in (rawan, desk("amal")):
        answer = reader.post(reverse("cases:open_file", args=[case.id, file]))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
        assert "decision.jpg" in answer.headers["Content-Disposition"] and not made.planted_in(answer.content)
    assert desk("yusuf").post(reverse("cases:open_file", args=[case.id, file])).status_code == 404


# Professional notes ---------------------------------------------------------------------------------


def test_a_lawyers_note_is_for_her_unit_alone(world: World, desk: Desk) -> None:
    case = case_with_lawyer(world)
    row = commands.write_note(world.amal, case, text="privileged words", now=world.now)
    assert commands.open_note(world.amal, case, row, world.now) == "privileged words"
    assert queries.notes_for(world.rawan, case) == []
    with pytest.raises(NotAllowed):
        commands.open_note(world.rawan, case, row, world.now)
    with pytest.raises(NotFound):
        queries.note(world.omar, case, row.id)
    amal = desk("amal")
    notes = reverse("justice:notes", args=[case.id])
    assert b"privileged words" not in amal.get(notes).content
    assert b"privileged words" in amal.post(reverse("justice:open_note", args=[case.id, row.id])).content
    assert amal.post(notes, {"text": "another"}).status_code == 302
    assert ProfessionalNote.objects.count() == 2
    assert desk("rawan").get(notes).status_code == 404


def test_a_case_out_of_reach_takes_no_note(world: World) -> None:
    with pytest.raises(NotFound):
        commands.write_note(world.amal, world.case(), text="x", now=world.now)
    assert not ProfessionalNote.objects.exists()


def test_a_hearing_is_in_the_diaries_of_those_who_may_follow_it(world: World) -> None:
    case = case_with_lawyer(world)
    row = commands.begin_proceeding(world.rawan, case, now=world.now)
    on = world.today + timedelta(days=45)
    commands.add_milestone(world.rawan, row, kind="hearing_set", on=on, amount=None, now=world.now)
    row.refresh_from_db()

    def hearings(who: str) -> list[str]:
        found = entries_between(getattr(world, who), *moments_of(on, on), now=world.now)
        return [each.ref for each in found if each.url.endswith(f"{row.id}/")]

    assert hearings("rawan") == hearings("amal") == [case_queries.reference(case)]
    assert [hearings(who) for who in ("yusuf", "hiwa", "karwan", "omar", "shilan")] == [[]] * 5
    consents.withdraw(world.rawan, procedure_id=case.id, consent_id=Consent.objects.get().id, now=world.now)
    assert hearings("amal") == [] and hearings("rawan")
