"""The set-up of an empty instance: an organisation, its first unit, and an administrator who opens nothing of either."""

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.test import Client

from amana import vault
from amana.accounts import commands
from amana.accounts.errors import WrongSetUpCode
from amana.accounts.set_up_code import set_up_code
from amana.trust.models import Membership, Organisation, Unit, User
from amana.vault import codes
from amana.vault.models import Instance
from amana.web.forms import SetUpForm
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db

TYPED = {
    "organisation_en": "Hawa Centre", "organisation_ar": "مركز حواء", "organisation_ckb": "سەنتەری حەوا", "kind": "ngo",
    "unit_en": "Protection", "unit_ckb": "پاراستن", "name": "Sara", "username": "sara", "language": "en",
    "password": "a long good sentence", "password_again": "a long good sentence",
}  # fmt: skip


@pytest.fixture(autouse=True)
def typed_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The code of an instance that was started and has nobody in it yet."""
    monkeypatch.setitem(TYPED, "set_up_code", set_up_code())


def page(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_a_set_up_without_a_name_for_the_unit_creates_nothing() -> None:
    client = Client()
    answer = client.post("/set-up/", {**TYPED, "unit_en": "", "unit_ckb": "  "})
    assert answer.status_code == 422
    assert "Name the unit in one language at least." in page(answer)
    assert 'value="Hawa Centre"' in page(answer)
    assert not (Organisation.objects.exists() or Unit.objects.exists() or User.objects.exists())
    assert client.post("/set-up/", TYPED).status_code == 302


@pytest.mark.parametrize("typed", ["", "00000 00000 00000 00000", "another"])
def test_a_stranger_without_the_code_creates_nothing(typed: str) -> None:
    answer = Client().post("/set-up/", {**TYPED, "set_up_code": typed})
    assert answer.status_code == 422
    assert 'value="Hawa Centre"' in page(answer) and "a long good sentence" not in page(answer)
    assert not (Organisation.objects.exists() or User.objects.exists() or Instance.objects.exists())


def test_the_code_counts_in_any_digits_and_groups() -> None:
    arabic = " ".join(codes.in_groups(set_up_code())).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    assert Client().post("/set-up/", {**TYPED, "set_up_code": arabic}).status_code == 302


def test_the_code_of_another_instance_is_another_one(settings: LazySettings) -> None:
    before = set_up_code()
    Instance.objects.create(id=1, demo=False, made_at=datetime(2026, 3, 1, tzinfo=UTC))
    beside = set_up_code()
    settings.SECRET_KEY = "another machine " * 4
    assert len({before, beside, set_up_code()}) == 3


def test_the_command_asks_for_the_code_itself() -> None:
    with pytest.raises(WrongSetUpCode):
        commands.set_up_from_outside("12345", username="sara", name="Sara")
    assert not User.objects.exists()


def test_the_page_does_not_show_the_code() -> None:
    shown = page(Client().get("/set-up/"))
    assert "The code from the server" in shown
    assert set_up_code() not in shown and codes.in_groups(set_up_code())[0] not in shown


def test_lines_that_are_no_officers_create_nothing_and_stay_in_sight() -> None:
    answer = Client().post("/set-up/", {**TYPED, "officers": "age1one age1two"})
    assert answer.status_code == 422
    assert "<details open>" in page(answer) and "age1one age1two" in page(answer)
    assert not User.objects.exists()


def test_the_first_unit_has_the_names_that_were_typed_and_one_of_them_where_none_was() -> None:
    Client().post("/set-up/", TYPED)
    unit = Unit.objects.get()
    assert (unit.name_en, unit.name_ar, unit.name_ckb) == ("Protection", "Protection", "پاراستن")
    assert unit.organisation == Organisation.objects.get()
    assert not unit.takes_signs, "nothing is ticked in somebody's place"


def test_a_unit_takes_reports_in_when_somebody_ticks_it() -> None:
    Client().post("/set-up/", {**TYPED, "takes_signs": "on"})
    assert Unit.objects.get().takes_signs


def test_the_first_administrator_is_no_member_of_the_unit_and_holds_no_key_of_it() -> None:
    Client().post("/set-up/", TYPED)
    sara = User.objects.get()
    assert sara.organisation == Organisation.objects.get()
    assert sara.unit is None
    assert not Membership.objects.exists()
    assert not vault.keyring.has_unit_key(Unit.objects.get().id)


def test_the_page_shows_every_field_and_folds_the_lines_of_the_officers_away() -> None:
    shown = page(Client().get("/set-up/"))
    for name in SetUpForm.base_fields:
        assert f'name="{name}"' in shown, name
    assert shown.index("<details>") < shown.index('name="officers"') < shown.index("</details>")
    assert "later" in shown[: shown.index("<details>")]


def test_each_role_says_what_it_does_where_it_is_given(world: World, desk: Desk) -> None:
    sara = desk("sara")
    for address in ("/trust/accounts/invite/", f"/trust/accounts/{world.rawan.account}/"):
        shown = page(sara.get(address))
        assert "Keeps case, plan and consent; one per person" in shown
        assert "Sees its own referrals and their packages" in shown
