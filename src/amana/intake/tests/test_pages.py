"""The pages of a sign and of its triage card: what each shows, and what happens to what was typed."""

from typing import Any

import pytest
from django.urls import reverse

from amana.cases.models import Procedure
from amana.intake import commands
from amana.intake.models import Sign
from amana.intake.tests.scenes import CALM, WORDS, sign, triaged
from amana.vault.models import Sealed
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


def typed(world: World, **changes: str) -> dict[str, Any]:
    """The form of a sign as Karwan fills it in."""
    return {
        "danger": "no",
        "language": "am",
        "unit": str(world.units["intake"]),
        "told-channel": "in_person",
        "told-received_at": "2026-03-01T10:30",
        "told-area_pcode": "",
        "told-what_was_seen": WORDS,
        "told-person_aware": "no",
        "told-safe_contact": "",
        "told-urgency": "routine",
        **changes,
    }


def test_an_officer_records_a_sign_and_sees_only_where_it_stands(world: World, desk: Desk) -> None:
    karwan = desk("karwan")
    assert karwan.get(reverse("intake:record")).status_code == 200
    answer = karwan.post(reverse("intake:record"), typed(world), follow=True)
    row = Sign.objects.get()
    assert answer.status_code == 200
    assert row.number in text(answer)
    assert "zanbaq" not in text(answer)
    assert row.number in text(karwan.get(reverse("intake:signs")))
    assert karwan.post(reverse("intake:open", args=[row.id])).status_code == 404


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"told-channel": "telepathy"}, "telepathy"),
        ({"told-urgency": "never"}, "never"),
        ({"danger": "perhaps"}, "perhaps"),
        ({"unit": "00000000-0000-0000-0000-000000000001"}, ""),
        ({"told-received_at": "32/13/2026"}, ""),
        ({"told-what_was_seen": ""}, ""),
        ({"told-what_was_seen": "x" * 1_000_000}, ""),
        ({"told-area_pcode": "XX-99"}, ""),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field_and_nothing_typed_is_lost(
    world: World, desk: Desk, changes: dict[str, str], says: str
) -> None:
    answer = desk("karwan").post(
        reverse("intake:record"), typed(world, **{"told-safe_contact": "the baker", **changes})
    )
    assert answer.status_code == 422
    assert not Sign.objects.exists()
    assert not Sealed.objects.exists()
    page = text(answer)
    assert 'aria-invalid="true"' in page or "wrong" in page
    assert "the baker" in page
    if "told-what_was_seen" not in changes:
        assert "zanbaq-7741" in page


def test_digits_of_any_script_and_hidden_marks_are_read(world: World, desk: Desk) -> None:
    odd = {
        "told-received_at": "٢٠٢٦-٠٣-٠١T١٠:٣٠",
        "told-what_was_seen": "\u202eA woman\x00 cries",
    }
    assert desk("karwan").post(reverse("intake:record"), typed(world, **odd)).status_code == 302
    told = commands.open_sign(world.berivan, Sign.objects.select_related("procedure").get(), world.now).told
    assert told.sealed["what_was_seen"] == "A woman cries"
    assert told.working["received_at"].startswith("2026-03-01T10:30")


def test_a_screener_opens_it_and_begins_the_triage(world: World, desk: Desk) -> None:
    row = sign(world)
    berivan = desk("berivan")
    page = berivan.get(reverse("intake:sign", args=[row.id]))
    assert "zanbaq" not in text(page)
    page = berivan.post(reverse("intake:open", args=[row.id]))
    assert WORDS in text(page)
    answer = berivan.post(
        reverse("intake:begin_triage", args=[row.id]),
        {"begin-decided_by": "screener", "begin-seen": "signal", "told-urgency": "soon"},
    )
    assert answer.headers["Location"] == reverse("intake:card", args=[row.id])
    assert Procedure.objects.get(id=row.procedure_id).identification == "triage"


def test_what_is_missing_is_asked_before_the_triage(world: World, desk: Desk) -> None:
    desk("karwan").post(reverse("intake:record"), typed(world))
    row = Sign.objects.get()
    berivan = desk("berivan")
    page = text(berivan.post(reverse("intake:open", args=[row.id])))
    assert "told-area_pcode" in page
    assert "told-what_was_seen" not in page
    answer = berivan.post(
        reverse("intake:begin_triage", args=[row.id]),
        {
            "begin-decided_by": "screener",
            "begin-seen": "signal",
            "told-urgency": "soon",
            "told-safe_contact": "the baker",
        },
    )
    assert answer.status_code == 422
    assert "the baker" in text(answer)


def test_two_write_the_card_and_the_second_sees_both(world: World, desk: Desk) -> None:
    row = triaged(world)
    commands.write_card(world.nasrin, row.procedure, fields={**CALM, "note": "She is ill."}, revision=1, now=world.now)
    form = {**CALM, "note": "She is tired.", "revision": "1"}
    berivan = desk("berivan")
    answer = berivan.post(reverse("intake:card", args=[row.id]), form)
    assert answer.status_code == 409
    assert "ill" in text(answer)
    assert "tired" in text(answer)
    assert 'value="2"' in text(answer)
    assert berivan.post(reverse("intake:card", args=[row.id]), {**form, "revision": "2"}).status_code == 302


def test_asking_again_and_closing_have_their_pages(world: World, desk: Desk) -> None:
    row = triaged(world)
    assert desk("nasrin").get(reverse("intake:close", args=[row.id])).status_code == 200
    assert desk("berivan").get(reverse("intake:other_need", args=[row.id])).status_code == 200
    assert desk("berivan").get(reverse("intake:screen", args=[row.id]) + "?looked=1").status_code == 200


def test_a_sign_that_became_a_case_is_among_all_signs(world: World, desk: Desk) -> None:
    row = sign(world)
    Procedure.objects.filter(id=row.procedure_id).update(number="IQ-2026-000001")
    berivan = desk("berivan")
    assert row.number not in text(berivan.get(reverse("intake:signs")))
    assert row.number in text(berivan.get(reverse("intake:all_signs")))
