"""Before the first question: a safe room, her agreement, and words that address her."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from amana.cases.commands import change_facts
from amana.consent import commands as consents
from amana.consent.queries import agreements_of
from amana.countrypacks import pack
from amana.intake.errors import EmergencyOpen, ExploiterPresent
from amana.intake.pack_sections import SCREENING
from amana.intake.tests.scenes import SAID, triaged
from amana.screening import commands, rules
from amana.screening.errors import FamilyPresent, WordsNotSaid
from amana.screening.forms import SittingForm
from amana.screening.rules import Sitting
from amana.screening.tests.scenes import SITTING, begin, text
from amana.steps.errors import ConsentForStepMissing
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db
CALM_ROOM = Sitting(urgent="no", present=("interpreter",), interpreter="yes", language="am", words_said=True)


@pytest.mark.parametrize(
    ("sitting", "refusal"),
    [
        (replace(CALM_ROOM, urgent="yes"), EmergencyOpen),
        (replace(CALM_ROOM, present=("interpreter", "employer")), ExploiterPresent),
        (replace(CALM_ROOM, present=("suspect",)), ExploiterPresent),
        (replace(CALM_ROOM, present=("relative",)), FamilyPresent),
        (replace(CALM_ROOM, present=("stranger",)), FamilyPresent),
        (replace(CALM_ROOM, words_said=False), WordsNotSaid),
    ],
)
def test_nobody_is_asked_in_a_room_that_is_not_safe(world: World, sitting: Sitting, refusal: type[Exception]) -> None:
    row = begin(world, triaged(world))
    with pytest.raises(refusal):
        commands.sit_down(world.berivan, row, sitting, said=None, now=world.now)
    assert commands.open_screening(world.berivan, row, world.now)[0].sittings == ()
    commands.sit_down(world.berivan, row, CALM_ROOM, said=None, now=world.now)
    kept = commands.open_screening(world.berivan, row, world.now)[0]
    assert kept.sittings == (replace(CALM_ROOM, at=world.now.isoformat()),)
    assert kept.language == "am"


def test_a_relative_stays_where_she_asked_for_it_while_alone() -> None:
    assert rules.not_now(replace(CALM_ROOM, present=("relative",), she_asked=True)) is None
    assert rules.not_now(replace(CALM_ROOM, present=("relative", "employer"), she_asked=True)) == "exploiter_present"


def test_without_her_agreement_there_is_no_interview_and_it_can_be_given_again(world: World) -> None:
    row = begin(world, triaged(world))
    mine = next(each for each in agreements_of(row.procedure_id) if each.facts["type"] == "interview")
    consents.withdraw_all(world.berivan, procedure_id=row.procedure_id, now=world.now)
    later = world.now + timedelta(minutes=1)
    with pytest.raises(ConsentForStepMissing):
        commands.sit_down(world.berivan, row, CALM_ROOM, said=None, now=later)
    commands.sit_down(world.berivan, row, CALM_ROOM, said=SAID, now=later)
    found = next(each for each in agreements_of(row.procedure_id) if each.facts["type"] == "interview")
    assert found.id != mine.id


def test_an_unsafe_room_is_said_with_the_way_to_postpone(world: World, desk: Desk) -> None:
    row = begin(world, triaged(world))
    berivan = desk("berivan")
    url = reverse("intake:prepare", args=[row.id])
    page = text(berivan.get(url))
    for sentence in SCREENING.of(pack()).words.before_start:
        assert sentence.text.ckb in page
    answer = berivan.post(url, {**SITTING, "present": ["employer"]})
    assert answer.status_code == 422
    assert reverse("intake:pause", args=[row.id]) in text(answer)
    assert berivan.post(url, {**SITTING, "present": ["nobody", "lawyer"]}).status_code == 422
    assert berivan.post(url, SITTING).headers["Location"] == reverse("intake:start", args=[row.id])


@pytest.mark.parametrize(
    ("present", "answer", "kept"),
    [
        (["interpreter"], "", "yes"),
        (["interpreter"], "yes", "yes"),
        (["interpreter"], "by_phone", "by_phone"),
        (["interpreter"], "no", None),
        (["nobody"], "", None),
        (["nobody"], "no", "no"),
    ],
)
def test_an_interpreter_in_the_room_is_said_once(present: list[str], answer: str, kept: str | None) -> None:
    form = SittingForm({**SITTING, "present": present, "interpreter": answer})
    assert form.is_valid() == (kept is not None)
    assert (form.sitting().interpreter if kept else "interpreter" in form.errors) == (kept or True)


def test_she_is_addressed_as_a_woman_where_her_language_does_so(world: World, desk: Desk) -> None:
    row = begin(world, triaged(world))
    choose = {"age_years": 30, "kinds": ["begging"], "language": "ar", "now": world.now}
    berivan = desk("berivan")
    url = reverse("intake:question", args=[row.id, "open.contact"])
    opening = SCREENING.of(pack()).conversation[0].open_prompt
    assert opening.to_woman.ar != opening.text.ar
    for sex, words, others in (
        ("female", opening.to_woman.ar, opening.text.ar),
        ("", opening.text.ar, opening.to_woman.ar),
    ):
        commands.choose_profile(world.berivan, row, sex=sex, **choose)  # type: ignore[arg-type]
        page = text(berivan.get(url))
        assert words in page
        assert others not in page
        assert opening.text.ckb in page


def test_the_first_words_too_are_said_as_to_a_woman_where_her_file_says_she_is_one(world: World, desk: Desk) -> None:
    row = begin(world, triaged(world))
    url = reverse("intake:prepare", args=[row.id]) + "?say=ar"
    agree = SCREENING.of(pack()).words.before_start[-1]
    assert agree.to_woman is not None and agree.to_woman.ar != agree.text.ar
    berivan = desk("berivan")
    assert agree.to_woman.ar not in text(berivan.get(url))
    change_facts(world.berivan, row.procedure, facts={"sex": "female"}, now=world.now)
    page = text(berivan.get(url))
    assert agree.to_woman.ar in page
    assert agree.text.ar not in page
