"""An emergency: danger, a second factor, only what is needed, four hours, told at once, looked at by somebody else."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from amana import vault
from amana.cases import queries
from amana.cases.models import Procedure
from amana.consent.errors import AcrossTheWall, NothingAgreed
from amana.countrypacks import pack
from amana.emergencies import commands
from amana.emergencies import queries as glass
from amana.emergencies.errors import (
    ReasonNotRead,
    ReasonTooShort,
    ReviewedAlready,
    TooManyEmergencies,
    TooManyNumbers,
)
from amana.emergencies.models import GlassGrant
from amana.errors import CannotOpen, NotAllowed, NotFound
from amana.my_day import day_of
from amana.oversight import incidents, pace
from amana.trust.actor import Actor
from amana.trust.models import Line, RoleGrant
from amana.vault.clock import now
from amana.vault.models import Sealed
from tests.cast import World
from tests.world import Desk, let_the_proof_age

pytestmark = pytest.mark.django_db

WHY = "Her husband is on the way to the shelter with a weapon"


def broken(world: World, by: Actor, case: Procedure | None = None, **changed: Any) -> GlassGrant:
    """Yusuf of another house needs to know where she is."""
    told: dict[str, Any] = {"kind": "danger_to_life", "reason": WHY, "sections": ["contact"], "now": now()} | changed
    return commands.break_glass(by, case or world.case(), **told)


def test_danger_opens_what_was_ticked_and_leaves_its_lines(world: World) -> None:
    case = world.case()
    row = broken(world, world.yusuf, case)
    fields = commands.open_under_glass(world.yusuf, row, "contact", now=now())
    assert fields["phone"] == "+9647500000142"
    assert row.until - row.at == timedelta(hours=4)
    assert row.review_due - row.at == timedelta(hours=24), "nobody of her house has to notice it by themselves"
    opened = Line.objects.get(object=case.id, verb="cases.section_opened", actor=world.yusuf.user_id)
    assert (opened.ids["ground"], opened.ids["grant"]) == ("break_glass", str(row.id))
    assert WHY not in str(list(Line.objects.values_list("ids", flat=True)))
    for code in ("identity", "health", "account"):
        with pytest.raises(NotFound):
            commands.open_under_glass(world.yusuf, row, code, now=now())


def test_a_case_of_the_own_house_is_reviewed_within_three_days_and_a_closed_one_within_one(world: World) -> None:
    case = world.case()
    row = broken(world, world.nasrin, case)
    assert row.review_due - row.at == timedelta(hours=72)
    Procedure.objects.filter(id=case.id).update(help="closed")
    row = broken(world, world.nasrin, Procedure.objects.get(id=case.id))
    assert row.review_due - row.at == timedelta(hours=24)


def test_the_file_itself_stays_shut(world: World) -> None:
    case = world.case()
    broken(world, world.yusuf, case)
    with pytest.raises(NotFound):
        queries.one(world.yusuf, case.id)
    assert not queries.visible_to(world.yusuf).filter(id=case.id).exists()


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"reason": "because I need to"}, ReasonTooShort),
        ({"sections": []}, NothingAgreed),
        ({"sections": ["account"]}, NotFound),
        ({"kind": "curiosity"}, NotFound),
    ],
)
def test_less_than_that_opens_nothing(world: World, changed: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        broken(world, world.yusuf, **changed)
    assert not GlassGrant.objects.exists()


def test_whose_work_it_is_not_cannot(world: World) -> None:
    for actor in (world.karwan, world.omar, world.jihan, world.shilan, world.sara, world.amal):
        with pytest.raises(NotAllowed):
            broken(world, actor)


def test_the_wall_stands_in_an_emergency_too(world: World) -> None:
    RoleGrant.objects.create(user_id=world.omar.account, role="case_manager")
    both = Actor(**{**_fields(world.omar), "roles": world.omar.roles | {"case_manager"}})
    assert both.can("glass.break")
    with pytest.raises(AcrossTheWall):
        broken(world, both)


def _fields(actor: Actor) -> dict[str, Any]:
    return {name: getattr(actor, name) for name in actor.__dataclass_fields__}


def test_it_is_over_after_its_hours_or_when_it_is_ended(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = broken(world, world.yusuf)
    with monkeypatch.context() as later:
        later.setattr(glass, "clock", lambda: row.until)
        with pytest.raises(NotFound):
            commands.open_under_glass(world.yusuf, row, "contact", now=now())
    commands.end_glass(world.yusuf, row, now=now())
    row.refresh_from_db()
    with pytest.raises(NotFound):
        commands.open_under_glass(world.yusuf, row, "contact", now=now())


def test_a_grant_written_into_the_database_opens_nothing(world: World) -> None:
    case, at = world.case(), now()
    row = GlassGrant.objects.create(
        procedure=case, user=world.yusuf.account, at=at, until=at + timedelta(hours=4), reason=uuid4(), review_due=at
    )
    vault.facts.put(case.lock, "glass", row.id, {"kind": "danger_to_life", "sections": ["contact"]})
    with pytest.raises(NotFound):
        commands.open_under_glass(world.yusuf, row, "contact", now=now())
    sealed = Sealed.objects.get(lock=case.lock, section="contact", kind="section")
    with pytest.raises(CannotOpen):
        vault.glass.open_under_glass(world.yusuf, sealed, row.id)


def test_a_longer_end_written_into_the_database_is_no_longer_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    row = broken(world, world.yusuf)
    GlassGrant.objects.filter(id=row.id).update(until=row.until + timedelta(days=9))
    row.refresh_from_db()
    later = now() + timedelta(hours=5)
    monkeypatch.setattr(glass, "clock", lambda: later)
    monkeypatch.setattr("amana.vault.glass.now", lambda: later)
    with pytest.raises(NotFound):
        commands.open_under_glass(world.yusuf, row, "contact", now=later)


def orders(actor: Actor) -> list[str]:
    """What my day asks of somebody, in English."""
    return [item.order for items in day_of(actor, now()).values() for item in items]


def test_owner_and_protection_officer_are_told_at_once_without_content(world: World) -> None:
    broken(world, world.yusuf)
    assert "Somebody opened your case in an emergency" in orders(world.rawan)
    for reviewer in (world.nasrin, world.mina):
        assert "Look at an emergency: was it justified?" in orders(reviewer)
    assert "A case is open to you in an emergency" in orders(world.yusuf)
    for other in (world.shno, world.noor, world.shilan, world.karwan):
        assert not [order for order in orders(other) if "emergency" in order]
    told = str(day_of(world.mina, now()))
    assert WHY not in told
    assert "Contact" not in told


def test_somebody_else_reviews_it_once(world: World) -> None:
    row = broken(world, world.nasrin)
    for nobody in (world.nasrin, world.noor):
        with pytest.raises(NotFound):
            commands.review_glass(nobody, row.id, outcome="justified", words="fine", now=now())
    with pytest.raises(NotAllowed):
        commands.review_glass(world.rawan, row.id, outcome="justified", words="fine", now=now())
    with pytest.raises(ReasonNotRead):
        commands.review_glass(world.mina, row.id, outcome="justified", words="fine", now=now())
    assert commands.open_glass_reason(world.mina, row, now=now()) == WHY
    commands.review_glass(world.mina, row.id, outcome="needs_action", words="Speak with her unit", now=now())
    row.refresh_from_db()
    assert glass.describe_grants([row])[0].outcome == "needs_action"
    assert vault.texts.open_text(world.mina, row.review)["text"] == "Speak with her unit"  # type: ignore[arg-type]
    with pytest.raises(ReviewedAlready):
        commands.review_glass(world.mina, row.id, outcome="justified", words="again", now=now())
    assert "Look at an emergency: was it justified?" not in orders(world.mina)


def test_a_late_review_stands_among_what_is_late(world: World) -> None:
    broken(world, world.yusuf)
    late = day_of(world.mina, now() + timedelta(hours=25))["late"]
    assert [item.order for item in late if item.ref] == ["Look at an emergency: was it justified?"]


def test_more_than_three_in_a_month_are_asked_about(world: World) -> None:
    case = world.case()
    for _ in range(3):
        broken(world, world.yusuf, case)
    assert not glass.frequent_users(world.mina, now())
    broken(world, world.yusuf, case)
    assert glass.frequent_users(world.mina, now()) == {world.yusuf.user_id: 4}
    for watcher in (world.mina, world.shilan):
        assert "Ask why emergency opening is used so often" in orders(watcher)
    assert "Yusuf" not in str(day_of(world.shilan, now()))
    assert not glass.frequent_users(world.mina, now() + timedelta(days=31))
    assert not glass.frequent_users(world.yusuf, now())


def test_beyond_the_ceiling_of_a_month_nothing_is_opened_until_the_officer_lets_it(world: World) -> None:
    case = world.case()
    for _ in range(pack().glass.ceiling_a_month):
        broken(world, world.yusuf, case)
    with pytest.raises(TooManyEmergencies):
        broken(world, world.yusuf, case)
    assert GlassGrant.objects.count() == pack().glass.ceiling_a_month
    assert Line.objects.filter(verb=glass.TOO_MANY, actor=world.yusuf.user_id).count() == 1
    [stopped] = pace.list_stopped(world.mina, now())
    assert (stopped.user_id, stopped.kind, stopped.asked) == (world.yusuf.user_id, "emergency", True)
    assert [alarm.kind for alarm in incidents.alarms(world.mina)] == ["fishing"]
    broken(world, world.nasrin, case)  # nobody else is stopped by it
    pace.let_go_on(world.mina, user_id=world.yusuf.account, now=now())
    assert broken(world, world.yusuf, case).user == world.yusuf.user_id


def test_the_page_keeps_what_was_written_beyond_the_ceiling(world: World, desk: Desk) -> None:
    case, yusuf, mina = world.case(), desk("yusuf"), desk("mina")
    yusuf.cookies["amana-language"] = mina.cookies["amana-language"] = "en"
    for _ in range(pack().glass.ceiling_a_month):
        broken(world, world.yusuf, case)
    found = yusuf.post("/cases/emergency/", {"number": case.number})
    told = {
        "word": found.context["form"].initial["word"],
        "kind": "child_at_risk",
        "reason": WHY,
        "sections": "contact",
    }
    page = yusuf.post("/cases/emergency/", told)
    assert (
        page.status_code == 422
        and WHY in page.content.decode()
        and "can let you go on at once" in page.content.decode()
    )
    assert "emergencies, or case numbers" in mina.get("/trust/pace/").content.decode()


def test_numbers_are_not_walked_day_after_day(world: World) -> None:
    """Five an hour were a hundred and twenty a day, and nobody was told."""
    rules, tried, at = pack().glass, 0, now()
    for hour in range(24 * 31):
        moment = at + timedelta(hours=hour, minutes=hour)
        while glass.looks_left(world.yusuf, moment):
            commands.find_in_emergency(world.yusuf, f"IQ-2026-{tried:06d}", now=moment)
            tried += 1
        if hour == 23:
            assert tried == rules.look_ups_a_day
            with pytest.raises(TooManyNumbers):
                commands.find_in_emergency(world.yusuf, "IQ-2026-999999", now=moment)
        if tried == rules.look_ups_a_month:
            break
    assert tried == rules.look_ups_a_month and not glass.looks_left(world.yusuf, at + timedelta(days=20))
    assert [alarm.kind for alarm in incidents.alarms(world.mina)] == ["fishing"]
    pace.let_go_on(world.mina, user_id=world.yusuf.account, now=at + timedelta(days=20))
    assert glass.looks_left(world.yusuf, at + timedelta(days=20)) == rules.look_ups_an_hour


def test_a_case_is_found_by_its_whole_number_few_times_an_hour_and_each_try_is_written_down(world: World) -> None:
    case = world.case()
    assert case.number
    assert commands.find_in_emergency(world.yusuf, case.number, now=now()) == case
    for number in ("", case.number[:-1], "Selam", "%"):
        assert commands.find_in_emergency(world.yusuf, number, now=now()) is None
    with pytest.raises(TooManyNumbers):
        commands.find_in_emergency(world.yusuf, case.number, now=now())
    lines = Line.objects.filter(actor=world.yusuf.user_id, verb__startswith="cases.emergency")
    assert [(line.verb, line.ids.get("found")) for line in lines.order_by("id")] == [
        ("cases.emergency_looked", 1),
        *[("cases.emergency_looked", 0)] * 4,
        ("cases.emergency_refused", None),
    ]


def test_the_pages_lead_from_the_number_to_the_section_and_ask_for_the_second_factor(world: World, desk: Desk) -> None:
    case = world.case()
    yusuf = desk("yusuf")
    found = yusuf.post("/cases/emergency/", {"number": case.number})
    told = {
        "word": found.context["form"].initial["word"],
        "kind": "child_at_risk",
        "reason": WHY,
        "sections": "contact",
    }
    let_the_proof_age(yusuf)
    assert yusuf.post("/cases/emergency/", told).status_code == 403
    assert not GlassGrant.objects.exists()
    yusuf = desk("yusuf")
    assert yusuf.post("/cases/emergency/", {**told, "reason": "short"}).status_code == 422
    page = yusuf.post("/cases/emergency/", told, follow=True)
    address = page.redirect_chain[-1][0]
    assert "+9647500000142" not in page.content.decode()
    assert "+9647500000142" in yusuf.post(f"{address}contact/").content.decode()
    assert yusuf.post(f"{address}identity/").status_code == 404
    assert desk("noor").get(address).status_code == 404
    assert yusuf.get(f"{address}review/").status_code == 404
    assert WHY in desk("mina").get(f"{address}review/").content.decode()
    desk("mina").post(f"{address}review/", {"outcome": "needs_action", "words": "Speak with her unit"})
    reviewed = desk("mina").get(f"{address}review/").content.decode()
    assert "Something has to be done" in reviewed and "<bdi>Mina</bdi>" in reviewed
    yusuf.post(f"{address}end/")
    assert yusuf.post(f"{address}contact/").status_code == 404


def test_a_word_that_was_given_to_another_finds_nothing(world: World, desk: Desk) -> None:
    word = commands.found_word(world.noor, world.case())
    told = {"word": word, "kind": "child_at_risk", "reason": WHY, "sections": "contact"}
    client: Client = desk("yusuf")
    assert client.post("/cases/emergency/", told).status_code == 422
    assert not GlassGrant.objects.exists()
