"""Rules that can be found again: kept with the screening, compared with another version and with each law."""

import json

import pytest
from django.urls import reverse

from amana import vault
from amana.countrypacks import pack
from amana.intake import pack as intake_pack
from amana.intake.tests.scenes import triaged
from amana.screening import commands, queries, rules
from amana.screening import pack as says
from amana.screening.models import RuleSetText
from amana.screening.rules import Entry
from amana.screening.tests.scenes import begin, screened, sorani, text
from amana_methods.screening import RuleSet
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def test_the_rules_of_a_screening_are_kept_once_and_give_the_same_for_ever(world: World) -> None:
    row = screened(world)
    facts = queries.result_of(row)
    kept = RuleSetText.objects.get()
    assert kept.digest == facts["rules_digest"]
    assert kept.version == facts["rules_version"]
    interview, _ = commands.open_screening(world.berivan, row, world.now)
    advice = rules.advice_on(intake_pack.rules_from(kept.text), interview)
    assert (advice.result, advice.strength, advice.rule) == (facts["result"], facts["strength"], facts["rule"])
    assert "their words" not in kept.text


def test_what_changes_under_another_version_is_shown(world: World, desk: Desk) -> None:
    row = screened(world)
    said = json.loads(RuleSetText.objects.get().text)
    row_a1 = next(each for each in said["rules"]["outcomes"]["adult"] if each["id"] == queries.result_of(row)["rule"])
    row_a1.update(strength="low")
    other = json.dumps(said)
    RuleSetText.objects.create(digest="0" * 64, pack=pack().id, version="2-other", text=other, kept_at=world.now)
    assert isinstance(intake_pack.rules_from(other), RuleSet)
    page = text(desk("berivan").get(reverse("intake:other_rules", args=[row.id])))
    assert sorani("as at the time") in page
    assert sorani("another result") in page
    assert sorani(pack("example").name) in page
    assert vault.facts.get("screening", row.id)["result"] == "presumed_victim"


def test_each_law_shows_what_it_lacks_and_a_child_without_means(world: World, desk: Desk) -> None:
    row = begin(world, triaged(world))
    commands.choose_profile(
        world.berivan, row, age_years=19, age_disputed=True, kinds=["begging"], language="", now=world.now
    )
    _, revision = commands.open_screening(world.berivan, row, world.now)
    yes = {name: Entry("yes") for name in ("check.recruitment", "ILO-EX01", "ILO-EX02", "ILO-EX06")}
    commands.keep_answers(world.berivan, row, yes, revision=revision, now=world.now)
    page = text(desk("berivan").get(reverse("intake:other_rules", args=[row.id])))
    for law in pack().laws.values():
        if law.definition is not None:
            assert sorani(law.title) in page
    assert sorani("no exception for children: a means has to be shown for them too") in page


def test_a_servant_who_is_kept_is_met_by_a_law_that_knows_only_forced_labour(world: World, desk: Desk) -> None:
    row = begin(world, triaged(world))
    commands.choose_profile(
        world.berivan, row, age_years=31, age_disputed=False, kinds=["domestic_servitude"], language="", now=world.now
    )
    url = reverse("intake:other_rules", args=[row.id])
    assert text(desk("berivan").get(url)).count(sorani("All parts are there")) == 0
    _, revision = commands.open_screening(world.berivan, row, world.now)
    items = ("check.recruitment", "ILO-DR01", "ILO-DR02", "ILO-EX01", "ILO-EX02", "ILO-CD01", "ILO-CD03")
    commands.keep_answers(world.berivan, row, {name: Entry("yes") for name in items}, revision=revision, now=world.now)
    page = text(desk("berivan").get(url))
    assert (
        page.count(sorani("All parts are there")) == 3
    )  # the protocol, and the law of 2012 in both of its territories
    assert sorani(says.question("check.servitude").label) in page  # and what the law does not name stays in sight
