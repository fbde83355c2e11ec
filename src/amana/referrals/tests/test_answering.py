"""The provider's answers, two people at once, and what closes when she or the referrer takes it back."""

from datetime import timedelta

import pytest

from amana import vault
from amana.cases import confirming
from amana.cases.events import case_closed
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.consent.errors import ConsentMissing
from amana.consent.models import Consent
from amana.countrypacks import dates
from amana.countrypacks.errors import NotATransition
from amana.errors import AmanaError, CannotOpen, NotAllowed, NotFound
from amana.referrals import commands, queries
from amana.referrals.models import Referral
from amana.referrals.tests.scene import SAID, Scene
from amana.steps import queries as step_queries
from amana.steps.commands import Told
from amana.steps.errors import NotYours, PlaceMoved
from amana.trust.models import Line
from amana.vault.models import Sealed
from tests.second_person import confirm_step


def test_the_whole_way_to_completed(scene: Scene) -> None:
    referral = scene.in_service()
    scene.step(scene.world.jihan, referral, "complete", outcome="helped", feedback="She came and was seen.")
    assert referral.state == "completed"
    told = queries.facts_of(referral)["told"]
    assert told["r10"] == {"outcome": "helped"}
    words = [words for _message, words in commands.open_messages(scene.world.rawan, referral, scene.now)]
    assert words == [{"focal_point": "Dr Jihan"}, {"feedback_to_referrer": "She came and was seen."}]
    assert queries.package_opens_for(scene.world.jihan, referral)


def test_two_people_answer_at_once_and_the_second_gets_a_conflict(scene: Scene) -> None:
    referral = scene.acknowledged()
    seen = referral.state
    commands.accept(
        scene.world.jihan, referral, focal_point="Dr Jihan", first_appointment_at=scene.later(days=1), seen=seen,
        now=scene.now,
    )  # fmt: skip
    with pytest.raises(PlaceMoved) as conflict:
        commands.decline(scene.world.jihan, referral, reason_code="no_capacity", seen=seen, now=scene.now)
    assert conflict.value.status == 409
    referral.refresh_from_db()
    assert referral.state == "accepted"


def test_a_question_goes_back_and_forth(scene: Scene) -> None:
    referral, world = scene.acknowledged(), scene.world
    scene.step(world.jihan, referral, "ask_question", question="Does she need an interpreter?")
    assert referral.state == "returned_for_info"
    assert referral.answer_due is None
    again = scene.later(hours=3)
    scene.step(world.rawan, referral, "answer_question", answer="Yes, Amharic.", now=again)
    assert (referral.state, referral.sent_at) == ("sent", again)
    assert referral.acknowledge_due == again + timedelta(hours=4)
    both = [{"question": "Does she need an interpreter?"}, {"answer": "Yes, Amharic."}]
    for actor in (world.rawan, world.jihan):
        assert [words for _m, words in commands.open_messages(actor, referral, again)] == both


def test_an_answer_with_more_fields_needs_a_new_consent(scene: Scene) -> None:
    referral, world = scene.acknowledged(), scene.world
    scene.step(world.jihan, referral, "ask_question", question="How old is she?")
    with pytest.raises(ConsentMissing):
        scene.step(world.rawan, referral, "answer_question", answer="See there.", more_fields={"age_group"})
    assert "age_group" not in queries.facts_of(referral)["fields"]
    scene.step(
        world.rawan, referral, "answer_question", answer="See there.", more_fields={"age_group"}, said=SAID,
        expires_at=scene.later(days=9),
    )  # fmt: skip
    assert commands.open_package(world.jihan, referral, scene.now)["age_group"] == "26_59"


def test_a_withdrawn_consent_closes_the_package_at_the_next_request(scene: Scene) -> None:
    referral, world = scene.in_service(), scene.world
    package = referral.package
    consents.withdraw(world.rawan, procedure_id=scene.case.id, consent_id=Consent.objects.get().id, now=scene.now)
    referral.refresh_from_db()
    assert (referral.state, referral.package) == ("withdrawn", None)
    assert not Sealed.objects.filter(id=str(package)).exists()
    found = queries.one(world.jihan, referral.id)
    with pytest.raises(NotFound):
        commands.open_package(world.jihan, found, scene.now)
    assert commands.open_messages(world.jihan, found, scene.now) == []
    for message in queries.messages_of(referral):
        with pytest.raises(CannotOpen):
            vault.texts.open_text(world.jihan, message.sealed)
        assert vault.texts.open_text(world.rawan, message.sealed)
    step = queries.steps_of(referral)[-1]
    assert (step.transition, step.decided_by, step.state) == ("r12", "person", "done")
    assert step.confirm_due is not None


def test_whoever_records_the_withdrawal_it_counts(scene: Scene) -> None:
    referral = scene.asked()
    consents.withdraw(scene.world.amal, procedure_id=scene.case.id, consent_id=Consent.objects.get().id, now=scene.now)
    referral.refresh_from_db()
    assert referral.state == "withdrawn"


def test_after_the_help_a_withdrawal_still_destroys_what_travelled(scene: Scene) -> None:
    referral = scene.in_service()
    scene.step(scene.world.jihan, referral, "complete", outcome="helped", feedback="Seen.")
    package = referral.package
    consents.withdraw(scene.world.rawan, procedure_id=scene.case.id, consent_id=Consent.objects.get().id, now=scene.now)
    referral.refresh_from_db()
    assert (referral.state, referral.package) == ("completed", None)
    assert not Sealed.objects.filter(id=str(package)).exists()


def test_a_closed_case_takes_everything_back(scene: Scene) -> None:
    sent = scene.asked()
    draft = commands.draft_referral(scene.world.rawan, scene.case, scene.wanted(), now=scene.now)
    Procedure.objects.filter(id=scene.case.id).update(help="closed")
    scene.case.refresh_from_db()
    consents.withdraw_all(scene.world.nasrin, procedure_id=scene.case.id, now=scene.now)
    case_closed.send(sender=Procedure, actor=scene.world.nasrin, procedure=scene.case, at=scene.now)
    sent.refresh_from_db()
    draft.refresh_from_db()
    assert (sent.state, draft.state) == ("withdrawn", "withdrawn")
    assert {step.decided_by for row in (sent, draft) for step in queries.steps_of(row)[-1:]} == {"case_manager"}


def test_taken_back_by_the_manager_ends_the_access_and_the_consent(scene: Scene) -> None:
    referral = scene.acknowledged()
    scene.step(scene.world.rawan, referral, "take_back", reason="no_longer_needed")
    assert referral.state == "withdrawn"
    assert Consent.objects.get().withdrawn_at == scene.now
    with pytest.raises(NotFound):
        commands.open_package(scene.world.jihan, queries.one(scene.world.jihan, referral.id), scene.now)


def test_she_can_decline_towards_the_clinic_too(scene: Scene) -> None:
    referral = scene.in_service()
    scene.step(scene.world.jihan, referral, "she_declines", method="interpreter")
    assert referral.state == "declined_by_person"
    assert not queries.package_opens_for(scene.world.jihan, referral)


def test_a_decline_says_why_and_shuts_the_package(scene: Scene) -> None:
    referral = scene.acknowledged()
    scene.step(scene.world.jihan, referral, "decline", reason_code="language", alternative="Zheen Clinic")
    assert referral.state == "declined_by_provider"
    assert queries.facts_of(referral)["told"]["r8"] == {"reason_code": "language"}
    assert not queries.package_opens_for(scene.world.jihan, referral)
    assert queries.package_opens_for(scene.world.rawan, referral)
    commands.leave_it(scene.world.rawan, referral, now=scene.now)
    with pytest.raises(AmanaError):
        commands.leave_it(scene.world.rawan, referral, now=scene.now)


def test_a_place_from_the_waiting_list(scene: Scene) -> None:
    referral = scene.acknowledged()
    day = scene.world.today + timedelta(days=5)
    scene.step(scene.world.jihan, referral, "put_on_waiting_list", expected_from=day)
    assert referral.agreed_for is not None and dates.day_of(referral.agreed_for) == day
    scene.step(scene.world.jihan, referral, "accept", focal_point="Dr Jihan", first_appointment_at=scene.later(days=6))
    assert (referral.state, queries.steps_of(referral)[-1].transition) == ("accepted", "r15")


def test_ended_early_asks_for_another(scene: Scene) -> None:
    referral = scene.in_service()
    scene.step(
        scene.world.jihan, referral, "end_early", reason_code="project_ended", ended_at=scene.now, feedback="Closed."
    )
    assert referral.state == "ended_early"
    follower = commands.draft_referral(scene.world.rawan, scene.case, scene.wanted(), previous=referral, now=scene.now)
    referral.refresh_from_db()
    assert (follower.previous_id, referral.left_at) == (referral.id, scene.now)


def test_nobody_answers_their_own_question(scene: Scene) -> None:
    referral = scene.asked()
    with pytest.raises(NotAllowed):
        commands.acknowledge(scene.world.rawan, referral, seen="sent", now=scene.now)
    with pytest.raises((NotYours, NotAllowed)):
        commands.take_back(scene.world.jihan, referral, reason="no_longer_needed", seen="sent", now=scene.now)


def test_a_step_that_the_pack_does_not_know_is_refused(scene: Scene) -> None:
    referral = scene.asked()
    for transition in ("r5", "r10", "r99"):
        with pytest.raises(NotATransition):
            commands.take(
                scene.world.jihan, referral, transition, told=Told(), decided_by="service_provider", seen="sent",
                now=scene.now,
            )  # fmt: skip


def test_the_trail_holds_ids_and_no_words(scene: Scene) -> None:
    referral = scene.acknowledged()
    scene.step(scene.world.jihan, referral, "ask_question", question="Does she limp?")
    for line in Line.objects.all():
        assert "limp" not in str(line.ids) and "MED" not in str(line.ids)


def test_a_second_person_looks_at_her_word_later(scene: Scene) -> None:
    from amana.cases.subjects import subject_of

    referral = scene.asked()
    step = next(step for step in queries.steps_of(referral) if step.transition == "r2")
    assert step.confirm_due is not None
    assert step in step_queries.steps_to_confirm(scene.world.nasrin)
    confirm_step(scene.world.nasrin, subject_of(scene.case, step), step, agree=True, now=scene.now)
    referral = Referral.objects.get(id=referral.id)
    assert referral.state == "sent"


def test_a_second_person_reads_a_short_code_and_days_in_words(scene: Scene) -> None:
    referral = scene.asked()
    waiting = confirming.waiting_for(scene.world.nasrin, scene.case)
    (step,) = (each for each in waiting if each.kind == "step")
    read = [line.text for line in confirming.open_details(scene.world.nasrin, step, scene.now).lines]
    assert f"C-{str(referral.consent)[:8].upper()}" in read
    assert dates.day(scene.world.today) in read
    assert not [text for text in read if str(referral.consent) in text or scene.world.today.isoformat() in text]


def test_somebody_else_can_be_asked_beside_a_slow_one(scene: Scene) -> None:
    slow = scene.asked()
    beside = commands.draft_referral(scene.world.rawan, scene.case, scene.wanted(), previous=slow, now=scene.now)
    commands.run_clocks(scene.later(days=3))
    slow.refresh_from_db()
    assert slow.state == "expired"
    assert list(Referral.objects.filter(previous=slow)) == [beside]
