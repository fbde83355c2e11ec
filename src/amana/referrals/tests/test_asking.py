"""Asking: only what she agreed to travels, to exactly one unit, and a refusal writes nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from amana import vault
from amana.cases.errors import CaseClosed
from amana.cases.models import Procedure, Step
from amana.consent import commands as consents
from amana.consent.errors import ConsentMissing
from amana.consent.models import Consent
from amana.errors import CannotOpen, NotAllowed, NotFound
from amana.referrals import commands, queries
from amana.referrals.commands import Wanted
from amana.referrals.errors import EntryExpired, FieldNotOnTheList, NotADraft, NotTheirService, ProviderShut, TooSlow
from amana.referrals.models import Provider, Referral
from amana.referrals.tests.scene import FIELDS, SAID, Scene, entry_of
from amana.trust.models import Line
from amana.vault.models import Sealed


def test_the_clinic_sees_exactly_the_agreed_fields(scene: Scene) -> None:
    referral = scene.asked()
    assert referral.state == "sent"
    fields = commands.open_package(scene.world.jihan, scene.at_clinic(referral), scene.now)
    assert set(fields) == FIELDS
    assert fields["safe_hours"] == "10:00-16:00"
    assert fields["sex"] == "female"
    assert fields["referral_id"] == referral.reference
    assert "IQ-" not in str(fields["referral_id"])


def test_the_package_is_wrapped_to_the_team_and_the_clinic_and_nobody_else(scene: Scene) -> None:
    referral = scene.asked()
    assert referral.package is not None
    world = scene.world
    for stranger in (world.yusuf, world.salma, world.amal, world.berivan):
        with pytest.raises(CannotOpen):
            vault.texts.open_text(stranger, referral.package)
    for holder in (world.rawan, world.nasrin, world.jihan):
        assert vault.texts.open_text(holder, referral.package)["fields"]


def test_one_field_without_consent_stops_everything(scene: Scene) -> None:
    world = scene.world
    referral = commands.draft_referral(world.rawan, scene.case, scene.wanted(), now=scene.now)
    commands.prepare(world.rawan, referral, seen="draft", now=scene.now)
    consents.give_fields(
        world.rawan, consents.About(scene.case.id, scene.case.lock), SAID, type="referral", purpose="referral",
        unit_id=world.units["clinic"], referral_id=referral.id, fields=FIELDS - {"safe_hours"},
        expires_at=scene.later(days=9), now=scene.now,
    )  # fmt: skip
    Referral.objects.filter(id=referral.id).update(state="ready")
    referral.refresh_from_db()
    before = (Sealed.objects.count(), Step.objects.count(), Line.objects.count())
    with pytest.raises(ConsentMissing) as stopped:
        commands.send(world.rawan, referral, seen="ready", now=scene.now)
    assert stopped.value.details["fields"] == "Safe hours"
    assert (Sealed.objects.count(), Step.objects.count(), Line.objects.count()) == before
    referral.refresh_from_db()
    assert (referral.state, referral.package, referral.sent_at) == ("ready", None, None)


def test_a_consent_for_another_unit_lets_nothing_travel(scene: Scene) -> None:
    world = scene.world
    referral = commands.draft_referral(world.rawan, scene.case, scene.wanted(), now=scene.now)
    commands.prepare(world.rawan, referral, seen="draft", now=scene.now)
    consents.give_fields(
        world.rawan, consents.About(scene.case.id, scene.case.lock), SAID, type="referral", purpose="referral",
        unit_id=world.units["shelter"], referral_id=referral.id, fields=FIELDS, expires_at=None, now=scene.now,
    )  # fmt: skip
    Referral.objects.filter(id=referral.id).update(state="ready")
    referral.refresh_from_db()
    with pytest.raises(ConsentMissing):
        commands.send(world.rawan, referral, seen="ready", now=scene.now)


def test_a_package_ends_with_the_consent(scene: Scene) -> None:
    referral = scene.asked()
    row = Sealed.objects.get(id=str(referral.package))
    row.wraps.filter(holder=scene.world.units["clinic"]).update(expires_at=scene.now - timedelta(seconds=1))
    assert not queries.package_opens_for(scene.world.jihan, referral)
    with pytest.raises(NotFound):
        commands.open_package(scene.world.jihan, scene.at_clinic(referral), scene.now)


def test_the_provider_of_another_house_finds_nothing(scene: Scene) -> None:
    referral = scene.asked()
    for stranger in (scene.world.salma, scene.world.yusuf, scene.world.amal, scene.world.layla):
        with pytest.raises(NotFound):
            queries.one(stranger, referral.id)
        with pytest.raises(NotFound):
            commands.open_package(stranger, referral, scene.now)


def test_the_clinic_finds_nothing_before_it_was_sent(scene: Scene) -> None:
    draft = commands.draft_referral(scene.world.rawan, scene.case, scene.wanted(), now=scene.now)
    with pytest.raises(NotFound):
        queries.one(scene.world.jihan, draft.id)


def test_who_sees_the_case_by_consent_does_not_see_whom_else_was_asked(scene: Scene) -> None:
    referral, world = scene.asked(), scene.world
    consents.give_sections(
        world.rawan, consents.About(scene.case.id, scene.case.lock), SAID, type="assistance", purpose="legal",
        unit_id=world.units["lawyers"], sections={"legal"}, sealeds=[], expires_at=None, now=scene.now,
    )  # fmt: skip
    with pytest.raises(NotFound):
        queries.one(world.amal, referral.id)
    assert queries.of_procedure(world.amal, scene.case) == []


def test_opening_leaves_a_line_in_the_trail_of_the_case(scene: Scene) -> None:
    referral = scene.asked()
    commands.open_package(scene.world.jihan, scene.at_clinic(referral), scene.now)
    line = Line.objects.get(verb="referrals.package_opened")
    assert (line.object, line.actor) == (scene.case.id, scene.world.jihan.user_id)
    assert line.ids["ground"] == "own_referral"


def test_she_said_no_is_kept_and_nothing_travels(scene: Scene) -> None:
    referral = commands.ask_and_be_refused(scene.world.rawan, scene.case, scene.wanted(), SAID, now=scene.now)
    assert referral.state == "declined_by_person"
    assert referral.package is None
    assert Consent.objects.get(procedure=scene.case.id).refused
    with pytest.raises(NotFound):
        queries.one(scene.world.jihan, referral.id)


def test_what_was_asked_stands_in_no_plain_column(scene: Scene) -> None:
    referral = scene.asked()
    row = Referral.objects.filter(id=referral.id).values().get()
    assert not any("MED" in str(value) or value == "soon" for value in row.values())
    assert queries.facts_of(referral)["service"] == "MED-EXAM"


def test_step_by_step_is_the_same_way(scene: Scene) -> None:
    world = scene.world
    referral = commands.draft_referral(world.rawan, scene.case, scene.wanted(), now=scene.now)
    commands.change_draft(world.rawan, referral, scene.wanted({"sex", "safe_hours"}), now=scene.now)
    scene.step(world.rawan, referral, "prepare")
    with pytest.raises(NotADraft):
        commands.change_draft(world.rawan, referral, scene.wanted(), now=scene.now)
    commands.record_agreement(
        world.rawan, referral, SAID, expires_at=scene.later(days=9), seen="consent_pending", now=scene.now
    )
    scene.step(world.rawan, referral, "send")
    assert referral.state == "sent"
    assert [step.transition for step in queries.steps_of(referral)] == ["r1", "r2", "r3"]
    assert set(commands.open_package(world.jihan, referral, scene.now)) == {"sex", "safe_hours"}


def test_an_entry_that_has_ended_cannot_be_asked(scene: Scene) -> None:
    Provider.objects.update(valid_until=scene.world.today - timedelta(days=2))
    with pytest.raises(ProviderShut):
        scene.asked()
    assert not Referral.objects.exists()
    assert not Consent.objects.exists()


def test_the_last_day_of_an_entry_is_that_of_the_country(scene: Scene) -> None:
    half_past_midnight = datetime(2026, 12, 31, 21, 30, tzinfo=UTC)  # on 1 January in Baghdad
    Provider.objects.update(valid_until=date(2027, 1, 1))
    commands.check_provider(scene.world.avin, scene.clinic.id, now=half_past_midnight)
    Provider.objects.update(valid_until=date(2026, 12, 31))
    with pytest.raises(EntryExpired):
        commands.check_provider(scene.world.avin, scene.clinic.id, now=half_past_midnight)
    with pytest.raises(ProviderShut):
        scene.asked(at=half_past_midnight)


def test_an_entry_without_a_unit_here_cannot_be_asked(scene: Scene) -> None:
    Provider.objects.update(unit=None)
    with pytest.raises(ProviderShut):
        scene.asked()


@pytest.mark.parametrize(
    ("wanted", "refusal"),
    [
        ({"service": "LEG-ADV"}, NotTheirService),
        ({"fields": frozenset({"full_name"})}, FieldNotOnTheList),
        ({"service": "MED-CMR", "urgency": "routine"}, TooSlow),
        ({"service": "NO-SUCH"}, NotFound),
        ({"urgency": "whenever"}, NotFound),
        ({"said_here": {"modality": "hawala"}}, FieldNotOnTheList),
    ],
)
def test_what_cannot_be_asked_is_refused(scene: Scene, wanted: dict[str, str], refusal: type[Exception]) -> None:
    values = {"service": "MED-EXAM", "urgency": "soon", "provider_id": scene.clinic.id, **wanted}
    with pytest.raises(refusal):
        commands.draft_referral(scene.world.rawan, scene.case, Wanted(**values), now=scene.now)  # type: ignore[arg-type]
    assert not Referral.objects.exists()


def test_somebody_who_only_answers_cannot_ask(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        commands.draft_referral(scene.world.jihan, scene.case, scene.wanted(), now=scene.now)
    with pytest.raises(NotFound):
        commands.draft_referral(scene.world.yusuf, scene.case, scene.wanted(), now=scene.now)


def test_nothing_is_asked_for_a_closed_case(scene: Scene) -> None:
    Procedure.objects.update(help="closed")
    scene.case.refresh_from_db()
    with pytest.raises(CaseClosed):
        scene.asked()


def test_urgent_help_does_not_wait_for_a_case(scene: Scene) -> None:
    procedure = scene.world.procedure()
    referral = commands.ask_for_help(
        scene.world.rawan, procedure, scene.wanted({"sex", "safe_hours"}, "immediate"), SAID, now=scene.now
    )
    assert referral.state == "sent"
    fields = commands.open_package(scene.world.jihan, scene.at_clinic(referral), scene.now)
    assert fields == {"sex": "female", "safe_hours": None}


def test_a_new_manager_can_open_what_was_sent(scene: Scene) -> None:
    from amana.cases import commands as cases

    referral, world = scene.asked(), scene.world
    assert world.shno.user_id is not None
    cases.hand_over(world.rawan, scene.case, to=world.shno.user_id, now=scene.now)
    assert commands.open_package(world.shno, queries.one(world.shno, referral.id), scene.now)["sex"] == "female"
    with pytest.raises(NotFound):
        queries.one(world.rawan, referral.id)


def test_suggestions_come_from_the_coded_facts(scene: Scene) -> None:
    commands.add_provider(
        scene.world.avin,
        values=entry_of(scene.world, "shelter", name_en="For men only", accepts_sex=["male"]),
        now=scene.now,
    )
    need = queries.need_of(scene.case, "MED-EXAM", "IQG11")
    found = queries.suggestions(need, scene.now)
    assert [each.shut.code if each.shut else None for _row, each in found] == [None, "sex"]
    assert [reason.code for reason in found[0][1].reasons] == ["near", "language"]
