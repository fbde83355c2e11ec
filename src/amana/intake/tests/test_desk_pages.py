"""The pages of the desk: the inbox by urgency, side by side and joined, a call that keeps itself, concerns, a child."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amana.countrypacks import pack
from amana.intake import commands
from amana.intake.models import Call, Concern, Joined, Sign
from amana.intake.pack_sections import INTAKE
from amana.intake.tests.scenes import WORDS, concern, sign
from amana.trust.models import Line
from tests.cast import World

pytestmark = pytest.mark.django_db
type Desk = Callable[..., Client]


def url(name: str, *args: Any) -> str:
    return reverse(f"intake:{name}", args=args)


def test_the_most_urgent_comes_first_with_its_age_and_its_clock(world: World, desk: Desk) -> None:
    routine, soon = sign(world), sign(world, facts={"urgency": "soon"})
    danger = sign(world, danger="yes")
    joined = sign(world)
    commands.join_sign(world.berivan, joined, soon, now=world.now)
    page = desk("berivan").get(url("signs"))
    at = [page.content.decode().index(row.number) for row in (danger, soon, routine)]
    assert at == sorted(at)
    assert joined.number not in page.content.decode()
    groups = [(title, [row["sign"].number for row in rows]) for title, rows in page.context["groups"]]
    assert [len(rows) for _title, rows in groups] == [1, 1, 1]
    assert page.context["groups"][1][1][0]["reports"] == 1


def test_two_reports_are_opened_side_by_side_joined_and_parted(world: World, desk: Desk) -> None:
    first, second = sign(world), sign(world, observations=["IQX-05"])
    berivan = desk("berivan")
    page = berivan.get(url("join", second.id))
    assert first.number in page.content.decode() and WORDS not in page.content.decode()
    page = berivan.post(url("join", second.id), {"beside": str(first.id)})
    assert page.content.decode().count(WORDS) == 2
    assert Line.objects.filter(verb="intake.sign_opened").count() == 2
    assert berivan.post(url("join", second.id), {"beside": "S-1999-9999"}).status_code == 422
    answer = berivan.post(url("join", second.id), {"into": str(first.id)})
    assert (answer.status_code, answer["Location"]) == (302, url("sign", first.id))
    assert second.number in berivan.get(url("sign", first.id)).content.decode()
    assert first.number in berivan.get(url("sign", second.id)).content.decode()
    assert berivan.post(url("join", second.id), {"into": first.number.lower()}).status_code == 422
    assert berivan.post(url("part_sign", second.id)).status_code == 302
    assert not Joined.objects.exists()


def test_a_call_keeps_itself_and_ends_with_a_call_back(world: World, desk: Desk) -> None:
    berivan = desk("berivan")
    berivan.post(url("begin_call"))
    row = Call.objects.get()
    page = berivan.get(url("call", row.id))
    assert 'name="revision" value="1"' in page.content.decode()
    kept = berivan.post(url("keep_call", row.id), {"call_words": "nergiz-5520", "revision": "1"})
    assert kept.status_code == 200 and 'name="revision" value="2"' in kept.content.decode()
    late = berivan.post(url("keep_call", row.id), {"call_words": "from another page", "revision": "1"})
    assert late.status_code == 409
    lost = berivan.post(url("call", row.id), {"call_words": "from another page", "revision": "1"})
    assert lost.status_code == 409
    assert "nergiz-5520" in lost.content.decode() and "from another page" in lost.content.decode()
    past = berivan.post(
        url("end_call", row.id),
        {"call_words": "more", "revision": "2", "call_back": "on", "back_by": "2020-01-01T10:00"},
    )
    assert past.status_code == 422
    assert commands.open_call(world.berivan, row, world.now).sealed["call_words"] == "more"  # kept all the same
    ended = berivan.post(url("end_call", row.id), {"call_words": "more", "revision": "3", "call_back": "on"})
    assert ended.status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None and row.back_by is not None
    assert row.number in berivan.get(url("calls")).content.decode()
    assert berivan.post(url("called_back", row.id), {"reached": "yes"}).status_code == 302
    row.refresh_from_db()
    assert row.back_done_by == world.berivan.user_id


def test_nothing_has_to_be_filled_in_while_somebody_talks(world: World, desk: Desk) -> None:
    berivan = desk("berivan")
    berivan.post(url("begin_call"))
    row = Call.objects.get()
    assert berivan.post(url("end_call", row.id), {"revision": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.ended_at is not None and row.back_by is None


def test_a_call_becomes_a_sign_with_its_words(world: World, desk: Desk) -> None:
    berivan = desk("berivan")
    berivan.post(url("begin_call"))
    row = Call.objects.get()
    berivan.post(url("call", row.id), {"call_words": "nergiz-5520", "area_pcode": "IQG11", "revision": "1"})
    page = berivan.get(url("call_sign", row.id))
    assert "nergiz-5520" in page.content.decode()
    form, words = page.context["form"], page.context["words"]
    data = {name: value for name, value in form.initial.items() if value}
    data |= {f"told-{name}": value for name, value in words.initial.items() if value}
    data["told-received_at"] = words.initial["received_at"].strftime("%Y-%m-%dT%H:%M")
    untouched = berivan.post(url("call_sign", row.id), data)
    assert (
        untouched.status_code == 422 and not Sign.objects.exists()
    )  # nobody said how urgent it is, nor whether there is danger
    answer = berivan.post(url("call_sign", row.id), {**data, "danger": "no", "told-urgency": "soon"})
    made = Sign.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, url("sign", made.id))
    assert row.number in berivan.get(url("sign", made.id)).content.decode()
    assert commands.open_sign(world.berivan, made, world.now).told.sealed["what_was_seen"] == "nergiz-5520"


def test_no_text_for_reporters_names_anything(world: World) -> None:
    """They are one sentence for everybody: no place for a name, a number or a word about a person."""
    for entry in INTAKE.of(pack()).feedback.values():
        for language in ("en", "ar", "ckb"):
            text = entry.text.text(language)
            assert "{" not in text and not any(letter.isdigit() for letter in text)


def test_a_concern_is_raised_on_a_page_and_looked_at(world: World, desk: Desk) -> None:
    soran = desk("soran")
    form = {
        "concern_source": "forum", "concern_kind": "road", "area_pcode": "IQG11", "concern_words": "buses at night",
        "unit": str(world.units["intake"]),
    }  # fmt: skip
    refused = soran.post(url("concern_new"), {**form, "concern_words": "ask for 0750 123 4567"})
    assert refused.status_code == 422 and not Concern.objects.exists()
    assert soran.post(url("concern_new") + f"?meeting={world.units['intake']}", form).status_code == 302
    row = Concern.objects.get()
    assert row.meeting == world.units["intake"]
    assert soran.get(url("concern", row.id)).status_code == 404
    berivan = desk("berivan")
    assert "buses at night" not in berivan.get(url("concern", row.id)).content.decode()
    assert "buses at night" in berivan.post(url("concern", row.id)).content.decode()
    assert berivan.post(url("concern_looked", row.id), {"outcome": "watched"}).status_code == 302
    assert row.number in soran.get(url("concerns")).content.decode()


def test_lists_of_one_desk_are_empty_at_another(world: World, desk: Desk) -> None:
    row = concern(world)
    commands.begin_call(world.berivan, now=world.now)
    noor = desk("noor")
    for name in ("calls", "concerns", "signs"):
        page = noor.get(url(name))
        assert page.status_code == 200
        assert row.number not in page.content.decode() and Call.objects.get().number not in page.content.decode()
