"""The desk's pages: what each shows, and what happens to what was typed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amana import vault
from amana.cases.models import Procedure, Step
from amana.intake import commands, queries
from amana.intake import pack as says
from amana.intake.models import Screening, Sign
from amana.intake.rules import Entry
from amana.intake.tests.scenes import CALM, SITTING, WORDS, begin, screened, sign, triaged
from amana.vault.models import Sealed
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


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


def text(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


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


def test_the_card_stops_the_screening_and_offers_help(world: World, desk: Desk) -> None:
    row = triaged(world, {**CALM, "immediate_danger_answer": "yes"})
    page = text(desk("nasrin").get(reverse("intake:card", args=[row.id])))
    assert reverse("cases:begin", args=[row.procedure_id]) in page
    berivan = desk("berivan")
    answer = berivan.post(reverse("intake:screen", args=[row.id]), screen_form(immediate_danger_answer="yes"))
    assert answer.status_code == 422
    assert not Screening.objects.exists()


def screen_form(**changes: str) -> dict[str, str]:
    answers = {
        name: str(value) for name, value in {**CALM, **changes}.items() if name not in ("exploiter_present", "note")
    }
    return {
        **{f"told-{name}": value for name, value in answers.items()},
        "step-decided_by": "screener",
        "step-seen": "triage",
        "said-language": "am",
        "said-how": "witnessed_oral",
        "said-witness_name": "Hana",
        "said-witness_role": "nurse",
        "said-interpreter_code": "I-7",
    }


def test_she_agrees_and_the_screening_begins(world: World, desk: Desk) -> None:
    row = triaged(world)
    berivan = desk("berivan")
    url = reverse("intake:screen", args=[row.id])
    assert berivan.post(url, {**screen_form(), "said-how": ""}).status_code == 422
    answer = berivan.post(url, screen_form(), follow=True)
    begun = Screening.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("intake:prepare", args=[begun.id])
    assert begun.number in text(answer)


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


def interview(world: World, desk: Desk) -> tuple[Screening, Client]:
    row = begin(world, triaged(world))
    return row, desk("berivan")


def test_the_interview_goes_question_by_question(world: World, desk: Desk) -> None:
    row, berivan = interview(world, desk)
    assert berivan.get(reverse("intake:screening", args=[row.id])).headers["Location"].endswith("/before/")
    answer = berivan.post(reverse("intake:prepare", args=[row.id]), SITTING)
    assert answer.headers["Location"] == reverse("intake:start", args=[row.id])
    answer = berivan.post(
        reverse("intake:start", args=[row.id]), {"age": "٣١", "kinds": ["domestic_servitude"], "sex": "female"}
    )
    assert answer.headers["Location"] == reverse("intake:question", args=[row.id, "open.contact"])
    url = reverse("intake:question", args=[row.id, "ILO-DR01"])
    page = text(berivan.get(url))
    assert "say-words" in page
    assert 'lang="ar"' in text(berivan.get(url + "?say=ar"))
    answer = berivan.post(url, {"answer": "yes", "words": "He promised an office.", "revision": revision(page)})
    assert answer.headers["Location"] == reverse("intake:question", args=[row.id, "ILO-DR02"])
    assert "He promised an office." in text(berivan.get(url))
    assert berivan.get(reverse("intake:question", args=[row.id, "ILO-XX"])).status_code == 404


def revision(page: str) -> str:
    return page.split('name="revision" value="')[1].split('"')[0]


def test_a_wrong_answer_is_said_beside_the_question(world: World, desk: Desk) -> None:
    row, berivan = interview(world, desk)
    berivan.post(reverse("intake:start", args=[row.id]), {"age": "31", "kinds": ["begging"]})
    url = reverse("intake:question", args=[row.id, "ILO-DR01"])
    answer = berivan.post(url, {"answer": "maybe", "words": "kept words", "revision": "2"})
    assert answer.status_code == 422
    assert "kept words" in text(answer)
    assert berivan.post(reverse("intake:start", args=[row.id]), {"age": "two hundred"}).status_code == 422


def test_a_part_at_once_and_a_colleague_in_between(world: World, desk: Desk) -> None:
    row = screened(world, yes=())
    berivan = desk("berivan")
    url = reverse("intake:part", args=[row.id, "exploitation"])
    page = text(berivan.get(url))
    shown = revision(page)
    names = [part.split('"')[0] for part in page.split('name="was-')[1:]]
    commands.keep_answers(
        world.rawan, row, {names[0]: Entry("yes", "hers"), names[1]: Entry("yes")}, revision=int(shown), now=world.now
    )
    form = {
        "revision": shown,
        **dict.fromkeys(names, "not_asked"),
        **{f"was-{name}": "not_asked" for name in names},
    }
    answer = berivan.post(url, {**form, names[2]: "no"})
    assert answer.status_code == 302
    found, _ = commands.open_screening(world.berivan, row, world.now)
    assert [found.entry(name).answer for name in names[:3]] == ["yes", "yes", "no"]
    answer = berivan.post(url, {**form, names[0]: "no"})
    assert answer.status_code == 409


def test_one_answer_kept_by_script_brings_the_explanation(world: World, desk: Desk) -> None:
    row = screened(world, yes=())
    berivan = desk("berivan")
    _, now_at = commands.open_screening(world.berivan, row, world.now)
    url = reverse("intake:keep", args=[row.id, "ILO-EX01"])
    answer = berivan.post(url, {"answer": "yes", "revision": str(now_at)})
    assert answer.status_code == 200
    assert f'hx-swap-oob="true"><input type="hidden" name="revision" value="{now_at + 1}"' in text(answer)
    assert commands.open_screening(world.berivan, row, world.now)[0].entry("ILO-EX01").answer == "yes"
    assert berivan.post(url, {"answer": "sometimes", "revision": str(now_at)}).status_code == 422


def test_it_pauses_goes_on_and_stops(world: World, desk: Desk) -> None:
    row = screened(world)
    berivan = desk("berivan")
    berivan.post(reverse("intake:pause", args=[row.id]))
    assert Screening.objects.get(id=row.id).paused_at is not None
    answer = berivan.post(reverse("intake:resume", args=[row.id]))
    assert answer.headers["Location"] == reverse("intake:prepare", args=[row.id])
    assert Screening.objects.get(id=row.id).paused_at is None
    answer = berivan.post(reverse("intake:end", args=[row.id]))
    assert answer.headers["Location"] == reverse("intake:stopped", args=[row.id])
    assert Screening.objects.get(id=row.id).ended_at is not None
    page = text(berivan.get(reverse("intake:screening", args=[row.id])))
    assert reverse("intake:presume", args=[row.id]) in page
    assert "their words" in page


def test_the_presumption_is_proposed_and_decided_by_a_person(world: World, desk: Desk) -> None:
    row = screened(world)
    berivan = desk("berivan")
    url = reverse("intake:presume", args=[row.id])
    page = text(berivan.get(url))
    assert "checked" in page
    advised = queries.result_of(row)
    form = {
        "told-screening_result": "no_indication",  # what the rules advised cannot be written down otherwise
        "told-rule_set_version": "2-x",
        "told-screener_reason": "Her papers were kept.",
        "told-act": ["recruitment"],
        "told-means": ["deception"],
        "told-purpose_or_child_basis": ["domestic_servitude"],
        "told-profile": "adult_labour",
        "step-decided_by": "screener",
        "step-seen": "screening",
        "said-language": "am",
        "said-how": "witnessed_oral",
        "said-witness_name": "Hana",
        "said-witness_role": "nurse",
    }
    answer = berivan.post(url, {**form, "told-screener_reason": ""})
    assert answer.status_code == 422
    assert Procedure.objects.get(id=row.procedure_id).identification == "screening"
    answer = berivan.post(url, form)
    assert answer.headers["Location"] == reverse("cases:one", args=[row.procedure_id])
    assert Procedure.objects.get(id=row.procedure_id).identification == "presumed"
    step = Step.objects.get(transition="t05")
    assert step.recorded_by == world.berivan.user_id
    told = vault.get_facts("step", step.id)
    assert (told["screening_result"], told["rule_set_version"]) == (advised["result"], says.rule_set().version)


def test_every_page_is_closed_to_a_stranger(world: World, desk: Desk) -> None:
    row = screened(world)
    found = queries.sign_of(row.procedure)
    assert found is not None
    yusuf = desk("yusuf")
    for name in ("sign", "card", "screen", "other_need", "close", "latest", "again"):
        assert yusuf.get(reverse(f"intake:{name}", args=[found.id])).status_code == 404, name
    for name in ("open", "begin_triage", "answer", "share"):
        assert yusuf.post(reverse(f"intake:{name}", args=[found.id])).status_code == 404, name
    for name in (
        "screening",
        "prepare",
        "start",
        "stopped",
        "other_rules",
        "presume",
        "inconclusive",
        "other_protection",
        "no_indication",
    ):
        assert yusuf.get(reverse(f"intake:{name}", args=[row.id])).status_code == 404, name
    for name in ("pause", "resume", "end", "side"):
        assert yusuf.post(reverse(f"intake:{name}", args=[row.id])).status_code == 404, name
    assert yusuf.get(reverse("intake:question", args=[row.id, "ILO-DR01"])).status_code == 404
    assert yusuf.get(reverse("intake:part", args=[row.id, "exploitation"])).status_code == 404
    page = text(yusuf.get(reverse("intake:signs")))
    assert found.number not in page


@pytest.mark.parametrize("name", ["inconclusive", "other_protection", "no_indication"])
def test_each_decision_has_its_page(world: World, desk: Desk, name: str) -> None:
    row = screened(world, yes=())
    page = text(desk("berivan").get(reverse(f"intake:{name}", args=[row.id])))
    assert "told-" in page


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
