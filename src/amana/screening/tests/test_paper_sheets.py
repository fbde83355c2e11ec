"""The sheets come back from paper word for word and in order, in three languages, from whatever country's pack."""

import io
import re
from collections import Counter
from collections.abc import Callable

import pypdf
import pytest
from django.conf import LazySettings
from django.utils import translation

from amana.countrypacks import pack
from amana.intake import pack as intake_pack
from amana.intake.pack_sections import SCREENING
from amana.printing.tests.reading import as_copied, picture, read
from amana.screening import pack as says
from amana.screening.paper import Chosen, choose, print_form, print_prompts

pytestmark = pytest.mark.poppler  # sheets are read back with it

type Sheet = Callable[..., bytes]
A4 = (595, 842)
LANGUAGES = ("en", "ar", "ckb")
each_language = pytest.mark.parametrize("language", LANGUAGES)
each_sheet = pytest.mark.parametrize("sheet", [print_prompts, print_form])


def chosen(*profiles: str) -> Chosen:
    """A sheet for these profiles, or for adult labour."""
    return choose(profiles or ["adult_labour"])


def stand_in_order(text: str, expected: list[str]) -> None:
    """Each of these stands in the text, after the one before it."""
    at = 0
    for words in expected:
        found = text.find(words, at)
        assert found >= 0, (words, words in text)
        at = found + len(words)


def in_print(text: object, language: str) -> str:
    """What a reader gets for a text of the page: digits as the language prints them."""
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩") if language != "en" else {}
    return as_copied(str(text)).translate(digits)


@each_language
def test_every_question_stands_on_the_form_once_in_its_order(language: str) -> None:
    of = chosen()
    with translation.override(language):
        questions = [says.question(line.question) for line in of.sheet.lines]
        expected = [in_print((each.prompt or each.label), language) for each in questions]
    stand_in_order(read(print_form(of, language)), expected)


@each_language
def test_every_label_that_is_ticked_stands_there_in_its_order(language: str) -> None:
    of = chosen("child_sexual")
    with translation.override(language):
        questions = [says.question(line.question) for line in of.sheet.lines if line.number is not None]
        labels = [in_print(each.label, language) for each in questions if each.prompt is not None]
    assert len(labels) > 60
    stand_in_order(read(print_form(of, language)), labels)


@each_language
def test_every_question_has_its_number_and_code(language: str) -> None:
    of = chosen()
    words = read(print_form(of, language)).split()
    for line in of.sheet.lines:
        assert line.code in words
    numbers = [in_print(line.number, language) for line in of.sheet.lines if line.number]
    assert [word for word in words if word in set(numbers)][: len(numbers)] != []
    assert set(numbers) <= set(words)


@each_language
def test_the_prompt_sheet_says_the_words_in_the_order_of_the_conversation(language: str) -> None:
    words, parts = SCREENING.of(pack()).words, SCREENING.of(pack()).conversation
    expected = [
        *(each.text for each in words.before_start),
        *(each.open_prompt.text for each in parts),
        *(each.text for each in (*words.distressed, *words.stop, *words.close)),
    ]
    with translation.override(language):
        stand_in_order(read(print_prompts(chosen(), language)), [in_print(each, language) for each in expected])


@each_language
def test_what_to_watch_for_stands_on_the_prompt_sheet(language: str) -> None:
    text = read(print_prompts(chosen(), language))
    with translation.override(language):
        for item in ("IQX-02", "UNG-14", "IQX-03"):
            assert in_print(says.question(item).label, language) in text
        assert in_print(says.question("IQX-09").label, language) not in text  # a sign of children alone


@each_sheet
@each_language
def test_every_page_is_a4_and_says_its_code_and_the_rules(sheet: Sheet, language: str) -> None:
    of = chosen()
    pdf = sheet(of, language)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in pages} == {A4}
    for page in read(pdf).split("\f"):
        assert of.sheet.code in page
        assert intake_pack.rule_set().version in page
    assert len(pages) <= (3 if sheet is print_prompts else 14)


@each_sheet
def test_the_same_sheet_gives_the_same_bytes_and_names_nobody_in_the_file(sheet: Sheet) -> None:
    pdf = sheet(chosen(), "ar")
    assert pdf == sheet(chosen(), "ar")
    about = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert about is not None
    assert about.author is None
    assert picture(pdf) != picture(sheet(chosen(), "en"))


@pytest.mark.parametrize(("language", "beside"), [("ar", "en"), ("en", "ckb"), ("ckb", "ar")])
def test_what_is_said_to_her_stands_in_her_language_too(language: str, beside: str) -> None:
    there = words_of(read(print_prompts(chosen(), language, beside=beside)))
    for each in (
        *SCREENING.of(pack()).words.before_start,
        *(part.open_prompt for part in SCREENING.of(pack()).conversation),
    ):
        for one in (language, beside):
            assert words_of(in_print(each.text.text(one), one)) <= there
    alone = words_of(read(print_prompts(chosen(), language)))
    said = words_of(" ".join(in_print(each.text.text(beside), beside) for each in SCREENING.of(pack()).words.close))
    assert not said <= alone


@each_sheet
def test_a_woman_is_addressed_as_one(sheet: Sheet) -> None:
    both = [(part.open_prompt.to_woman.ar, part.open_prompt.text.ar) for part in SCREENING.of(pack()).conversation]
    told = [(in_print(hers, "ar"), in_print(his, "ar")) for hers, his in both]
    differ = [(hers, his) for hers, his in told if his not in hers]  # a vowel sign alone is not read back
    assert differ
    to_her, to_him = (read(sheet(chosen(), "ar", to_woman=woman)) for woman in (True, False))
    for hers, his in differ:
        assert (hers in to_her, his in to_her) == (True, False)
        assert (hers in to_him, his in to_him) == (False, True)


def words_of(text: str) -> Counter[str]:
    """How often each word stands there. Where two directions meet on a line, pdftotext gives the words in another order."""
    return Counter(re.findall(r"\w+", text))


def test_several_profiles_stand_on_one_sheet_and_each_question_once() -> None:
    both = chosen("adult_labour", "adult_sexual").sheet
    assert both.code.startswith("AL+AS ")
    asked = [line.question for line in both.lines]
    assert len(asked) == len(set(asked))
    assert {line.question for line in chosen("child_labour").sheet.lines} - {*asked} == set()


def test_a_profile_that_no_pack_knows_has_no_sheet() -> None:
    with pytest.raises(KeyError):
        choose(["adult_telepathy"])


@each_sheet
def test_the_invented_country_prints_its_own_signs(sheet: Sheet, settings: LazySettings) -> None:
    settings.AMANA_PACK = "example"
    text = read(sheet(chosen(), "en"))
    assert ("Works on a boat" in text) == (sheet is print_prompts)
    assert "agency house" not in text
