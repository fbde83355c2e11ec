"""What was answered: kept when the interview stops or pauses, sealed, and not asked again."""

import json

import pytest
from django.urls import reverse

from amana.countrypacks import pack
from amana.intake.pack_sections import SCREENING
from amana.intake.tests import scenes
from amana.intake.tests.scenes import SAID
from amana.screening import commands, queries
from amana.screening.models import RuleSetText, Screening
from amana.screening.rules import Entry
from amana.screening.tests.scenes import SITTING, decided_inconclusive, order_of, screened, sorani, text
from amana.screening.words import WISH
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db


def test_stopping_keeps_what_stood_on_the_page(world: World, desk: Desk) -> None:
    row = screened(world, yes=())
    berivan = desk("berivan")
    _, revision = commands.open_screening(world.berivan, row, world.now)
    typed = {"asking": "ILO-EX02", "answer": "yes", "words": "Two months without pay.", "revision": str(revision)}
    answer = berivan.post(reverse("intake:end", args=[row.id]), typed)
    assert answer.headers["Location"] == reverse("intake:stopped", args=[row.id])
    kept, _ = commands.open_screening(world.berivan, row, world.now)
    assert kept.entry("ILO-EX02") == Entry("yes", "Two months without pay.")
    assert (kept.stops[-1].question, kept.at) == ("ILO-EX02", "ILO-EX02")
    url = reverse("intake:stopped", args=[row.id])
    assert SCREENING.of(pack()).words.stop[0].text.ckb in text(berivan.get(url))
    assert berivan.post(url, {"wish": "", "note": ""}).status_code == 422
    assert berivan.post(url, {"wish": "person", "note": "Begin with her sister."}).status_code == 302
    page = text(berivan.get(reverse("intake:screening", args=[row.id])))
    assert sorani(WISH["person"]) in page
    assert "Begin with her sister." in page
    berivan.post(reverse("intake:resume", args=[row.id]))
    berivan.post(reverse("intake:prepare", args=[row.id]), SITTING)
    page = text(berivan.get(reverse("intake:screening", args=[row.id])))
    assert reverse("intake:question", args=[row.id, "ILO-EX02"]) in page


def test_pausing_does_not_overwrite_what_a_colleague_wrote(world: World, desk: Desk) -> None:
    row = screened(world, yes=())
    _, revision = commands.open_screening(world.berivan, row, world.now)
    commands.keep_answers(world.rawan, row, {"ILO-EX02": Entry("no", "theirs")}, revision=revision, now=world.now)
    typed = {"asking": "ILO-EX02", "answer": "yes", "words": "mine", "revision": str(revision)}
    answer = desk("berivan").post(reverse("intake:pause", args=[row.id]), typed)
    assert answer.status_code == 409
    assert "theirs" in text(answer)
    assert "mine" in text(answer)
    assert Screening.objects.get(id=row.id).paused_at is None


def test_a_part_keeps_her_words_to_its_open_prompt(world: World, desk: Desk) -> None:
    row = screened(world, yes=())
    berivan = desk("berivan")
    url = reverse("intake:part", args=[row.id, "entry"])
    page = text(berivan.get(url))
    names = [piece.split('"')[0] for piece in page.split('name="was-')[1:]]
    revision = page.split('name="revision" value="')[1].split('"')[0]
    form = {"revision": revision, "opening": "A cousin came.", **dict.fromkeys(names, "not_asked")}
    form |= {f"was-{name}": "not_asked" for name in names}
    assert berivan.post(url, form).status_code == 302
    kept, _ = commands.open_screening(world.berivan, row, world.now)
    assert kept.entry("open.entry").words == "A cousin came."


def test_a_second_screening_says_where_each_answer_comes_from(world: World, desk: Desk) -> None:
    row = decided_inconclusive(world)
    scenes.step(
        world.berivan, row.procedure, "t07", decided_by="screener", said=SAID, facts={"new_information_or_due": "due"}
    )
    newest = queries.latest_screening(row.procedure)
    assert newest is not None
    berivan = desk("berivan")
    page = text(berivan.get(reverse("intake:question", args=[newest.id, "ILO-EX01"])))
    assert sorani("It is not asked again, unless the person wants to say more.") in page
    assert row.number in page
    interview, revision = commands.open_screening(world.berivan, newest, world.now)
    order = order_of(interview)
    before = order[order.index("ILO-EX01") - 1]
    answer = berivan.post(
        reverse("intake:question", args=[newest.id, before]), {"answer": "no", "words": "", "revision": revision}
    )
    assert answer.headers["Location"] != reverse("intake:question", args=[newest.id, "ILO-EX01"])


def test_what_was_typed_lies_sealed_and_the_rules_hold_nothing_of_her(world: World, desk: Desk) -> None:
    row = screened(world, yes=())
    berivan = desk("berivan")
    _, revision = commands.open_screening(world.berivan, row, world.now)
    typed = {"asking": "open.entry", "words": "zanbaq-open", "revision": str(revision)}
    berivan.post(reverse("intake:end", args=[row.id]), typed)
    berivan.post(reverse("intake:stopped", args=[row.id]), {"wish": "person", "note": "zanbaq-stop"})
    for model in (Screening, RuleSetText):
        for values in model.objects.values():
            assert "zanbaq" not in json.dumps(values, default=str)
    assert "zanbaq" not in json.dumps(queries.result_of(row))
    kept, _ = commands.open_screening(world.berivan, row, world.now)
    assert (kept.entry("open.entry").words, kept.stops[-1].note) == ("zanbaq-open", "zanbaq-stop")
