"""What the page shows beside the answers: the sign, the explanation, smuggling, and what does not fit together."""

import pytest
from django.urls import reverse

from amana.countrypacks import pack
from amana.intake import commands as intake_commands
from amana.intake import pack as intake_pack
from amana.intake.pack_sections import SCREENING
from amana.intake.tests import scenes
from amana.intake.tests.scenes import sign, triaged
from amana.screening import commands, queries
from amana.screening.rules import Entry
from amana.screening.tests.scenes import begin, screened, sorani, text
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def test_what_the_sign_says_stands_at_the_side_and_answers_nothing(world: World, desk: Desk) -> None:
    seen = sorted(intake_pack.rule_set().observations)[0]
    found = sign(world, observations=[seen])
    intake_commands.open_sign(world.berivan, found, world.now)
    intake_commands.begin_triage(
        world.berivan, found, changes=scenes.told(), decided_by="screener", seen="signal", now=world.now
    )
    intake_commands.write_card(world.berivan, found.procedure, fields=scenes.CALM, revision=0, now=world.now)
    row = begin(world, found)
    commands.choose_profile(world.berivan, row, age_years=30, kinds=["begging"], language="", now=world.now)
    page = text(desk("berivan").get(reverse("intake:question", args=[row.id, "open.contact"])))
    assert sorani(SCREENING.of(pack()).entry.indicators[seen].label) in page
    assert found.number in page
    assert scenes.WORDS not in page
    assert commands.open_screening(world.berivan, row, world.now)[0].entries == {}


def test_the_explanation_is_hidden_until_the_session_ends(world: World, desk: Desk) -> None:
    row = screened(world)
    berivan = desk("berivan")
    url = reverse("intake:question", args=[row.id, "ILO-EX01"])
    assert "<details open><summary><h2" in text(berivan.get(url))
    answer = berivan.post(reverse("intake:side", args=[row.id]), {"hide": "yes"}, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 204
    assert "<details><summary><h2" in text(berivan.get(url))
    answer = berivan.post(reverse("intake:side", args=[row.id]), {"hide": "no", "asking": "ILO-EX01"})
    assert answer.headers["Location"] == url
    assert "<details open><summary><h2" in text(berivan.get(url))


def test_smuggling_is_told_apart_and_takes_nothing_away(world: World, desk: Desk) -> None:
    row = screened(world)
    before = queries.result_of(row)
    _, revision = commands.open_screening(world.berivan, row, world.now)
    words = SCREENING.of(pack()).entry.rules.smuggling.elements
    smuggled = {f"smuggling.{word}": Entry("yes") for word in words}
    commands.keep_answers(world.berivan, row, {**smuggled, "ILO-CR01": Entry("yes")}, revision=revision, now=world.now)
    assert queries.result_of(row)["result"] == before["result"]
    page = text(desk("berivan").get(reverse("intake:question", args=[row.id, "ILO-EX03"])))
    assert sorani(SCREENING.of(pack()).entry.rules.definition.smuggling) in page
    assert sorani("This does not fit to it:") in page


def test_what_does_not_fit_together_is_said_with_the_way_to_each_answer(world: World, desk: Desk) -> None:
    row = screened(world)
    _, revision = commands.open_screening(world.berivan, row, world.now)
    acts = dict.fromkeys((f"check.{act}" for act in intake_pack.rule_set().checklist["act"]), Entry("no"))
    commands.keep_answers(world.berivan, row, acts, revision=revision, now=world.now)
    why = next(each.why for each in SCREENING.of(pack()).entry.rules.contradictions if each.id == "K1")
    page = text(desk("berivan").get(reverse("intake:question", args=[row.id, "ILO-EX03"])))
    assert sorani(why) in page
    assert reverse("intake:question", args=[row.id, "ILO-DR01"]) in page


def test_a_dimension_is_open_only_while_something_of_it_is_unknown(world: World, desk: Desk) -> None:
    row = begin(world, triaged(world))
    commands.choose_profile(world.berivan, row, age_years=31, kinds=["other_labour"], language="", now=world.now)
    of_exploitation = [
        item.id for item in intake_pack.rule_set().profiles["adult_labour"].values() if item.dimension == "exploitation"
    ]
    berivan, page = desk("berivan"), reverse("intake:screening", args=[row.id])
    answers = {item: Entry("no") for item in of_exploitation[1:-1]} | {of_exploitation[0]: Entry("yes")}
    _, revision = commands.open_screening(world.berivan, row, world.now)
    commands.keep_answers(world.berivan, row, answers, revision=revision, now=world.now)
    told = text(berivan.get(page))
    assert sorani("not yet known") in told
    assert sorani("Not enough by itself; more may still come.") in told
    _, revision = commands.open_screening(world.berivan, row, world.now)
    commands.keep_answers(world.berivan, row, {of_exploitation[-1]: Entry("no")}, revision=revision, now=world.now)
    told = text(berivan.get(page))
    assert sorani("not enough indicators") in told
    assert sorani("not yet known") not in told
    assert sorani("Not enough by itself; more may still come.") not in told
