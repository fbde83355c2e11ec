"""A number finds exactly the records whose page opens for whoever types it; a plain name asks no room for a number."""

import re
from typing import Any

import pytest
from django.urls import reverse

from amana.cases import numbers, queries
from amana.cases.models import Procedure
from amana.cases.numbers import Numbered, found_by_number
from amana.emergencies import queries as emergencies
from amana.emergencies.forms import NumberForm
from amana.intake.models import Sign
from amana.justice.models import Letter
from amana.referrals.models import Referral
from amana.screening.models import Screening
from tests.access.conftest import Scene

pytestmark = pytest.mark.django_db
KINDS = ("case", "sign", "screening", "referral", "letter")


def number_and_address(scene: Scene, kind: str) -> tuple[str, str]:
    """The number of one record of the scene, and the address of its page."""
    found: dict[str, Any] = scene.objects
    if kind == "case":
        return found["number"], reverse("cases:one", args=[found["case"]])
    if kind == "sign":
        return Sign.objects.get(id=found["sign"]).number, reverse("intake:sign", args=[found["sign"]])
    if kind == "screening":
        number = Screening.objects.get(id=found["screening"]).number
        return number, reverse("intake:screening", args=[found["screening"]])
    if kind == "referral":
        return Referral.objects.get(id=found["referral"]).reference, reverse("referrals:one", args=[found["referral"]])
    letter = Letter.objects.get(id=found["letter"])
    letter.number = letter.number or "IQ-W-2026-9999"
    letter.save(update_fields=["number"])
    return letter.number, reverse("justice:letter", args=[letter.id])


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_finds_what_its_page_shows_and_nothing_else(scene: Scene, kind: str) -> None:
    number, address = number_and_address(scene, kind)
    finds = {
        key
        for key, each in scene.askers.items()
        if [one.url for one in found_by_number(each.actor, number)] == [address]
    }
    opens = {key for key, each in scene.askers.items() if each.client.get(address).status_code == 200}
    assert finds == opens
    assert finds and finds != scene.askers.keys()


def test_the_search_box_shows_it_and_takes_digits_of_any_script(scene: Scene) -> None:
    number, address = number_and_address(scene, "referral")
    typed = f" \u200f{number.lower().translate(str.maketrans('0123456789', '٠١٢٣٤٥٦٧٨٩'))}"
    page = scene.askers["own:case_manager"].client.post(reverse("find"), {"text": typed}).content.decode()
    assert address in page
    page = scene.askers["stranger:case_manager"].client.post(reverse("find"), {"text": typed}).content.decode()
    assert address not in page and number not in page


@pytest.mark.parametrize(
    "typed",
    [
        "{number}",
        "  {lower}\n",
        "{arabic}",
        "\u2066{eastern}\u2069",
        "\u200f{spaced}\u200c\u061c",
        "\ufeff{dashes}",
    ],
)
def test_every_door_takes_a_case_number_however_it_is_typed(scene: Scene, typed: str) -> None:
    """The search box, what rooms ask by number (a copy that leaves, forgetting), and an emergency clean it in one way."""
    number = str(scene.objects["number"])
    text = typed.format(
        number=number,
        lower=number.lower(),
        arabic=number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        eastern=number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")),
        spaced=number.replace("-", " - "),
        dashes=number.replace("-", "\u2011", 1).replace("-", "\u2013"),
    )
    case = Procedure.objects.get(number=number)
    actor, form = scene.askers["own:case_manager"].actor, NumberForm({"number": text})
    assert [found.url for found in found_by_number(actor, text)] == [reverse("cases:one", args=[case.id])]
    assert queries.by_number(actor, text) == case
    assert form.is_valid() and form.cleaned_data["number"] == number
    assert emergencies.with_number(text) == case
    assert queries.by_number(actor, f"{text}1") is None and emergencies.with_number(f"{text}1") is None


def test_every_search_box_says_the_same_of_what_it_finds(scene: Scene) -> None:
    page = scene.askers["own:case_manager"].client.get(reverse("more")).content.decode()
    labels = dict(re.findall(r'<label[^>]*? for="(find[a-z-]*)"[^>]*>([^<]+)</label>', page))
    assert labels == {"find": "Find by number or name", "find-here": "Find by number or name"}


def test_a_role_that_reads_no_case_finds_nobody_by_name(scene: Scene) -> None:
    """The page says so to the administrator; a case manager finds the made-up person by the same words."""
    number, typed = scene.objects["number"], {"text": "Selam Tesfaye"}
    page = scene.askers["own:case_manager"].client.post(reverse("find"), typed).content.decode()
    assert number in page
    administrator = scene.askers["own:administrator"]
    assert not administrator.actor.can("cases.read")
    page = administrator.client.post(reverse("find"), typed).content.decode()
    assert "only numbers are found" in page and number not in page


def test_a_name_asks_no_room_for_a_number(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def finder(actor: object, number: str) -> list[Numbered]:
        asked.append(number)
        return []

    monkeypatch.setattr(numbers, "_finders", [finder])
    actor = scene.askers["own:case_manager"].actor
    for typed in ("Rawan", "0750 123 4567", "A1234567", "green door 22", ""):
        assert found_by_number(actor, typed) == []
    assert asked == []
    found_by_number(actor, "r-2026-0005")
    assert asked == ["R-2026-0005"]
