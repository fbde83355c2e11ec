"""Paper at the desk: blank sheets for whoever asks, and a filled one typed in on one page, without losing anything."""

from typing import Any

import pytest
from django.test import Client

from amana import vault
from amana.errors import NotFound
from amana.intake.tests.scenes import fresh, triaged
from amana.screening import commands, queries
from amana.screening.commands.sheets import Paper
from amana.screening.errors import AnswersDiffer, NotAQuestion
from amana.screening.models import Screening, TypedSheet
from amana.screening.paper import choose
from amana.screening.paper.sheets import of_interview
from amana.screening.rules import Entry, Interview
from amana.screening.rules.sheets import Sheet
from amana.screening.tests.scenes import begin
from amana.trust.models import Line
from amana.vault.models import Sealed
from tests.cast import World
from tests.paper import main_form
from tests.world import Desk

pytestmark = pytest.mark.django_db

PAPER = "/signs/paper/"
PDF = "/signs/paper/sheet.pdf"
STORY = "they took my passport on the first night zanbaq-5521"


def screening(world: World, *, age: int | None = 31, kinds: tuple[str, ...] = ("domestic_servitude",)) -> Screening:
    """Berivan asks Selam, who worked in a house; nothing is answered yet."""
    row = begin(world, triaged(world))
    commands.choose_profile(world.berivan, row, age_years=age, kinds=kinds, language="am", now=world.now)
    return Screening.objects.select_related("procedure").get(id=row.id)


def interview_of(world: World, row: Screening) -> tuple[Interview, int]:
    """What is kept of it, and its revision."""
    return commands.open_screening(world.berivan, row, world.now)


def sheet_for(world: World, row: Screening) -> Sheet:
    """The sheet that fits it."""
    return of_interview(interview_of(world, row)[0]).sheet


def sent(world: World, row: Screening, **more: Any) -> dict[str, Any]:
    """The form of the page as the browser sends it."""
    interview, revision = interview_of(world, row)
    sheet = of_interview(interview).sheet
    grid = {line.question: interview.entry(line.question).answer for line in sheet.lines if line.number}
    return {
        "code": sheet.code,
        "on": "2026-03-01",
        "place": "Erbil",
        "asked_by": "Berivan",
        "answers": "1 a z u -",
        "notes": "",
        "revision": str(revision),
        **grid,
        **{f"{question}-was": answer for question, answer in grid.items()},
        **more,
    }


# Blank sheets -------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", ["prompts", "form"])
@pytest.mark.parametrize("language", ["en", "ar", "ckb"])
def test_a_sheet_opens_as_pdf_in_each_language(world: World, desk: Desk, sheet: str, language: str) -> None:
    asked = {"sheet": sheet, "profiles": ["adult_labour"], "language": language}
    answer = desk("karwan").get(PDF, asked)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    code = choose(["adult_labour"]).sheet.code.replace(" ", "-")
    assert f"{sheet}-{code}-{language}.pdf" in answer.headers["Content-Disposition"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_what_is_not_chosen_rightly_is_told(world: World, desk: Desk) -> None:
    client = desk("karwan")
    assert client.get(PDF).status_code == 200
    for wrong in ({"sheet": "poster"}, {"profiles": ["adult_telepathy"]}, {"language": "xx"}, {"beside": "xx"}):
        answer = client.get(PDF, {"sheet": "form", "profiles": ["adult_labour"], "language": "ar", **wrong})
        assert answer.status_code == 422


def test_the_page_chooses_at_first_what_fits_the_screening(world: World, desk: Desk) -> None:
    form = main_form(desk("berivan").get(PAPER, {"profiles": "child_sexual", "beside": "ar"}).content.decode())
    assert form.inputs["profiles"].checked == ["child_sexual"]
    assert form.inputs["beside"].checked == ["ar"]
    assert main_form(desk("berivan").get(PAPER).content.decode()).inputs["profiles"].checked == ["adult_labour"]


def test_paper_is_for_who_takes_signs(world: World, desk: Desk) -> None:
    assert desk("shilan").get(PAPER).status_code == 403
    assert desk("shilan").get(PDF).status_code == 403


# Typing in ----------------------------------------------------------------------------------------


def type_in(world: World, row: Screening, answers: dict[str, str], **more: Any) -> TypedSheet:
    """Berivan types a sheet."""
    given = {"notes": {}, "paper": Paper("AL 1", "2026-03-01", "Erbil", "Berivan", "1a", STORY), **more}
    revision = given.pop("revision", None) or interview_of(world, row)[1]
    return commands.type_in(world.berivan, row, answers=answers, revision=revision, now=world.now, **given)


def test_all_answers_of_a_sheet_are_kept_at_once_and_the_result_is_worked_out(world: World) -> None:
    row = screening(world)
    questions = [line.question for line in sheet_for(world, row).lines if line.number]
    type_in(world, row, dict.fromkeys(questions, "yes"), notes={questions[0]: STORY})
    interview, _revision = interview_of(world, row)
    assert {interview.entry(question).answer for question in questions} == {"yes"}
    assert interview.entry(questions[0]).words == STORY
    assert queries.result_of(row)["result"] == "presumed_victim"


def test_the_sheet_is_sealed_with_the_screening_and_opens_for_the_same_people(world: World) -> None:
    row = screening(world)
    typed = type_in(world, row, {"ILO-CD01": "yes"}, notes={"ILO-CD01": STORY})
    assert vault.texts.holders_of(typed.sealed) == vault.texts.holders_of(row.sealed)
    [(_row, paper)] = commands.open_sheets(world.berivan, row, world.now)
    assert (paper.on, paper.asked_by, paper.notes) == ("2026-03-01", "Berivan", STORY)
    for each in Sealed.objects.all():
        assert STORY.encode() not in bytes(each.envelope)
    assert STORY not in str(list(Line.objects.values_list("ids", flat=True)))
    assert Line.objects.filter(verb="intake.sheet_typed", object=typed.id).exists()
    assert Line.objects.filter(verb="intake.sheets_opened", object=row.id).exists()
    for stranger in (world.yusuf, world.karwan, world.shilan):
        with pytest.raises(NotFound):
            commands.open_sheets(stranger, row, world.now)


def test_not_asked_on_paper_takes_back_no_answer_and_words_are_added(world: World) -> None:
    row = screening(world)
    _, revision = interview_of(world, row)
    before = {"ILO-CD01": Entry("yes", "my passport")}
    revision = commands.keep_answers(world.berivan, row, before, revision=revision, now=world.now)
    type_in(world, row, {"ILO-CD01": "not_asked", "ILO-CD03": "no"}, notes={"ILO-CD01": "and my phone"})
    interview, _revision = interview_of(world, row)
    assert interview.entry("ILO-CD01") == Entry("yes", "my passport\nand my phone")
    assert interview.entry("ILO-CD03").answer == "no"


def test_where_a_colleague_answered_meanwhile_nothing_is_written(world: World) -> None:
    row = screening(world)
    _, shown = interview_of(world, row)
    commands.keep_answers(world.berivan, row, {"ILO-CD01": Entry("no")}, revision=shown, now=world.now)
    with pytest.raises(AnswersDiffer):
        type_in(world, row, {"ILO-CD01": "yes", "ILO-CD03": "yes"}, revision=shown)
    interview, _revision = interview_of(world, row)
    assert interview.entry("ILO-CD01").answer == "no"
    assert interview.entry("ILO-CD03") == Entry()
    assert not TypedSheet.objects.exists()


def test_a_question_that_is_not_asked_here_stops_everything(world: World) -> None:
    row = screening(world)
    with pytest.raises(NotAQuestion):
        type_in(world, row, {"ILO-CD01": "yes", "ILO-XX99": "yes"})
    assert not TypedSheet.objects.exists()
    assert interview_of(world, row)[0].entry("ILO-CD01") == Entry()


# The page -----------------------------------------------------------------------------------------


def page_of(row: Screening) -> str:
    """The address of the page."""
    return f"/signs/screenings/{row.id}/typed/"


@pytest.fixture
def row(world: World) -> Screening:
    """A screening of an adult in a house."""
    return screening(world)


@pytest.fixture
def client(desk: Desk, world: World) -> Client:
    """Berivan at her desk, in English."""
    found = desk("berivan")
    found.post("/language/", {"language": "en", "next": "/"})
    return found


@pytest.mark.parametrize("text", ["1 a z u -", "1a\n2z\n3u\n4-", "١+ ٢× ٣؟ ٤-", "۱a، ۲z، ۳u"])
def test_one_box_takes_the_answers_in_any_digits(world: World, client: Client, row: Screening, text: str) -> None:
    answer = client.post(page_of(row), sent(world, row, answers=text))
    assert answer.headers["Location"] == f"/signs/screenings/{row.id}/"
    numbered = [line.question for line in sheet_for(world, row).lines if line.number]
    interview, _revision = interview_of(world, row)
    assert [interview.entry(each).answer for each in numbered[:4]] == ["yes", "no", "unknown", "not_asked"]


def test_the_table_alone_is_enough_and_needs_no_code(world: World, client: Client, row: Screening) -> None:
    data = sent(world, row, answers="", code="", **{"ILO-CD01": "yes", "ILO-CD03": "unknown"})
    assert client.post(page_of(row), data).status_code == 302
    interview, _revision = interview_of(world, row)
    assert interview.entry("ILO-CD01").answer == "yes"
    assert interview.entry("ILO-CD03").answer == "unknown"
    assert len(interview.entries) == 2


def test_another_sheets_code_stops_it_before_an_answer_reaches_a_wrong_question(
    world: World, client: Client, row: Screening
) -> None:
    child = choose(["child_labour"]).sheet
    assert not sheet_for(world, row).is_code(child.code)
    for code in (child.code, "", "12"):
        answer = client.post(page_of(row), sent(world, row, code=code))
        assert answer.status_code == 422
        assert "The sheet with these questions has the code" in answer.content.decode()
    assert interview_of(world, row)[0].entries == {}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"answers": "1a 999z"}, "“999z” is no question of this sheet."),
        ({"answers": "1a\n2k"}, "Line 2: “2k” is no answer. Type a, z, u, r or -."),
        ({"answers": "1a 1z"}, "for the second time, and differently."),
        ({"answers": "1a 2"}, "“2” has no answer."),
        ({"notes": "she was tired"}, "belongs to no question. Begin with its number and a colon."),
        ({"answers": "DR01a", "ILO-DR01": "no"}, "The box above says something else."),
        ({"on": "2999-01-01"}, "This day cannot be right."),
        ({"on": ""}, "This field is required."),
        ({"ILO-CD01": "telepathy"}, "telepathy"),
    ],
)
def test_a_mistake_is_told_and_everything_typed_stands_there_again(
    world: World, client: Client, row: Screening, wrong: dict[str, str], told: str
) -> None:
    data = sent(world, row, **{"notes": f"1: {STORY}", "ILO-CD14": "yes", **wrong})
    answer = client.post(page_of(row), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page.replace("&quot;", '"')
    form = main_form(page)
    for name in ("answers", "notes", "place", "asked_by", "code"):
        assert form.inputs[name].value.strip() == data[name]
    assert form.inputs["ILO-CD14"].checked == ["yes"]
    assert interview_of(world, row)[0].entries == {}
    assert not TypedSheet.objects.exists()


def test_an_empty_sheet_is_told(world: World, client: Client, row: Screening) -> None:
    answer = client.post(page_of(row), sent(world, row, answers=""))
    assert answer.status_code == 422
    assert "Type at least one answer or note." in answer.content.decode()


def test_a_colleagues_answer_is_shown_beside_the_typed_one_and_nothing_is_lost(
    world: World, client: Client, row: Screening
) -> None:
    data = sent(world, row, answers="CD01a CD03z", notes=f"CD03: {STORY}")
    commands.keep_answers(world.berivan, row, {"ILO-CD01": Entry("no")}, revision=int(data["revision"]), now=world.now)
    answer = client.post(page_of(row), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "A colleague answered the same question" in page
    assert STORY in page
    again = main_form(page)
    assert again.inputs["answers"].value.strip() == "CD01a CD03z"
    assert client.post(page_of(row), {**data, "revision": again.inputs["revision"].value}).status_code == 302
    assert interview_of(world, row)[0].entry("ILO-CD01").answer == "yes"


def test_the_check_beside_it_says_what_was_understood_and_stores_nothing(
    world: World, client: Client, row: Screening
) -> None:
    page = client.post(page_of(row), sent(world, row, answers="1a 2 k", do="check")).content.decode()
    assert "1 of " in page
    assert "“k” is no answer" in page
    assert "<html" not in page
    look = client.post(page_of(row), sent(world, row, answers="1a 2z", do="look"))
    assert look.status_code == 200
    assert "2 of " in look.content.decode()
    assert interview_of(world, row)[0].entries == {}


def test_before_the_first_sheet_somebody_says_for_whom_it_was_printed(world: World, client: Client) -> None:
    fresh_one = begin(world, triaged(world))
    page = client.get(page_of(fresh_one)).content.decode()
    assert "First say for whom the sheet was printed" in page
    answer = client.post(
        page_of(fresh_one), {"age": "٣٠", "age_known": "known", "kinds": ["domestic_servitude"], "sex": "female"}
    )
    assert answer.headers["Location"] == page_of(fresh_one)
    assert choose(["adult_labour"]).sheet.code in client.get(page_of(fresh_one)).content.decode()


def test_a_sheet_of_somebody_who_was_asked_on_paper_begins_the_screening(world: World, client: Client) -> None:
    sign = triaged(world)
    assert f'href="/signs/{sign.id}/typed/"' in client.get(f"/signs/{sign.id}/").content.decode()
    page = client.get(f"/signs/{sign.id}/typed/")
    assert page.status_code == 200
    assert queries.latest_screening(sign.procedure) is None
    begin(world, sign)
    found = queries.latest_screening(fresh(sign).procedure)
    assert found is not None
    assert client.get(f"/signs/{sign.id}/typed/").headers["Location"] == page_of(found)


def test_the_ways_to_paper_stand_where_they_are_needed(world: World, client: Client, row: Screening) -> None:
    page = client.get(f"/signs/screenings/{row.id}/").content.decode()
    assert f'href="{page_of(row)}"' in page
    assert f'href="{PAPER}?profiles=adult_labour' in page
    assert f'href="{PAPER}"' in client.get("/signs/").content.decode()
