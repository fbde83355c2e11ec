"""The desk's pages: what each shows, and what happens to what was typed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from amana import vault
from amana.cases.models import Procedure, Step
from amana.intake import pack as says
from amana.intake import queries as intake_queries
from amana.intake.tests.scenes import CALM, triaged
from amana.screening import commands, queries
from amana.screening.models import Screening
from amana.screening.rules import Entry
from amana.screening.tests.scenes import SITTING, begin, screened
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


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
    told = vault.facts.get("step", step.id)
    assert (told["screening_result"], told["rule_set_version"]) == (advised["result"], says.rule_set().version)


def test_every_page_is_closed_to_a_stranger(world: World, desk: Desk) -> None:
    row = screened(world)
    found = intake_queries.sign_of(row.procedure)
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
