"""An answer keeps the meaning it was given with; a "no" that may mean the opposite is looked at again."""

import html
from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from amana import vault
from amana.errors import NotAllowed, NotFound
from amana.intake import pack as intake_pack
from amana.screening import commands, queries, rules
from amana.screening import pack as says
from amana.screening.models import Screening
from amana.screening.rules import Entry, Interview
from amana.screening.tests.scenes import screened
from amana.trust.models import Line
from amana.vault.models import Sealed
from tests.cast import World
from tests.paper import main_form
from tests.world import Desk

pytestmark = pytest.mark.django_db
NOES = ("ILO-CD01", "ILO-CD03", "ILO-CD04", "ILO-EX02")  # the first two and the last may mean the opposite
DOUBTFUL = {"ILO-CD01", "ILO-CD03", "ILO-EX02"}


def asked_before(world: World, noes: tuple[str, ...] = NOES) -> Screening:
    """A screening as an older version of the questions left it: answered No, with the result of its own rules."""
    row = screened(world, yes=())
    sealed = Sealed.objects.get(id=row.sealed)
    before = Interview.from_data(vault.texts.open_text(world.berivan, sealed))
    told = replace(before, entries={name: Entry("no") for name in noes})
    data = told.as_data()
    del data["asked_with"]
    vault.texts.reseal(world.berivan, sealed, data, revision=sealed.revision, at=world.now)
    facts = {**queries.result_of(row), "rules_version": "2-0123456789ab", "ruled_out": 0.7, "result": "no_indication"}
    del facts["doubtful"]
    vault.facts.put(row.procedure.lock, "screening", row.id, facts)
    return Screening.objects.select_related("procedure").get(id=row.id)


def test_an_older_no_that_may_mean_the_opposite_counts_as_not_known(world: World) -> None:
    row = asked_before(world)
    interview, _revision = commands.open_screening(world.berivan, row, world.now)
    assert {name: interview.entry(name).answer for name in NOES} == dict.fromkeys(NOES, "no")  # kept as it was answered
    assert set(rules.doubtful(interview, says.doubtful_before())) == DOUBTFUL
    best = says.advise(interview).best
    assert best is not None
    assert [item for item in NOES if best.answers[item] == "no"] == ["ILO-CD04"]
    assert queries.result_of(row)["result"] == "no_indication"  # so is the result that was kept


def test_older_rules_take_an_older_answer_as_it_was_meant(world: World) -> None:
    interview, _revision = commands.open_screening(world.berivan, asked_before(world), world.now)
    now = intake_pack.rule_set()
    older = replace(now, version="2-0123456789ab")
    then = says.advise(interview, older).best
    assert then is not None and {then.answers[item] for item in NOES} == {"no"}


def test_screener_and_supervisor_find_it_and_nobody_else(world: World, desk: Desk) -> None:
    row = asked_before(world)
    assert [each.id for each in queries.waits_for_second_look(world.berivan)] == [row.id]
    assert queries.waits_for_second_look(world.yusuf) == []
    with pytest.raises(NotAllowed):
        commands.look_again(world.karwan, world.now)
    for name in ("berivan", "nasrin"):
        page = desk(name).get(reverse("intake:second_look")).content.decode()
        assert row.number in page
    assert Line.objects.filter(verb="intake.screening_opened").exists()


def test_what_it_says_is_what_was_advised_and_what_is_left_without_the_doubtful_answers(world: World) -> None:
    row = asked_before(world)
    (found,) = commands.look_again(world.berivan, world.now)
    assert (found.screening.id, set(found.items)) == (row.id, DOUBTFUL)
    assert (found.kept["result"], found.changes) == ("no_indication", True)
    assert found.advice.result == "inconclusive"


def test_one_without_a_doubtful_answer_is_opened_once_and_settled(world: World) -> None:
    asked_before(world, noes=("ILO-CD04", "ILO-CR01"))
    assert len(queries.waits_for_second_look(world.berivan)) == 1
    assert commands.look_again(world.berivan, world.now) == []
    assert queries.waits_for_second_look(world.berivan) == []


def test_a_screening_of_today_needs_no_second_look(world: World) -> None:
    row = screened(world)
    _interview, revision = commands.open_screening(world.berivan, row, world.now)
    commands.keep_answers(world.berivan, row, {"ILO-CD01": Entry("no")}, revision=revision, now=world.now)
    assert queries.waits_for_second_look(world.berivan) == []


def test_asking_again_settles_it(world: World) -> None:
    row = asked_before(world)
    for number, item in enumerate(sorted(DOUBTFUL), 1):
        _interview, revision = commands.open_screening(world.berivan, row, world.now)
        commands.keep_answers(world.berivan, row, {item: Entry("no")}, revision=revision, now=world.now)
        left = [set(each.items) for each in commands.look_again(world.berivan, world.now)]
        assert left == ([set(sorted(DOUBTFUL)[number:])] if number < len(DOUBTFUL) else [])


def test_somebody_of_another_house_cannot_say_that_they_looked(world: World) -> None:
    row = asked_before(world)
    stranger = replace(world.berivan, user_id=uuid4(), unit_id=uuid4(), unit_ids=frozenset())
    with pytest.raises(NotFound):
        commands.second_look_done(stranger, row, world.now)
    assert [each.id for each in queries.waits_for_second_look(world.berivan)] == [row.id]


def test_a_colleague_who_looked_says_so_and_it_is_in_the_trail(world: World, desk: Desk) -> None:
    row = asked_before(world)
    assert desk("nasrin").post(reverse("intake:second_looked", args=[row.id])).status_code == 302
    assert queries.waits_for_second_look(world.berivan) == []
    assert queries.result_of(row)["result"] == "no_indication"
    assert Line.objects.filter(verb="intake.second_look_done").count() == 1


def test_a_doubtful_no_is_not_taken_over_into_the_next_interview() -> None:
    told = Interview(entries={"ILO-CD01": Entry("no"), "ILO-CD04": Entry("no"), "ILO-DR01": Entry("yes")})
    again = rules.begin_again(
        told, source="screening", number="SC-2026-0001", on="2026-03-01", doubtful_before=says.doubtful_before()
    )
    assert set(again.known) == {"ILO-CD04", "ILO-DR01"}
    assert again.entry("ILO-CD01").answer == "unknown"


def test_the_page_of_a_question_does_not_give_an_older_no_its_new_words(world: World, desk: Desk) -> None:
    row = asked_before(world)
    client = desk("berivan")
    client.cookies["amana-language"] = "en"
    told = "In an earlier wording this was stored as “No”"
    for item, doubtful in (("ILO-CD01", True), ("ILO-CD04", False)):
        page = client.get(f"/signs/screenings/{row.id}/questions/{item}/").content.decode()
        assert (told in html.unescape(page)) is doubtful
        assert main_form(page).inputs["answer"].checked == ["unknown" if doubtful else "no"]
