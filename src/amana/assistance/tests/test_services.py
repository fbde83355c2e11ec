"""Every service of the pack: its form, its drawers; who may record it, and for whom."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import reverse

from amana import vault
from amana.assistance import commands, queries
from amana.assistance import pack as helps
from amana.assistance.errors import (
    CaseIsClosed,
    ConditionsUnmet,
    ConsentMissing,
    GoalClosed,
    HelpNotOpen,
    InTheFuture,
    MoreThanTheLimit,
    NeedsMissing,
    NeedsSecondPerson,
    NotFromHere,
    ReasonMissing,
    ReferralNotInService,
    ReversedAlready,
)
from amana.assistance.forms import WhatForm
from amana.assistance.models import Delivery
from amana.assistance.tests.scenes import (
    agree,
    agree_abroad,
    agreed_case,
    meet_conditions,
    record,
    row,
    said_in,
    shown,
    typed_in,
)
from amana.assistance.views.recording import Blocks
from amana.cases import queries as cases
from amana.cases.events import case_closed
from amana.cases.models import Procedure
from amana.consent import commands as consents
from amana.consent.models import Consent
from amana.countrypacks import pack
from amana.countrypacks.dates import day_of
from amana.countrypacks.forms import form_class
from amana.countrypacks.values import Field, Service
from amana.errors import CannotOpen, NotFound
from amana.referrals.models import Provider, Referral
from amana.steps.commands import Told
from amana.trust.actor import Actor
from amana.vault.models import Sealed, Wrap
from tests.cast import World
from tests.world import Committing, Desk

EVERY_PACK = ["iraq", "example"]
EVERY_SERVICE = [(name, code) for name in EVERY_PACK for code in pack(name).services]
GROUND = commands.WithoutAsking(next(iter(pack().consent.exceptions)), "he is at the door")
OURS = sorted(pack(settings.AMANA_PACK).services)


def asked_fields(service: Service) -> tuple[Field, ...]:
    """What somebody is asked when this help was given."""
    return (*helps.own_fields(service), *helps.common_fields(service, given=not helps.is_cash(service)))


def posted(service: Service, fields: tuple[Field, ...], world_day: str = "2026-03-01") -> dict[str, Any]:
    """Both forms filled in."""
    data: dict[str, Any] = {
        "what-service": service.code, "what-stand": "delivered", "what-batch": "none", "what-on": world_day, "what-quantity": "1",
        "what-currency": pack().currency, "what-risk_check_done": "on",
    }  # fmt: skip
    return data | {f"told-{field.id}": typed_in(field) for field in fields}


@pytest.mark.parametrize(("name", "code"), EVERY_SERVICE)
def test_every_service_of_every_pack_asks_for_all_its_fields(name: str, code: str) -> None:
    service = pack(name).services[code]
    form = form_class(service.fields)({field.id: typed_in(field) for field in service.fields})
    assert form.is_valid(), form.errors
    stored = {**form.facts(), **form.collect_sealed(), **form.working()}
    assert set(stored) == {field.id for field in service.fields if field.kind != "scan"}
    asked = {field.id for field in helps.own_fields(service)}
    by_others = {field.id for field in service.fields} - asked
    assert by_others <= {"qty", "stock_batch", "second_approval", "consent_id"}


@pytest.mark.parametrize("code", OURS)
def test_every_service_is_typed_rendered_and_stored_in_the_right_drawer(
    world: World, rf: RequestFactory, code: str
) -> None:
    service, procedure = helps.service(code), agreed_case(world)
    fields = asked_fields(service)
    request: HttpRequest = rf.post("/", posted(service, fields))
    blocks = Blocks(request, service, world.now)
    for field in fields:
        form = blocks.asked if field.id in blocks.asked.fields else blocks.more
        assert f"told-{field.id}" in str(form[field.id])
    assert blocks.what.is_valid(), blocks.what.errors
    assert blocks.asked.is_valid(), blocks.asked.errors
    assert blocks.more.is_valid(), blocks.more.errors
    meet_conditions(world, procedure, code)
    given = store(world, procedure, service, blocks.collect_values())
    kept = shown(given)
    assert (kept.code, kept.category) == (code, service.category)
    facts = {**kept.facts, **kept.facts["fields"]}
    for field in helps.own_fields(service):
        if field.kept == "sealed":
            assert field.id not in facts
            words = commands.open_words(world.rawan, row(world.rawan, given), world.now)
            assert words[str(field.section)][field.id]
        else:
            assert facts[field.id] not in (None, ""), field.id


def store(world: World, procedure: Procedure, service: Service, told: Told) -> UUID:
    """The verb of this kind of service."""
    if helps.is_cash(service):
        return commands.ask_for_cash(
            world.rawan, procedure, service.code, amount=Decimal(str(told.facts["amount"])), currency="IQD",
            risk_checked=True, told=told, now=world.now,
        )  # fmt: skip
    if helps.is_item(service):
        return commands.give_item(
            world.rawan, procedure, service.code, quantity=1, batch_id=None, told=told, on=world.now, now=world.now
        )
    return commands.record_service(
        world.rawan, procedure, service.code, stand="delivered", told=told, on=world.now, now=world.now
    )


def test_sealed_words_lie_in_the_section_of_their_category_and_nowhere_in_the_row(world: World) -> None:
    given = record(world, agreed_case(world), "LEG-REP")
    sealed = {text.section for text in Sealed.objects.filter(kind="delivery")}
    assert sealed <= {"legal", "account"}
    assert "legal" in sealed
    values = str(Delivery.objects.filter(id=given).values().get())
    assert "LEG" not in values


def test_a_service_asked_for_begins_and_is_given(world: World) -> None:
    asked = record(world, agreed_case(world), "MED-EXAM", stand="requested", told=Told())
    commands.begin(world.rawan, row(world.rawan, asked), on=world.now, now=world.now)
    assert shown(asked).state == "running"
    told = Told(*said_in(helps.own_fields(helps.service("MED-EXAM"))))
    commands.finish(world.rawan, row(world.rawan, asked), told=told, on=world.now, now=world.now)
    assert shown(asked).state == "delivered"
    with pytest.raises(NotFromHere):
        commands.begin(world.rawan, row(world.rawan, asked), on=world.now, now=world.now)


def test_what_was_given_needs_its_fields_and_a_day_that_has_come(world: World) -> None:
    procedure = agreed_case(world)
    with pytest.raises(NeedsMissing):
        record(world, procedure, "SHE-EMER", told=Told())
    with pytest.raises(InTheFuture):
        record(world, procedure, "SHE-EMER", on=world.now + timedelta(days=1))
    assert not Delivery.objects.exists()
    assert not Sealed.objects.filter(kind="delivery").exists()


def test_help_opens_with_the_presumption_and_urgent_help_never_waits(world: World) -> None:
    procedure = world.case()
    agree(world, procedure)
    Procedure.objects.filter(id=procedure.id).update(identification="signal")
    procedure.refresh_from_db()
    with pytest.raises(HelpNotOpen):
        record(world, procedure, "LEG-ADV")
    for code in ("SAF-PLAN", "MED-CMR", "SHE-EMER"):
        assert record(world, procedure, code)


def test_urgent_help_without_her_yes_needs_a_ground_and_a_reason(world: World) -> None:
    procedure = world.case()
    procedure.refresh_from_db()
    ground = next(iter(pack().consent.exceptions))

    def urgent(code: str, ground: str, reason: str) -> UUID:
        return record(world, procedure, code, without_asking=commands.WithoutAsking(ground, reason))

    with pytest.raises(ConsentMissing):
        record(world, procedure, "SHE-EMER")
    with pytest.raises(ReasonMissing):
        urgent("SHE-EMER", ground, " ")
    with pytest.raises(ReasonMissing):
        urgent("SHE-EMER", "because", "he is at the door")
    with pytest.raises(ConsentMissing):
        urgent("LEG-ADV", ground, "he is at the door")
    given = urgent("SHE-EMER", ground, "he is at the door")
    assert shown(given).facts["without_consent"] == ground
    assert commands.open_words(world.rawan, row(world.rawan, given), world.now)["account"]["reason"]


def test_a_closed_case_takes_no_more_help(world: World) -> None:
    procedure = agreed_case(world)
    Procedure.objects.filter(id=procedure.id).update(help="closed")
    procedure.refresh_from_db()
    with pytest.raises(CaseIsClosed):
        record(world, procedure, "SHE-EMER")


def test_money_is_not_recorded_as_a_plain_service(world: World) -> None:
    with pytest.raises(NeedsSecondPerson):
        record(world, agreed_case(world), "CASH-RENT")


def test_a_stranger_neither_records_nor_finds(world: World) -> None:
    procedure = agreed_case(world)
    given = record(world, procedure, "SHE-EMER")
    with pytest.raises(NotFound):
        record(world, procedure, "SHE-EMER", by=world.yusuf)
    with pytest.raises(NotFound):
        row(world.yusuf, given)


def test_help_of_a_shut_section_is_not_told(world: World) -> None:
    """Amal works in the legal section by consent: she sees legal help, and nothing of health."""
    procedure = agreed_case(world)
    health, legal = record(world, procedure, "MED-MH"), record(world, procedure, "LEG-ADV")
    consents.give_sections(
        world.rawan,
        consents.About(procedure.id, procedure.lock),
        consents.Said(language="am", how="written"),
        type="assistance",
        purpose="legal",
        unit_id=world.units["lawyers"],
        sections={"legal"},
        sealeds=cases.texts_of_section(procedure, {"legal"}),
        expires_at=None,
        now=world.now,
    )
    assert [each.id for each in queries.of_case(world.amal, procedure)] == [legal]
    assert row(world.amal, legal)
    with pytest.raises(NotFound):
        row(world.amal, health)


def test_a_mistake_is_taken_back_once_and_never_deleted(world: World) -> None:
    given = record(world, agreed_case(world), "MED-EXAM")

    def take_back(reason: str) -> UUID:
        return commands.take_back(world.rawan, row(world.rawan, given), mistake=True, reason=reason, now=world.now)

    with pytest.raises(ReasonMissing):
        take_back("")
    reversal = take_back("another person")
    with pytest.raises(ReversedAlready):
        take_back("again")
    assert shown(reversal).reverses == given
    assert shown(given).state == "delivered"
    counted = [facts for _procedure, _at, facts in queries.all_given() if not facts.get("reversed")]
    assert counted == []


def test_a_follow_up_is_set_by_the_pack_and_by_a_review_day(world: World) -> None:
    procedure = agreed_case(world)
    plain = record(world, procedure, "SHE-EMER")
    assert shown(plain).next_followup_at == world.now + timedelta(days=1)
    chosen = (world.today + timedelta(days=40)).isoformat()
    facts, sealed, working = said_in(helps.own_fields(helps.service("SAF-PLAN")))
    drawer = working if "review_at" in working else sealed
    drawer["review_at"] = chosen
    planned = record(world, procedure, "SAF-PLAN", told=Told(facts, sealed, working))
    due = shown(planned).next_followup_at
    assert due is not None
    assert day_of(due).isoformat() == chosen
    again = record(world, procedure, "SHE-EMER")
    assert shown(plain).followed_up_at is not None
    commands.looked_again(world.rawan, row(world.rawan, again), now=world.now)
    assert shown(again).followed_up_at is not None


def test_goals_are_met_or_not_once(world: World) -> None:
    procedure = agreed_case(world)
    goal = commands.set_goal(world.rawan, procedure, category="LEG", words="my passport back", now=world.now)
    assert commands.open_goal(world.rawan, procedure, goal, world.now) == "my passport back"
    commands.close_goal(world.rawan, procedure, goal, met=True, now=world.now)
    with pytest.raises(GoalClosed):
        commands.close_goal(world.rawan, procedure, goal, met=False, now=world.now)
    ((_procedure, closed_at, facts),) = queries.all_goals()
    assert facts["met"] is True
    assert closed_at == world.now


def test_nothing_that_a_goal_says_is_ever_replaced(world: World) -> None:
    """So it needs no earlier values: its words are sealed once, its category stays, and "met" is said once."""
    procedure = agreed_case(world)
    goal = commands.set_goal(world.rawan, procedure, category="LEG", words="my passport back", now=world.now)
    before = vault.facts.get("goal", goal)
    commands.set_goal(world.rawan, procedure, category="LEG", words="a room of my own", now=world.now)
    for met in (False, True):
        with suppress(GoalClosed):
            commands.close_goal(world.rawan, procedure, goal, met=met, now=world.now)
    assert vault.facts.get("goal", goal) == {**before, "met": False}
    assert commands.open_goal(world.rawan, procedure, goal, world.now) == "my passport back"
    assert set(Sealed.objects.filter(lock=procedure.lock, kind="goal").values_list("revision", flat=True)) == {1}


def test_the_form_of_a_thing_offers_the_store_and_that_of_a_child_kit_too(world: World) -> None:
    form = WhatForm(
        service=helps.service("NFI-INFANT"), batches=[], without_asking=False, today=world.today, prefix="what"
    )
    assert {"batch", "quantity", "on"} <= set(form.fields)


def test_closing_a_case_ends_what_was_not_given(world: World) -> None:
    procedure = agreed_case(world)
    given, asked = record(world, procedure, "MED-EXAM"), record(world, procedure, "LEG-ADV", stand="requested")
    case_closed.send(sender=Procedure, actor=world.rawan, procedure=procedure, at=world.now)
    assert shown(given).state == "delivered"
    assert shown(asked).state == "cancelled"


def referral_to_the_clinic(world: World, procedure: Procedure, *, state: str = "in_service") -> Referral:
    """A referral for counselling that the clinic serves, with the person's consent to share."""
    provider = Provider.objects.create(
        name_en="Hope Clinic", name_ar="عيادة الأمل", name_ckb="کلینیکی هیوا", kind="health",
        unit=world.units["clinic"], changed_at=world.now,
    )  # fmt: skip
    referral = Referral.objects.create(
        reference="R-2026-000001", procedure=procedure, provider=provider, unit=world.units["clinic"], state=state,
        state_since=world.now, drafted_at=world.now, sent_at=world.now,
    )  # fmt: skip
    vault.facts.put(procedure.lock, "referral", referral.id, {"service": "PSS-COUN", "urgency": "soon"})
    consents.give_fields(
        world.rawan, consents.About(procedure.id, procedure.lock), consents.Said(language="am", how="written"),
        type="referral", purpose="assistance", unit_id=world.units["clinic"], referral_id=referral.id,
        fields={"language"}, expires_at=None, now=world.now,
    )  # fmt: skip
    return referral


def test_a_provider_records_for_its_own_referral_and_sees_no_case(world: World, desk: Desk) -> None:
    procedure = world.case()
    procedure.refresh_from_db()
    referral = referral_to_the_clinic(world, procedure)
    told = Told({"language": "am", "session_no": 1}, {"safety_note": "she sleeps again"}, {})

    def deliver(actor: Actor) -> UUID:
        return commands.deliver_for_referral(actor, referral, told=told, on=world.now, now=world.now)

    with pytest.raises(NotFound):
        deliver(world.salma)
    home = desk("jihan").get(reverse("assistance:home")).content.decode()
    address = reverse("assistance:for_referral", args=[referral.id])
    assert address in home
    assert desk("jihan").get(address).status_code == 200
    assert desk("salma").get(address).status_code == 404
    assert desk("rawan").get(address).status_code == 404
    given = deliver(world.jihan)
    assert row(world.jihan, given)
    page = desk("jihan").get(reverse("assistance:one", args=[given])).content.decode()
    assert "R-2026-000001" in page
    assert str(procedure.number) not in page
    assert [each.id for each in queries.recorded_for_referrals(world.jihan)] == [given]
    assert queries.recorded_for_referrals(world.salma) == []
    assert commands.open_words(world.jihan, row(world.jihan, given), world.now)["account"]
    assert commands.open_words(world.rawan, row(world.rawan, given), world.now)["account"]
    assert [each.id for each in queries.of_case(world.rawan, procedure)] == [given]
    other = record(world, procedure, "SHE-EMER", without_asking=GROUND)
    with pytest.raises(NotFound):
        row(world.jihan, other)


def test_the_words_of_a_provider_close_to_it_with_the_consent_and_its_list_stays(
    world: World, desk: Desk, committed: Committing
) -> None:
    procedure = world.case()
    procedure.refresh_from_db()
    referral, told = (
        referral_to_the_clinic(world, procedure),
        Told({"language": "am"}, {"safety_note": "she sleeps again"}, {}),
    )
    given = commands.deliver_for_referral(world.jihan, referral, told=told, on=world.now, now=world.now)
    consent = Consent.objects.get(referral=referral.id)
    kept = list(Wrap.objects.filter(sealed__kind="delivery", holder=world.units["clinic"]).values())
    assert kept and commands.open_words(world.jihan, row(world.jihan, given), world.now)["account"], "the alarm"
    withdraw = desk("rawan").get(f"/cases/{procedure.id}/consents/{consent.id}/withdraw/").content.decode()
    assert "What they wrote about their help closes to them too" in withdraw
    with committed():
        consents.withdraw(world.rawan, procedure_id=procedure.id, consent_id=consent.id, now=world.now)
    assert not Wrap.objects.filter(sealed__kind="delivery", holder=world.units["clinic"]).exists()
    with pytest.raises(CannotOpen):
        commands.open_words(world.jihan, row(world.jihan, given), world.now)
    for wrap in kept:  # put back by somebody who kept a copy of the rows
        Wrap.objects.create(**wrap)
    sealed = Sealed.objects.get(id=kept[0]["sealed_id"])
    with pytest.raises(CannotOpen):
        vault.texts.open_text(world.jihan, sealed)
    assert commands.open_words(world.rawan, row(world.rawan, given), world.now)["account"]
    page = desk("jihan").get(reverse("assistance:one", args=[given])).content.decode()
    assert (
        "These words are closed to your organisation" in page and reverse("assistance:words", args=[given]) not in page
    )
    assert [each.id for each in queries.recorded_for_referrals(world.jihan)] == [given]


def test_what_a_provider_adds_after_the_consent_is_not_theirs_to_open(world: World) -> None:
    procedure = world.case()
    procedure.refresh_from_db()
    referral, told = (
        referral_to_the_clinic(world, procedure),
        Told({"language": "am"}, {"safety_note": "she sleeps again"}, {}),
    )
    given = commands.deliver_for_referral(world.jihan, referral, told=told, on=world.now, now=world.now)
    consents.withdraw(
        world.rawan, procedure_id=procedure.id, consent_id=Consent.objects.get(referral=referral.id).id, now=world.now
    )
    commands.take_back(world.jihan, row(world.jihan, given), mistake=True, reason="It was another day", now=world.now)
    assert not Wrap.objects.filter(sealed__kind="delivery", holder=world.units["clinic"]).exists()


def test_a_referral_that_is_not_served_takes_no_record(world: World) -> None:
    procedure = agreed_case(world)
    referral = referral_to_the_clinic(world, procedure, state="sent")
    with pytest.raises(ReferralNotInService):
        commands.deliver_for_referral(world.jihan, referral, told=Told({"language": "am"}), on=world.now, now=world.now)


def test_facts_of_a_forgotten_case_are_gone(world: World) -> None:
    procedure = agreed_case(world)
    given = record(world, procedure, "SHE-EMER")
    vault.keystore.destroy_lock(procedure.lock, world.now.isoformat())
    assert shown(given).code == ""
    assert list(queries.all_given()) == []


# What the pack wants first ---------------------------------------------------------------------------


def test_an_empty_safety_plan_is_not_given_and_says_what_is_missing(world: World) -> None:
    procedure = agreed_case(world)
    for nothing in (Told(), Told(sealed={"warning_signs": "  ", "emergency_contact": " "})):
        with pytest.raises(NeedsMissing) as refused:
            record(world, procedure, "SAF-PLAN", told=nothing)
        missing = str(refused.value.details["fields"])
        for label in ("Warning signs", "Whom to tell in an emergency", "Safe way to reach the person", "Review on"):
            assert label in missing
    assert not Delivery.objects.exists()
    asked = record(world, procedure, "SAF-PLAN", stand="requested", told=Told())
    with pytest.raises(NeedsMissing):
        commands.finish(world.rawan, row(world.rawan, asked), told=Told(), on=world.now, now=world.now)
    assert record(world, procedure, "SAF-PLAN")


def test_a_hand_over_abroad_waits_for_her_yes_the_risk_and_the_papers(world: World) -> None:
    procedure = agreed_case(world)
    wanted = ["agreed to sharing abroad", "family in the other country were assessed", "passport or laissez-passer"]

    def missing() -> list[str]:
        with pytest.raises(ConditionsUnmet) as refused:
            record(world, procedure, "RET-HANDOVER")
        return [words for words in wanted if words in str(refused.value.details["missing"])]

    assert missing() == wanted
    agree_abroad(world, procedure)
    assert missing() == wanted[1:]
    record(world, procedure, "RET-RISK")
    assert missing() == wanted[2:]
    record(world, procedure, "STA-TD", stand="requested")  # asked for is not there yet
    assert missing() == wanted[2:]
    record(world, procedure, "STA-TD")
    assert record(world, procedure, "RET-HANDOVER")


def test_a_hand_over_that_was_asked_for_earlier_waits_for_the_same(world: World) -> None:
    procedure = agreed_case(world)
    asked = record(world, procedure, "RET-HANDOVER", stand="requested", told=Told())
    with pytest.raises(ConditionsUnmet):
        commands.begin(world.rawan, row(world.rawan, asked), on=world.now, now=world.now)
    with pytest.raises(ConditionsUnmet):
        commands.finish(world.rawan, row(world.rawan, asked), told=Told(), on=world.now, now=world.now)
    assert shown(asked).state == "requested"


def test_a_grant_beyond_the_limit_of_the_pack_is_refused(world: World) -> None:
    procedure, grant = agreed_case(world), Told(facts={"amount": 6_000_001, "currency": "IQD"})
    with pytest.raises(MoreThanTheLimit):
        record(world, procedure, "REI-GRANT", told=grant)
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("name", EVERY_PACK)
def test_money_of_every_service_has_a_limit_in_the_currency_of_the_country(name: str) -> None:
    country = pack(name)
    for service in country.services.values():
        if "amount" in {field.id for field in service.fields}:
            assert service.limit is not None, service.code
            assert country.currency in service.limit.amount, service.code
