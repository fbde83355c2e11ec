"""The pages of prevention: the whole of a training in a browser's requests, and bad input that loses nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from amana.outreach.models import Activity, Campaign, Trainee
from amana.outreach.tests.scenes import counted, planned, training
from tests.cast import World
from tests.world import Desk

PLAN = {
    "type": "INFO_SESSION",
    "title": "Work abroad, safely",
    "governorate_pcode": "IQG13",
    "place_kind": "school",
    "language": "ckb",
    "audience_types": ["student", "youth"],
}


@pytest.fixture
def soran(world: World, desk: Desk) -> Client:
    return desk("soran")


def test_a_session_is_planned_and_counted(world: World, soran: Client) -> None:
    start = timezone.localtime(world.now - timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M")
    answer = soran.post("/prevention/plan/", {**PLAN, "start_at": start})
    assert answer.status_code == 302, answer.content.decode()
    row = Activity.objects.get()
    assert row.audiences == ["student", "youth"]
    assert soran.get(f"/prevention/{row.id}/").status_code == 200
    form = soran.get(f"/prevention/{row.id}/count/").content.decode()
    assert all(f'name="{each}"' in form for each in ("asked_female", "knew_female", "asked_male", "knew_male"))
    typed = {"revision": 1, "n_female_18_25": "٢٤", "n_male_under_18": "6", "people": "30", "material_1": "leaflet",
             "language_of_1": "ckb", "pieces_1": "120", "disclosures_count": "1"}  # fmt: skip
    answer = soran.post(f"/prevention/{row.id}/count/", typed)
    assert answer.status_code == 302, answer.content.decode()
    row.refresh_from_db()
    assert (row.people, row.participants) == (30, [["female", "18_25", 24], ["male", "under_18", 6]])
    page = soran.get(f"/prevention/{row.id}/").content.decode()
    assert "120" in page
    assert "intake" not in page
    assert "Work abroad, safely" in soran.get("/prevention/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"n_female_18_25": "-3"}, "n_female_18_25"),
        ({"n_female_18_25": "many"}, "n_female_18_25"),
        ({"n_female_18_25": "3", "people": "4"}, "people"),
        ({"n_female_18_25": "3", "satisfaction_pct": "900"}, "satisfaction_pct"),
        ({"material_1": "leaflet"}, ""),
        ({"material_1": "gold", "n_male_18_25": "1"}, "material_1"),
        ({"n_female_18_25": "9" * 400}, "n_female_18_25"),
        ({"follow_up_actions": "\u202eword\x00" + "x" * 1_000_000}, "follow_up_actions"),
    ],
)
def test_bad_input_is_told_and_nothing_is_lost(world: World, soran: Client, typed: dict[str, str], said: str) -> None:
    row = planned(world)
    answer = soran.post(f"/prevention/{row.id}/count/", {"revision": 1, **typed, "n_male_60_plus": "7"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="7"' in page
    if said:
        assert f"#id_{said}" in page
    row.refresh_from_db()
    assert (row.state, row.people) == ("planned", None)


def test_a_plan_with_mistakes_keeps_what_was_typed(soran: Client) -> None:
    answer = soran.post("/prevention/plan/", {**PLAN, "start_at": "yesterday", "type": "PARTY"})
    assert answer.status_code == 422
    assert "Work abroad, safely" in answer.content.decode()
    assert not Activity.objects.exists()


def test_a_campaign_page_says_how_far_it_has_come(world: World, soran: Client) -> None:
    answer = soran.post(
        "/prevention/campaigns/plan/",
        {"title": "Roadshow", "starts_on": "2026-07-21", "ends_on": "2026-08-21", "targets": ["IQG13", "IQG07"]},
    )
    assert answer.status_code == 302
    campaign = Campaign.objects.get()
    counted(world, planned(world, type="ROADSHOW", campaign=campaign.id))
    page = soran.get(f"/prevention/campaigns/{campaign.id}/").content.decode()
    assert "<b>1</b>" in page
    answer = soran.post(
        "/prevention/campaigns/plan/", {"title": "x", "starts_on": "2026-07-21", "ends_on": "2026-07-01"}
    )
    assert answer.status_code == 422


def test_the_register_shows_names_only_when_opened(world: World, soran: Client) -> None:
    row = training(world)
    typed = {"name": "Dilan Aziz", "institution": "police", "sex": "female", "finished": "on"}
    assert soran.post(f"/prevention/{row.id}/register/", typed).status_code == 302
    line = Trainee.objects.get()
    assert "Dilan" not in soran.get(f"/prevention/{row.id}/register/").content.decode()
    assert "Dilan Aziz" in soran.post(f"/prevention/{row.id}/register/", {"deed": "open"}).content.decode()
    assert soran.post(f"/prevention/{row.id}/register/{line.id}/", {"finished": "no"}).status_code == 302
    line.refresh_from_db()
    assert not line.finished
    assert soran.post(f"/prevention/{row.id}/register/{line.id}/remove/").status_code == 302
    assert not Trainee.objects.exists()
    assert soran.post(f"/prevention/{row.id}/tests/", {"code": "k1", "pre": "40", "post": "80"}).status_code == 302
    assert "<b>1</b>" in soran.get(f"/prevention/{row.id}/tests/").content.decode()


def test_strangers_find_nothing(world: World, desk: Desk) -> None:
    row = planned(world)
    rawan = desk("rawan")
    assert rawan.get("/prevention/").status_code == 403
    assert rawan.get(f"/prevention/{row.id}/").status_code in (403, 404)
