"""The pages, as people meet them: asking, answering, what a stranger gets, and the directory."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from amana.cases.commands import change_facts
from amana.consent import commands as consents
from amana.consent.models import Consent
from amana.referrals import commands, queries
from amana.referrals.models import Provider, Referral
from amana.referrals.tests.scene import FIELDS, Scene
from amana.trust.models import Line
from amana.vault.models import Sealed
from tests.paper import PDF

type Desk = Callable[[str], Client]
ANSWER = {
    "answer": "agrees",
    "language": "am",
    "how": "witnessed_oral",
    "witness_name": "Hana",
    "witness_role": "nurse",
    "expires_on": "2199-01-01",
}


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """Everybody reads English here."""

    def in_english(name: str) -> Client:
        client = desk(name)
        client.cookies["amana-language"] = "en"
        return client

    return in_english


def asking(scene: Scene, **more: object) -> dict[str, object]:
    """What Rawan types on the page."""
    return {
        "do": "send", "service": "MED-EXAM", "shown_for": "MED-EXAM", "near": "", "provider": str(scene.clinic.id),
        "fields_to_share": sorted(FIELDS), "urgency": "soon", **ANSWER, **more,
    }  # fmt: skip


def test_asking_in_one_go(scene: Scene, desk: Desk) -> None:
    rawan = desk("rawan")
    page = rawan.get(f"/referrals/ask/{scene.case.id}/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Selam" not in text
    shown = rawan.post(f"/referrals/ask/{scene.case.id}/", {"do": "show", "service": "MED-EXAM"})
    text = shown.content.decode()
    assert "Hope Clinic, Erbil" in text and "Ask Hope Clinic, Erbil" not in text
    chosen = {"do": "show", "service": "MED-EXAM", "shown_for": "MED-EXAM", "provider": str(scene.clinic.id)}
    assert "Ask Hope Clinic, Erbil" in rawan.post(f"/referrals/ask/{scene.case.id}/", chosen).content.decode()
    assert "Speaks Amharic" in text
    assert not Referral.objects.exists()
    sent = rawan.post(f"/referrals/ask/{scene.case.id}/", asking(scene))
    referral = Referral.objects.get()
    assert (sent.status_code, sent.headers["Location"]) == (302, f"/referrals/{referral.id}/")
    assert referral.state == "sent"
    page = rawan.get(sent.headers["Location"])
    assert page.status_code == 200 and referral.reference in page.content.decode()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"answer": ""}, "Ask the person first"),
        ({"fields_to_share": []}, "Choose what they will see"),
        ({"provider": ""}, "Choose who should be asked"),
        ({"language": ""}, "it shows that the person was asked"),
        ({"expires_on": "2001-01-01"}, "lies before today"),
        ({"expires_on": "soon"}, "valid date"),
        ({"urgency": "whenever"}, "Select a valid choice"),
        ({"fields_to_share": ["full_name"]}, "Select a valid choice"),
        ({"provider": "x\x00"}, "valid UUID"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_nothing_is_kept(
    scene: Scene, desk: Desk, more: dict[str, object], said: str
) -> None:
    page = desk("rawan").post(f"/referrals/ask/{scene.case.id}/", asking(scene, **more))
    assert page.status_code == 422
    assert said in page.content.decode()
    assert not Referral.objects.exists()


def test_a_refusal_of_the_command_keeps_what_was_typed(scene: Scene, desk: Desk) -> None:
    Provider.objects.update(valid_until="2001-01-01")
    page = desk("rawan").post(f"/referrals/ask/{scene.case.id}/", asking(scene, interpreter_code="INT-77"))
    text = page.content.decode()
    assert page.status_code == 422
    assert "cannot be asked now" in text and "INT-77" in text
    assert not Referral.objects.exists()


def test_a_draft_is_kept_changed_and_sent(scene: Scene, desk: Desk) -> None:
    rawan = desk("rawan")
    rawan.post(f"/referrals/ask/{scene.case.id}/", asking(scene, do="draft", answer="", provider=""))
    draft = Referral.objects.get()
    assert (draft.state, draft.provider) == ("draft", None)
    assert rawan.get(f"/referrals/{draft.id}/").status_code == 200
    assert rawan.get(f"/referrals/{draft.id}/draft/").status_code == 200
    rawan.post(f"/referrals/{draft.id}/draft/", asking(scene, do="draft", answer=""))
    assert rawan.post(f"/referrals/{draft.id}/prepare/", {"seen": "draft"}).status_code == 302
    late = rawan.post(f"/referrals/{draft.id}/prepare/", {"seen": "draft"})
    assert late.status_code == 409 and "has moved" in late.content.decode()
    assert rawan.get(f"/referrals/{draft.id}/agreement/").status_code == 200
    assert rawan.post(f"/referrals/{draft.id}/agreement/", {"seen": "consent_pending"}).status_code == 422
    rawan.post(f"/referrals/{draft.id}/agreement/", {"seen": "consent_pending", **ANSWER})
    draft.refresh_from_db()
    assert draft.state == "ready"
    rawan.post(f"/referrals/{draft.id}/send/", {"seen": "ready"})
    draft.refresh_from_db()
    assert draft.state == "sent"


def test_a_guardians_yes_needs_its_paper(scene: Scene, desk: Desk) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    rawan = desk("rawan")
    draft = commands.draft_referral(scene.world.rawan, scene.case, scene.wanted(), now=scene.now)
    commands.prepare(scene.world.rawan, draft, seen="draft", now=scene.now)
    typed = {"seen": "consent_pending", **ANSWER, "answer": "guardian"}
    change_facts(scene.world.rawan, scene.case, facts={"age_group": "under_18", "child_flag": "yes"}, now=scene.now)
    assert rawan.post(f"/referrals/{draft.id}/agreement/", typed).status_code == 422
    paper = {"decided_on": "2020-01-05", "authority": "Juvenile court", "number": "7/2020"}
    scan = SimpleUploadedFile("p.pdf", PDF, "application/pdf")
    assert rawan.post(f"/referrals/{draft.id}/agreement/", {**typed, **paper, "scan": scan}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, queries.steps_of(draft)[-1].decided_by) == ("ready", "guardian")


def test_she_said_no_on_the_same_page(scene: Scene, desk: Desk) -> None:
    desk("rawan").post(f"/referrals/ask/{scene.case.id}/", asking(scene, answer="refuses", expires_on=""))
    assert Referral.objects.get().state == "declined_by_person"
    again = desk("rawan").post(f"/referrals/ask/{scene.case.id}/", {"do": "show", "service": "MED-EXAM"})
    assert "The person said no to Hope Clinic" in again.content.decode()


def test_the_clinic_answers_on_its_pages(scene: Scene, desk: Desk) -> None:
    referral, jihan = scene.asked(), desk("jihan")
    page = jihan.get("/referrals/").content.decode()
    assert referral.reference in page and "IQ-" not in page
    url = f"/referrals/{referral.id}/"
    assert jihan.get(url).status_code == 200
    opened = jihan.post(f"{url}package/").content.decode()
    assert "10:00-16:00" in opened and "IQ-2" not in opened and "Selam" not in opened
    assert jihan.post(f"{url}confirm-receipt/", {"seen": "sent"}).status_code == 302
    assert jihan.post(f"{url}confirm-receipt/", {"seen": "sent"}).status_code == 409
    form = jihan.get(f"{url}steps/r5/")
    assert form.status_code == 200
    wrong = jihan.post(f"{url}steps/r5/", {"step-decided_by": "service_provider", "step-seen": "acknowledged"})
    assert wrong.status_code == 422
    told = {"told-focal_point": "Dr Jihan", "told-first_appointment_at": "2199-01-02T10:30"}
    who = {"step-decided_by": "service_provider", "step-seen": "acknowledged"}
    assert jihan.post(f"{url}steps/r5/", {**told, **who}).status_code == 302
    second = jihan.post(f"{url}steps/r5/", {**told, **who})
    assert second.status_code == 409 and "Dr Jihan" in second.content.decode()
    referral.refresh_from_db()
    assert (referral.state, referral.agreed_for is not None) == ("accepted", True)
    assert "Dr Jihan" in desk("rawan").post(f"{url}words/").content.decode()


@pytest.mark.parametrize("begun", ["sent", "acknowledged"])
def test_a_provider_confirms_and_accepts_on_the_page(scene: Scene, desk: Desk, begun: str) -> None:
    referral = scene.asked() if begun == "sent" else scene.acknowledged()
    jihan, url = desk("jihan"), f"/referrals/{referral.id}/"
    page = jihan.post(f"{url}package/").content.decode()
    assert f'name="accept-focal_point" value="{scene.world.jihan.name}"' in page and "From your account" in page
    assert ("Acknowledge receipt" in page.partition('id="answer"')[2].partition("</section>")[0]) == (begun == "sent")
    typed = {"accept-focal_point": "Dr Jihan", "accept-first_appointment_at": "", "accept-seen": begun}
    wrong = jihan.post(f"{url}accept/", typed)
    assert wrong.status_code == 422 and 'value="Dr Jihan"' in wrong.content.decode()
    referral.refresh_from_db()
    assert referral.state == begun
    typed["accept-first_appointment_at"] = "2199-01-02T10:30"
    assert jihan.post(f"{url}accept/", typed).status_code == 302
    referral.refresh_from_db()
    assert (referral.state, referral.acknowledged_at is not None, referral.agreed_for is not None) == (
        "accepted",
        True,
        True,
    )
    assert [step.to_state for step in queries.steps_of(referral)][-2:] == ["acknowledged", "accepted"]
    again = jihan.post(f"{url}accept/", typed)
    assert again.status_code == 409


def test_what_was_withdrawn_meanwhile_is_not_accepted(scene: Scene, desk: Desk) -> None:
    referral, jihan = scene.asked(), desk("jihan")
    typed = {"accept-focal_point": "x", "accept-first_appointment_at": "2199-01-02T10:30", "accept-seen": "sent"}
    consent = Consent.objects.get().id
    consents.withdraw(scene.world.rawan, procedure_id=scene.case.id, consent_id=consent, now=scene.now)
    answer = jihan.post(f"/referrals/{referral.id}/accept/", typed)
    assert answer.status_code == 409 and "Taken back" in answer.content.decode()
    referral.refresh_from_db()
    assert (referral.state, referral.acknowledged_at) == ("withdrawn", None)


def test_every_step_of_the_provider_has_its_form(scene: Scene, desk: Desk) -> None:
    referral, jihan = scene.acknowledged(), desk("jihan")
    url = f"/referrals/{referral.id}/"
    for transition in ("r5", "r6", "r7", "r8", "r13"):
        assert jihan.get(f"{url}steps/{transition}/").status_code == 200
    assert jihan.get(f"{url}steps/r11/").status_code == 404
    assert jihan.get(f"{url}steps/r99/").status_code == 404
    assert jihan.get(f"{url}steps/r1/").status_code == 302


def test_a_question_is_answered_on_its_page(scene: Scene, desk: Desk) -> None:
    referral, rawan = scene.acknowledged(), desk("rawan")
    url = f"/referrals/{referral.id}/"
    who = {"step-decided_by": "service_provider", "step-seen": "acknowledged"}
    desk("jihan").post(f"{url}steps/r6/", {**who, "told-question": "Does she need a wheelchair?"})
    page = rawan.get(f"{url}answer/").content.decode()
    assert "Does she need a wheelchair?" in page
    assert desk("jihan").get(f"{url}answer/").status_code == 404
    assert rawan.post(f"{url}answer/", {"seen": "returned_for_info", "reply": ""}).status_code == 422
    missing = {"seen": "returned_for_info", "reply": "No.", "more_fields": ["age_group"]}
    assert rawan.post(f"{url}answer/", missing).status_code == 422
    assert rawan.post(f"{url}answer/", {**missing, **ANSWER}).status_code == 302
    referral.refresh_from_db()
    assert referral.state == "sent"


def test_taken_back_on_its_page(scene: Scene, desk: Desk) -> None:
    referral, rawan, jihan = scene.acknowledged(), desk("rawan"), desk("jihan")
    url = f"/referrals/{referral.id}/"
    assert rawan.get(f"{url}steps/r12/").status_code == 200
    who = {"step-decided_by": "case_manager", "step-seen": "acknowledged", "told-reason": "sent_in_error"}
    assert rawan.post(f"{url}steps/r12/", who).status_code == 302
    page = jihan.get(url).content.decode()
    assert "Taken back: destroy what you copied" in page and "Medical" not in page
    assert jihan.post(f"{url}package/").status_code == 404


@pytest.mark.parametrize("name", ["yusuf", "salma", "amal", "layla", "avin", "karwan", "shilan", "sara"])
def test_a_stranger_finds_nothing(scene: Scene, desk: Desk, name: str) -> None:
    referral, client = scene.acknowledged(), desk(name)
    url = f"/referrals/{referral.id}/"
    for path in (url, f"{url}draft/", f"{url}agreement/", f"{url}answer/", f"{url}steps/r5/", f"{url}again/"):
        assert client.get(path).status_code == 404, path
    for path in ("package/", "words/", "send/", "prepare/", "confirm-receipt/", "leave/"):
        assert client.post(url + path, {"seen": "acknowledged"}).status_code == 404, path
    assert client.get(f"/referrals/ask/{scene.case.id}/").status_code == 404
    assert referral.reference not in client.get("/referrals/").content.decode()


def test_what_does_not_exist_looks_the_same(scene: Scene, desk: Desk) -> None:
    assert desk("jihan").get(f"/referrals/{uuid4()}/").status_code == 404


def test_the_panel_the_story_and_the_deed_on_the_case_page(scene: Scene, desk: Desk) -> None:
    scene.in_service()
    page = desk("rawan").get(f"/cases/{scene.case.id}/").content.decode()
    assert "Medical examination" in page and "Who else helps" in page
    assert "Hope Clinic, Erbil began" in page
    assert f"/referrals/ask/{scene.case.id}/" in page
    supervisor = desk("nasrin").get(f"/cases/{scene.case.id}/").content.decode()
    assert "The case manager asks other organisations." in supervisor


def test_no_title_and_no_address_holds_a_name(scene: Scene, desk: Desk) -> None:
    referral = scene.asked()
    page = desk("rawan").get(f"/referrals/{referral.id}/").content.decode()
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    assert title is not None and title.group(1).startswith(referral.reference)


def test_the_page_works_in_every_language(scene: Scene, desk: Desk) -> None:
    referral, client = scene.acknowledged(), desk("rawan")
    for code in ("ar", "ckb", "en"):
        client.cookies["amana-language"] = code
        for path in (f"/referrals/{referral.id}/", "/referrals/directory/", f"/referrals/ask/{scene.case.id}/"):
            page = client.get(path)
            assert page.status_code == 200 and f'lang="{code}"' in page.content.decode()


# The directory -----------------------------------------------------------------------------------


def test_everybody_who_signs_in_reads_the_directory(scene: Scene, desk: Desk) -> None:
    Provider.objects.update(phone_focal_point="+964 750 000 0009", phone_public="+964 750 000 0001")
    for name, sees in (("shilan", False), ("jihan", False), ("rawan", True), ("avin", True)):
        client = desk(name)
        assert "Hope Clinic" in client.get("/referrals/directory/?service=MED-EXAM&near=IQG11").content.decode()
        page = client.get(f"/referrals/directory/{scene.clinic.id}/").content.decode()
        assert "0001" in page
        assert ("0009" in page) is sees, name
    assert "Nobody is listed" in desk("rawan").get("/referrals/directory/?service=LEG-ADV").content.decode()
    assert desk("rawan").get("/referrals/directory/?service=NO").status_code == 200


def test_free_places_with_one_click(scene: Scene, desk: Desk) -> None:
    url = f"/referrals/directory/{scene.clinic.id}/places/"
    assert desk("jihan").post(url, {"places": "2"}).status_code == 302
    scene.clinic.refresh_from_db()
    assert scene.clinic.free_places == 2
    part = desk("jihan").post(url, {"places": "0"}, headers={"HX-Request": "true"})
    assert part.status_code == 200 and "<html" not in part.content.decode()
    for name in ("salma", "rawan", "yusuf"):
        assert desk(name).post(url, {"places": "3"}).status_code == 404
    for wrong in ("-1", "99", "", "x"):
        assert desk("jihan").post(url, {"places": wrong}).status_code == 404


def entry_typed(**more: object) -> dict[str, object]:
    return {
        "name_en": "Zheen Clinic", "name_ar": "عيادة ژين", "name_ckb": "کلینیکی ژین", "kind": "ngo",
        "services": ["MED-EXAM"], "governorates": ["IQG11"], "accepts_age_min": "١٨", **more,
    }  # fmt: skip


def test_the_keeper_adds_changes_and_checks(scene: Scene, desk: Desk) -> None:
    avin = desk("avin")
    assert avin.get("/referrals/directory/add/").status_code == 200
    assert avin.post("/referrals/directory/add/", entry_typed(services=[])).status_code == 422
    assert avin.post("/referrals/directory/add/", entry_typed(accepts_age_max="3")).status_code == 422
    assert avin.post("/referrals/directory/add/", entry_typed()).status_code == 302
    row = Provider.objects.get(name_en="Zheen Clinic")
    assert (row.accepts_age_min, row.verified_by) == (18, scene.world.avin.user_id)
    url = f"/referrals/directory/{row.id}/"
    assert avin.get(f"{url}change/").status_code == 200
    assert avin.post(f"{url}change/", entry_typed(hours="9-14", revision="1")).status_code == 302
    stale = avin.post(f"{url}change/", entry_typed(hours="8-12", revision="1"))
    assert stale.status_code == 409 and "9-14" in stale.content.decode() and "8-12" in stale.content.decode()
    Provider.objects.filter(id=row.id).update(verified_at=None)
    assert avin.post(f"{url}check/").status_code == 302
    row.refresh_from_db()
    assert row.verified_at is not None
    for name in ("rawan", "jihan", "sara"):
        assert desk(name).get("/referrals/directory/add/").status_code == 404
        assert desk(name).get(f"{url}change/").status_code == 404
        assert desk(name).post(f"{url}check/").status_code == 404


def test_opening_a_page_opens_no_seal(scene: Scene, desk: Desk) -> None:
    referral = scene.acknowledged()
    before = Line.objects.filter(verb__endswith="_opened").count()
    desk("jihan").get(f"/referrals/{referral.id}/")
    desk("rawan").get(f"/referrals/{referral.id}/")
    assert Line.objects.filter(verb__endswith="_opened").count() == before
    assert Sealed.objects.filter(id=str(referral.package)).exists()


# What comes ticked -----------------------------------------------------------------------------------


def ticked(page: str) -> set[str]:
    """The fields that a browser would send, without what every referral says of itself."""
    return set(re.findall(r'type="checkbox" name="fields_to_share" value="(\w+)"\s+checked', page))


def test_nothing_is_chosen_before_the_help_is(scene: Scene, desk: Desk) -> None:
    page = desk("rawan").get(f"/referrals/ask/{scene.case.id}/").content.decode()
    assert not ticked(page) and "Choose the help that is needed first" in page
    assert re.findall(r'type="radio"[^>]* name="(\w+)"[^>]* checked', page) == ["urgency"]  # which the case says: soon


def test_only_what_the_help_cannot_do_without_is_ticked(scene: Scene, desk: Desk) -> None:
    shown = desk("rawan").post(f"/referrals/ask/{scene.case.id}/", {"do": "show", "service": "MED-EXAM"})
    page = shown.content.decode()
    assert ticked(page) == {"language", "safe_contact_method", "safe_hours", "hours_since_incident_if_relevant"}
    assert re.findall(r'type="radio"[^>]* name="(\w+)"[^>]* checked', page) == ["urgency"]  # which the case says: soon


def test_what_another_provider_was_to_see_is_not_ticked_for_the_next(scene: Scene, desk: Desk) -> None:
    rawan = desk("rawan")
    rawan.post(f"/referrals/ask/{scene.case.id}/", asking(scene, fields_to_share=[*sorted(FIELDS), "alias_or_code"]))
    first = Referral.objects.get()
    Referral.objects.update(state="declined")
    page = rawan.get(f"/referrals/{first.id}/again/").content.decode()
    assert "alias_or_code" in page
    assert ticked(page) == {"language", "safe_contact_method", "safe_hours", "hours_since_incident_if_relevant"}


def test_limits_travel_and_stand_before_what_was_sent(scene: Scene, desk: Desk) -> None:
    limits = "Never at home, my brother is there."
    desk("rawan").post(f"/referrals/ask/{scene.case.id}/", asking(scene, limits=limits))
    referral = Referral.objects.get()
    opened = desk("jihan").post(f"/referrals/{referral.id}/package/").content.decode()
    assert limits in opened and opened.index(limits) < opened.index('class="pairs"')
