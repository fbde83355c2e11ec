"""The boxes on pages and paper say what was found: no bare yes or no anywhere, in three languages; nothing of the screener's own
is read aloud, children have their own sentences, risks stand apart from what protects."""

import html
import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from amana.countrypacks import I18n, pack
from amana.intake import findings
from amana.intake import pack as intake_pack
from amana.intake.pack_sections import SCREENING, is_bare
from amana.intake.tests.scenes import triaged
from amana.printing.tests.reading import read
from amana.screening import commands, rules
from amana.screening import pack as says
from amana.screening.paper import choose, print_form
from amana.screening.rules import Entry
from amana.screening.tests.scenes import screened
from tests.cast import World
from tests.world import Desk

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "ar", "ckb")
each_language = pytest.mark.parametrize("language", LANGUAGES)
_LABEL = re.compile(r'<label[^>]*>\s*<input type="radio" name="([^"]+)"[^>]*>(.*?)</label>', re.S)
_OPTION = re.compile(r'<select name="([^"]+)".*?</select>', re.S)
# Facts beside the questions ("does the person know of this report?"), which are no signs and keep their plain list.
_FACTS = {
    "technology_facilitated", "goods_or_money_exchanged", "told-person_aware", "abduction_type", "harmful_traditional_practice",
}  # fmt: skip


def labels(page: str) -> Iterator[tuple[str, str]]:
    """(question, words of one box) of every box of a page, in radio buttons and in lists."""
    for name, inner in _LABEL.findall(page):
        first = re.split(r"<small>", inner)[0]
        yield name, html.unescape(re.sub(r"<[^>]+>", "", first)).strip()
    for found in _OPTION.finditer(page):
        for words in re.findall(r"<option[^>]*>(.*?)</option>", found[0], re.S):
            yield found[1], html.unescape(words).strip()


def bare(page: str) -> list[tuple[str, str]]:
    """Boxes that say a plain yes or no."""
    return [(name, words) for name, words in labels(page) if is_bare(words) and name not in _FACTS]


def in_language(client: Client, language: str) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@each_language
def test_no_page_shows_a_bare_yes_or_no_for_a_sign(world: World, desk: Desk, language: str) -> None:
    client = in_language(desk("berivan"), language)
    sign = triaged(world)
    row = screened(world)
    person, at = row.procedure_id, f"/signs/screenings/{row.id}"
    interview, _revision = commands.open_screening(world.berivan, row, world.now)
    parts = rules.parts_of(intake_pack.rule_set(), interview, says.stages())
    addresses = [
        *(f"{at}/parts/{part.id}/" for part in parts),
        *(f"{at}/questions/{question}/" for question in ("ILO-CD01", "ILO-VR04", "check.recruitment", "smuggling.agreed")),
        f"{at}/before/", f"{at}/typed/", "/signs/observe/", "/signs/new/", f"/signs/{sign.id}/card/",
        f"/signs/people/{person}/needs/", f"/signs/people/{person}/incidents/new/",
    ]  # fmt: skip
    seen = 0
    for address in addresses:
        page = page_of(client, address)
        assert bare(page) == [], address
        seen += sum(1 for _each in labels(page))
    assert seen > 1000


@pytest.mark.parametrize("word", ["Yes", "لا", "نەخێر"])
def test_a_bare_answer_that_was_planted_is_found(world: World, desk: Desk, word: str) -> None:
    client, row = in_language(desk("berivan"), "en"), screened(world)
    page = page_of(client, f"/signs/screenings/{row.id}/questions/ILO-CD01/")
    absent = SCREENING.of(pack()).entry.indicators["ILO-CD01"].answers.absent.en
    assert absent in html.unescape(page)
    assert bare(html.unescape(page).replace(f"<b>{absent}</b>", f"<b>{word}</b>")) == [("answer", word)]
    typed = html.unescape(page_of(client, f"/signs/screenings/{row.id}/typed/"))
    assert bare(typed.replace(f"<span>{absent}</span>", f"<span>{word}</span>"))


@pytest.mark.poppler
@each_language
def test_no_box_on_paper_is_a_bare_yes_or_no(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = choose(["adult_labour"])

    def ticked() -> set[str]:
        words = {each.text(language) for each in (plain.yes, plain.no)}
        text = read(print_form(sheet, language))
        return {word for word in words if re.search(rf"(?:^|\s)[az]\s+{word}\s+[“«zu]", text)}

    class plain:
        yes, no = (SCREENING.of(pack()).entry.replies[name] for name in ("yes", "no"))

    assert ticked() == set()

    def planted(answers: object, answer: str) -> I18n:
        return {"yes": plain.yes, "no": plain.no}.get(answer) or SCREENING.of(pack()).entry.answers[answer]

    monkeypatch.setattr(findings, "word", planted)
    assert len(ticked()) == 2


def test_a_refusal_is_kept_apart_from_not_known(world: World, desk: Desk) -> None:
    row, client = screened(world, yes=()), in_language(desk("berivan"), "en")
    address = f"/signs/screenings/{row.id}/questions/ILO-CD04/"
    _interview, revision = commands.open_screening(world.berivan, row, world.now)
    client.post(address, {"answer": "declined", "words": "", "revision": str(revision)})
    interview, _revision = commands.open_screening(world.berivan, row, world.now)
    assert interview.entry("ILO-CD04") == Entry("declined")
    assert says.advise(interview).best is not None
    assert "prefers not to answer" in page_of(client, f"/signs/screenings/{row.id}/")


def test_plain_replies_stand_beside_the_box_they_belong_to(world: World, desk: Desk) -> None:
    client, row = in_language(desk("berivan"), "en"), screened(world)
    page = html.unescape(page_of(client, f"/signs/screenings/{row.id}/questions/ILO-CD01/"))
    inner = dict(re.findall(r'value="(\w+)"[^>]*><span><b>(.*?)</span></label>', page, re.S))
    assert "Others kept them" in inner["yes"] and "“No”, “Never”" in inner["yes"]
    assert "In the person’s own hands" in inner["no"] and "“Yes”" in inner["no"]
    assert "No answer to this, so ask on: “Nobody”" in page


def test_what_the_screener_sees_is_never_read_aloud(world: World, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    client, row = in_language(desk("berivan"), "en"), screened(world)
    address = f"/signs/screenings/{row.id}/questions/ILO-DR01/"
    assert "Read to the person" in page_of(client, address)
    plain = says.question
    watched = SCREENING.of(pack()).entry.indicators["UNG-04"]

    def observed(question_id: str, *, child: bool = False) -> says.Question:
        return plain("UNG-04" if question_id == "ILO-DR01" else question_id, child=child)

    monkeypatch.setattr(says, "question", observed)
    page = page_of(client, address)
    assert watched.prompt is not None and watched.prompt.en in page
    assert "Read to the person" not in page
    assert "Do not read it aloud" in page
    part = page_of(client, f"/signs/screenings/{row.id}/parts/entry/")
    aloud, _heading, own = part.partition("For you: what you see, hear and judge")
    assert watched.prompt.en in own and watched.prompt.en not in aloud


@pytest.mark.poppler
def test_what_the_screener_judges_stands_under_its_own_heading_on_paper() -> None:
    text = read(print_form(choose(["adult_labour"]), "en"))
    aloud, _heading, own = text.partition("For you: what you see, hear and judge. Do not read it aloud.")
    assert "Recruited" in own and "Recruited" not in aloud


def test_every_observer_sentence_is_the_screeners_own() -> None:
    for name, entry in SCREENING.of(pack()).entry.indicators.items():
        assert says.question(name).read_aloud == (entry.asks == "person"), name
        if entry.asks == "observer":
            assert says.question(name).replies_aloud is None


@each_language
def test_a_child_is_asked_in_its_own_words(world: World, desk: Desk, language: str) -> None:
    row, client = screened(world), in_language(desk("berivan"), "en")
    address = f"/signs/screenings/{row.id}/questions/ILO-CD07/?say={language}"
    item = SCREENING.of(pack()).entry.indicators["ILO-CD07"]
    assert item.prompt is not None and item.child is not None and item.child.prompt is not None
    assert item.prompt.text(language) in html.unescape(page_of(client, address))
    commands.choose_profile(
        world.berivan, row, age_years=12, kinds=["domestic_servitude"], language=language, now=world.now
    )
    page = html.unescape(page_of(client, address))
    assert item.child.prompt.text(language) in page
    assert item.prompt.text(language) not in page


def test_what_no_child_is_asked_says_so() -> None:
    for name in ("UNS-03", "UNS-14"):
        assert says.question(name).read_aloud
        asked = says.question(name, child=True)
        assert not asked.read_aloud and asked.leave is not None


@each_language
def test_risks_and_what_protects_stand_apart(world: World, desk: Desk, language: str) -> None:
    row, client = screened(world), in_language(desk("berivan"), language)
    page = html.unescape(page_of(client, f"/signs/people/{row.procedure_id}/needs/"))
    with translation.override(language):
        risk, protects = (
            translation.gettext("Risks: these make harm more likely"),
            translation.gettext("Protective factors: these make harm less likely"),
        )
    factors = SCREENING.of(pack()).entry.vulnerability
    places = {name: page.index(f'name="{name}"') for name in factors}
    headings = [(found.start(), found[1]) for found in re.finditer(r"<h3>(.*?)</h3>", page)]
    for name, entry in factors.items():
        under = [title for start, title in headings if start < places[name]][-1]
        assert under == (protects if entry.kind == "protective" else risk), name
