"""The first day: who sees it, what is counted, and that nothing is done before it is."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from amana.accounts import commands
from amana.countrypacks import pack, reading
from amana.countrypacks.queries import declared_unconfirmed, unconfirmed_values
from amana.first_day import items, queries
from amana.first_day.commands import end_first_day
from amana.first_day.items import Item, Progress
from amana.first_day.progress import Row, rows_for, work
from amana.oversight import witnesses
from amana.trust import commands as trust_commands
from amana.trust.duties import duty_names
from amana.trust.models import Line, Membership, RoleGrant, Unit, User
from amana.trust.trail import record
from amana.upkeep import backups
from amana.vault.models import Instance, RecoveryOfficer
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db

DAY = "/first-day/"


def rows(world: World, who: str = "sara") -> Mapping[str, Row]:
    return {row.item.code: row for row in rows_for(getattr(world, who), world.now)}


def numbers(world: World, code: str) -> tuple[int, int]:
    counted = rows(world)[code].progress
    assert counted is not None
    return counted.done, counted.of


def detail(world: World, code: str) -> str:
    counted = rows(world)[code].progress
    assert counted is not None
    with translation.override("en"):
        return counted.detail


def page(client: Client, address: str = DAY) -> str:
    client.cookies["amana-language"] = "en"
    return client.get(address).content.decode()


def real_instance() -> None:
    Instance.objects.update(demo=False)


# Who sees it ------------------------------------------------------------------------------------------


def test_it_does_not_exist_for_those_who_neither_manage_accounts_nor_coordinate(world: World, desk: Desk) -> None:
    real_instance()
    for who in ("rawan", "nasrin", "berivan", "yusuf"):
        assert desk(who).get(DAY).status_code == 404
        assert rows(world, who) == {}
        assert list(work(getattr(world, who), world.now)) == []


def test_the_pages_behind_it_do_not_exist_for_the_coordinator(world: World, desk: Desk) -> None:
    coordinator = desk(username_of("nrm_coordinator"))
    assert coordinator.get(DAY).status_code == 200
    assert coordinator.get("/first-day/recovery-officers/").status_code == 404
    assert coordinator.get("/first-day/country-pack/").status_code == 404


def test_the_coordinator_sees_nothing_of_how_the_machine_is_run(world: World, desk: Desk) -> None:
    who = username_of("nrm_coordinator")
    assert list(rows(world, who)) == ["intake", "colleagues", "directory", "first_case", "values"]
    hidden = {"admissions", "factors", "administrators", "officers", "witness", "copies"}
    assert set(rows(world)) == {*rows(world, who), *hidden}
    shown = page(desk(who))
    assert [str(row.item.title) for row in rows(world).values() if str(row.item.title) in shown] == [
        str(row.item.title) for row in rows(world, who).values()
    ]


def test_an_item_that_says_nothing_of_its_readers_is_for_those_who_manage_accounts(world: World) -> None:
    register_undone("directory.keep", lambda now: Progress(0, 1))
    try:
        assert "planted" in rows(world)
        assert "planted" not in rows(world, username_of("nrm_coordinator"))
    finally:
        del items._items["planted"]


def username_of(role: str) -> str:
    return str(
        User.objects.filter(grants__role=role)
        .exclude(grants__role="administrator")
        .values_list("username", flat=True)[0]
    )


def test_numbers_are_for_those_who_manage_accounts(world: World, desk: Desk) -> None:
    who = username_of("nrm_coordinator")
    assert all(row.progress is None and not row.nobody_yet for row in rows(world, who).values())
    assert all(row.progress is not None for row in rows(world).values())
    invited = "Invited: "
    assert invited in page(desk("sara"))
    assert invited not in page(desk(who))


def test_an_item_leads_only_those_to_its_page_who_may_do_it(world: World) -> None:
    assert rows(world)["directory"].url == ""
    assert rows(world, username_of("nrm_coordinator"))["colleagues"].url == ""
    assert rows(world)["officers"].url == reverse("first_day:officers")


def test_nobody_with_the_role_is_said_to_the_administrator(world: World, desk: Desk) -> None:
    register_undone("directory.keep", lambda now: Progress(0, 1))
    try:
        assert not rows(world)["planted"].nobody_yet
        RoleGrant.objects.filter(role="directory_keeper").delete()
        assert rows(world)["planted"].nobody_yet
        assert "Nobody has this role yet." in page(desk("sara"))
        assert "Nobody has this role yet." not in page(desk(username_of("nrm_coordinator")))
    finally:
        del items._items["planted"]


def register_undone(capability: str, count: object) -> None:
    items._items["planted"] = Item("planted", 999, "Planted", "Planted", count, capability=capability)  # type: ignore[arg-type]


# My day -----------------------------------------------------------------------------------------------


def test_my_day_says_it_until_all_that_is_needed_is_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"a": Item("a", 1, "A", "", lambda now: Progress(1, 2), who="x")}
    given["b"] = Item("b", 2, "B", "", lambda now: Progress(0, 9), who="x", needed=False)
    monkeypatch.setattr(items, "_items", given)
    assert list(work(world.sara, world.now)) == [], "the world of a demonstration is set up"
    real_instance()
    (row,) = work(world.sara, world.now)
    assert (row.url, row.why) == (DAY, "Done: 0 of 1.")
    given["a"] = Item("a", 1, "A", "", lambda now: Progress(2, 2), who="x")
    assert list(work(world.sara, world.now)) == []


def test_the_first_day_stays_ended(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    done = {"now": 0}
    given = {"a": Item("a", 1, "A", "", lambda now: Progress(done["now"], 1), who="x")}
    given["b"] = Item("b", 2, "B", "", lambda now: Progress(0, 9), who="x", needed=False)
    monkeypatch.setattr(items, "_items", given)
    done["now"] = 1
    assert not end_first_day(world.now), "a demonstration has no first day"
    real_instance()
    done["now"] = 0
    assert not end_first_day(world.now), "something is missing"
    assert "The first day ended on" not in page(desk("sara"))
    done["now"] = 1
    page(desk("sara"))
    assert queries.ended_at() is None, "reading the page writes nothing"
    assert end_first_day(world.now)
    assert queries.ended_at() == world.now

    done["now"] = 0
    assert list(work(world.sara, world.now)) == []
    assert not end_first_day(world.now + timedelta(days=400))
    assert queries.ended_at() == world.now
    assert "The first day ended on" in page(desk("sara"))
    assert Line.objects.filter(verb="first_day.ended").count() == 1


def test_the_worker_ends_it(world: World) -> None:
    assert "first_day.end" in duty_names()


# What is counted --------------------------------------------------------------------------------------


def test_a_unit_that_nobody_belongs_to_takes_nothing_in(world: World) -> None:
    assert numbers(world, "intake") == (2, 2)
    Unit.objects.update(takes_signs=False)
    assert numbers(world, "intake") == (0, 2)
    commands.make_unit(
        world.sara,
        organisation_id=world.cast.organisations["hawa"],
        name_en="New desk",
        name_ar="",
        name_ckb="",
        takes_signs=True,
        now=world.now,
    )
    assert numbers(world, "intake") == (1, 2)
    assert rows(world)["intake"].url == reverse("accounts:invite")
    assert rows(world, username_of("nrm_coordinator"))["intake"].url == ""


def test_a_second_administrator_counts_from_the_first_sign_in(world: World) -> None:
    assert numbers(world, "administrators") == (1, 2)
    commands.set_roles(world.sara, user_id=world.rawan.account, roles=["administrator"], now=world.now)
    User.objects.filter(id=world.rawan.account).update(must_change_password=True)
    assert numbers(world, "administrators") == (1, 2), "invited, and never signed in"
    User.objects.filter(id=world.rawan.account).update(must_change_password=False)
    assert numbers(world, "administrators") == (2, 2)
    commands.disable(world.sara, user_id=world.rawan.account, now=world.now)
    assert numbers(world, "administrators") == (1, 2)


def test_colleagues_count_when_they_signed_in_and_not_when_they_are_invited(world: World) -> None:
    User.objects.update(must_change_password=True)
    assert numbers(world, "colleagues") == (0, 3)
    User.objects.filter(username="rawan").update(must_change_password=False)
    assert numbers(world, "colleagues") == (1, 3)
    User.objects.filter(username__in=["berivan", "jihan"]).update(must_change_password=False)
    assert numbers(world, "colleagues") == (3, 3)


def test_a_role_of_the_way_that_nobody_has_is_named(world: World) -> None:
    with translation.override("en"):
        assert "Nobody has been invited yet" not in detail(world, "colleagues")
        RoleGrant.objects.filter(role__in=queries.roles_with("signs.triage")).delete()
        assert "Nobody has been invited yet as: Screener." in detail(world, "colleagues")
        assert rows(world)["colleagues"].url == reverse("accounts:invite")
        RoleGrant.objects.filter(role__in=queries.roles_with("referrals.answer")).delete()
        assert "Nobody has been invited yet as: Screener, Service provider." in detail(world, "colleagues")
        assert "add it first" not in detail(world, "colleagues")


def test_the_organisation_that_answers_comes_before_its_colleague(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    RoleGrant.objects.filter(role__in=queries.roles_with("referrals.answer")).delete()
    monkeypatch.setattr(Unit.objects, "count", lambda: 1)
    assert "add it first, with a unit" in detail(world, "colleagues")
    assert rows(world)["colleagues"].url == reverse("accounts:organisations")


def test_only_those_for_whom_a_newcomer_waits_are_led_to_letting_in(world: World) -> None:
    Membership.objects.filter(user=world.berivan.account).update(admitted_at=None)
    assert rows(world)["admissions"].url == ""
    assert not queries.may_let_in(world.sara)
    assert queries.may_let_in(world.rawan)


def test_a_newcomer_whom_nobody_let_in_is_counted(world: World) -> None:
    done, of = numbers(world, "admissions")
    assert done == of
    Membership.objects.filter(user=world.rawan.account).update(admitted_at=None)
    waiting = Membership.objects.filter(admitted_at=None).count()
    assert numbers(world, "admissions") == (of - waiting, of)
    Membership.objects.all().delete()
    assert numbers(world, "admissions") == (0, 1), "nobody is not everybody"


def test_second_factors_are_counted_among_those_who_need_one(world: World) -> None:
    done, of = numbers(world, "factors")
    commands.invite(
        world.sara, username="newcomer", name="Shno", first_password="made-up-people-only", language="en",
        unit_id=world.units["protection"], roles=["case_manager"], made_up=True, now=world.now,
    )  # fmt: skip
    assert numbers(world, "factors") == (done, of + 1)


def test_officers_and_witnesses_are_counted_from_what_is_stored(world: World) -> None:
    assert numbers(world, "officers") == (5, 5)
    RecoveryOfficer.objects.all().delete()
    assert numbers(world, "officers") == (0, 5)
    assert numbers(world, "witness") == (0, 1)
    witness = witnesses.add_witness(world.sara, kind="mail", address="a@example.org", key=None, now=world.now)
    assert numbers(world, "witness") == (1, 1)
    witnesses.end_witness(world.sara, witness_id=witness, now=world.now)
    assert numbers(world, "witness") == (0, 1)


def test_a_copy_counts_when_it_is_complete_and_as_long_as_it_is_there(world: World, tmp_path: object) -> None:
    from pathlib import Path

    assert numbers(world, "copies") == (0, 3)
    everything = backups.begin_copy(backups.ALL, Path("/copies/all"), world.now)
    assert numbers(world, "copies") == (0, 3)
    backups.finish_copy(everything, 10, world.now)
    assert numbers(world, "copies") == (1, 3)
    backups.finish_copy(backups.begin_copy(backups.KEYS, Path("/copies/keys"), world.now), 10, world.now)
    backups.record_drill(world.now)
    assert numbers(world, "copies") == (3, 3)
    backups.say_gone(everything, world.now)
    assert numbers(world, "copies") == (2, 3)


def test_a_confirmed_value_counts_and_none_keeps_the_first_day_open(world: World, desk: Desk) -> None:
    done, of = numbers(world, "values")
    assert of > done == 0
    path = unconfirmed_values()[0].path
    trust_commands.confirm_pack_value(world.sara, path=path, reason="The decree of 2024, read today", now=world.now)
    assert numbers(world, "values") == (1, of)
    assert not rows(world)["values"].item.needed
    listed = page(desk("sara"), "/first-day/country-pack/")
    assert (
        listed.index("/trust/pack/hotlines/")
        < listed.index("/trust/pack/laws/")
        < listed.index("/trust/pack/screening/")
    )


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_every_section_with_values_to_confirm_has_a_name(language: str) -> None:
    with translation.override(language):
        named = {value.path: reading.section_name(value.path) for value in declared_unconfirmed(pack())}
    assert named
    assert {path: name for path, name in named.items() if name.isascii()} == {}


def test_the_page_on_officers_says_the_risk_until_they_are_named(world: World, desk: Desk) -> None:
    address = "/first-day/recovery-officers/"
    risk = "what one colleague alone could open is lost with their password"
    assert risk not in page(desk("sara"), address)
    RecoveryOfficer.objects.all().delete()
    told = page(desk("sara"), address)
    assert risk in told and "age-keygen -o officer.txt" in told and "./amana recovery split" in told
    assert risk in page(desk("sara"))


def test_the_first_case_is_counted_by_what_happened(world: World) -> None:
    assert numbers(world, "first_case") == (0, 4)
    for place, (verb, ids) in enumerate(
        [
            ("intake.sign_taken", {}),
            ("cases.opened", {}),
            ("referrals.drafted", {}),
            ("cases.step_taken", {"state": "sent"}),
            ("cases.step_taken", {"state": "accepted"}),
        ],
        1,
    ):
        record(world.rawan, verb, None, world.now, **ids)
        assert numbers(world, "first_case") == (min(place, 3) if place < 5 else 4, 4)


def test_no_item_names_anybody(world: World, desk: Desk) -> None:
    shown = page(desk("sara"))
    main = shown[shown.index("<main") : shown.index("</main>")]
    assert not [name for name in User.objects.values_list("name", flat=True) if name and name in main]
