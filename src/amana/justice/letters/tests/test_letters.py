"""A letter comes back from paper as it was written, in three languages, and harmless whatever was put in."""

import io
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from typing import Any

import pikepdf
import pypdf
import pytest

from amana.justice.letters import Labels, Letter, Unprintable, as_printed, render
from amana.justice.letters.printing import LAYOUT, _inputs
from amana.justice.letters.tests.samples import ARABIC, ENGLISH, LETTERS, SORANI, saying
from amana.printing.copying import copied_without_marks
from amana.printing.tests.reading import as_copied, inside, picture, read, words_on_paper
from amana.printing.typesetting import laid_out
from amana.printing.wording import arabic_digits

pytestmark = pytest.mark.poppler  # letters are read back with it

A4_WIDTH, MARGIN = 595.3, 56.7  # points

each_language = pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS.keys())


def numbered(letter: Letter, text: str) -> str:
    """`text` of running words as it is printed in the letter's language."""
    return text if letter.language == "en" else arabic_digits(text)


# Coming back from paper ----------------------------------------------------------------------------------------------


@each_language
def test_every_sentence_comes_back_whole_and_in_order(letter: Letter) -> None:
    text = read(render(letter))
    body = [*letter.addressee, letter.subject, letter.salutation, letter.opening, letter.reason, *letter.requests]
    places = [text.index(as_copied(numbered(letter, sentence))) for sentence in [*body, *letter.closing.split("\n")]]
    assert places == sorted(places)
    for line in (*letter.letterhead, *letter.letterhead_beside, *letter.signatory, *letter.badges, letter.labels.check):
        assert as_copied(numbered(letter, line)) in text


@each_language
def test_number_code_reference_and_passport_come_back_as_printed(letter: Letter) -> None:
    text = read(render(letter))
    for printed in (letter.number, letter.check_code, "IQ-2026-000108", "EP0000000"):
        assert printed in text
    assert f"{letter.labels.number} {letter.number}" in text


def test_names_stand_in_their_own_direction_between_brackets() -> None:
    assert "سارة نموذج (SARA SPECIMEN)" in read(render(ARABIC))
    assert "سارا نموونە (SARA SPECIMEN)" in read(render(SORANI))


def test_amounts_and_dates_are_written_in_arabic_digits() -> None:
    text = read(render(ARABIC))
    assert "٤٬٢٠٠٬٠٠٠ دينار (أربعة ملايين ومئتا ألف دينار)" in text
    assert "حتى ٦ شباط ٢٠٢٥" in text
    assert "رقم (٢٨) لسنة ٢٠١٢، وإلى" in text
    assert "صفحة ١ من ١" in text


@pytest.mark.parametrize(
    "sentence",
    [
        "لا إله، الإعفاء، الآلام، لأن الأولاد",
        "الدولة [لبنان] والإقامة (لاجئة) وإلى «الأمانة»",
    ],
)
def test_lam_and_alef_stay_in_order(sentence: str) -> None:
    assert sentence in read(render(saying(sentence)))


@pytest.mark.parametrize(
    "sentence",
    [
        "ڕێکخراوی ھاوکاری لە ھەولێر، ڵێبوردن و گۆڕین، ئەوەی دەڵێت سڵاو",
        "ژن و پیاو، چاک و گەورە، ڤیان و پۆلا، کە ڕۆژێک لە ماڵێک بوون",
        "ئەو (کە لە دھۆک) و [لە سلێمانی] ژیاوە",
    ],
)
def test_sorani_letters_come_back_each_as_itself(sentence: str) -> None:
    assert sentence in read(render(saying(sentence, SORANI)))


def test_a_phone_number_keeps_its_plus_in_front() -> None:
    phone = "+964 750 000 0000"
    pdf = render(saying(f"الهاتف {as_printed(phone)} في أربيل"))
    assert f"الهاتف {phone} في أربيل" in read(pdf)
    # pypdf gives a stretch as it is drawn from left to right.
    assert phone in pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_a_word_with_vowel_signs_is_found_by_its_letters() -> None:
    text = read(render(saying("أُكرهوا كاملةً المبيّنة شكراً جزيلاً يُظهر مُقيَّدةً")))
    assert "أكرهوا كاملة المبينة شكرا جزيلا يظهر مقيدة" in text
    assert "\0" not in text


def test_vowel_signs_are_drawn_although_they_are_not_copied() -> None:
    letter = saying("أُكرهوا كاملةً المبيّنة مُقيَّدةً")
    as_made = laid_out(LAYOUT, _inputs(letter))
    as_given = render(letter)
    assert _tags(as_given) == _tags(as_made) != []
    assert picture(as_given) == picture(as_made)
    assert picture(as_given) != picture(render(saying("أكرهوا كاملة المبينة مقيدة")))


def _tags(pdf: bytes) -> list[str]:
    """The tags of a file for screen readers, each with the pieces of the page that it holds, in their order."""
    found: list[str] = []

    def walk(tag: Any) -> None:
        children = tag.get("/K", [])
        children = list(children) if isinstance(children, pikepdf.Array) else [children]
        found.append(f"{tag.get('/S')} {[each for each in children if isinstance(each, int)]}")
        for each in children:
            if isinstance(each, pikepdf.Dictionary):
                walk(each)

    with pikepdf.open(io.BytesIO(pdf)) as document:
        walk(document.Root.StructTreeRoot)
    return found


def test_a_letter_without_vowel_signs_is_given_as_made() -> None:
    as_made = laid_out(LAYOUT, _inputs(ENGLISH))
    assert copied_without_marks(as_made) == as_made


def test_a_file_of_another_make_is_refused() -> None:
    with pytest.raises(ValueError, match="not made by our typst"):
        copied_without_marks(b"%PDF-1.7\nsomething else")
    other = pikepdf.new()
    page = other.add_blank_page()
    page.add_resource(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1), pikepdf.Name.Font)
    other.save(target := io.BytesIO())
    with pytest.raises(ValueError, match="not made by our typst"):
        copied_without_marks(target.getvalue())


# On paper ------------------------------------------------------------------------------------------------------------


@each_language
def test_an_ordinary_letter_is_one_page_of_a4(letter: Letter) -> None:
    pages = pypdf.PdfReader(io.BytesIO(render(letter))).pages
    assert len(pages) == 1
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]


@each_language
def test_only_our_own_fonts_are_used_and_all_are_inside(letter: Letter) -> None:
    names = set()
    for page in pypdf.PdfReader(io.BytesIO(render(letter))).pages:
        for font in inside(page, "/Resources", "/Font").values():
            [inner] = inside(font, "/DescendantFonts")
            descriptor = inside(inner, "/FontDescriptor")
            assert inside(descriptor, "/FontFile2").get_data()
            names.add(str(descriptor["/FontName"]).partition("+")[2])
    assert names <= {
        f"{family}-{weight}" for family in ("NotoNaskhArabic", "NotoSerif") for weight in ("Regular", "Bold")
    }


def test_a_long_letter_has_a_head_on_its_second_page_and_signs_where_it_ends() -> None:
    requests = tuple(f"{number} إعفاؤها من غرامات تجاوز مدة الإقامة كاملة" for number in range(1, 31))
    first, second = read(render(replace(ARABIC, requests=requests))).split("\f")
    assert "صفحة ١ من ٢" in first and "صفحة ٢ من ٢" in second
    assert ARABIC.number in second and ARABIC.letterhead[0] in second
    assert "مع فائق الشكر والتقدير." in second and ARABIC.signatory[0] in second
    assert ARABIC.signatory[0] not in first


def test_a_word_longer_than_the_page_breaks_and_loses_nothing() -> None:
    endless = "Wxyz0123456789" * 40
    letter = replace(saying(endless), identity=(("الاسم", endless), (endless, "سارة")))
    pdf = render(letter)
    for left, right, word in words_on_paper(pdf):
        assert left >= MARGIN - 1 and right <= A4_WIDTH - MARGIN + 1, word
    assert read(pdf).replace(" ", "").replace("\f", "").count(endless) >= 1


def test_a_letter_of_which_nothing_is_written_yet_can_be_looked_at() -> None:
    labels = Labels(title="Draft", number="", date="", copies="", page="", specimen="specimen")
    draft = Letter("en", "", "", (), (), "", "", "", (), "", (), "", (), labels, specimen=True)
    assert read(render(draft)) == "specimen"


def test_parts_that_are_empty_leave_no_frame_behind() -> None:
    bare = replace(
        ENGLISH,
        letterhead_beside=(),
        badges=(),
        identity=(),
        requests=(),
        copies=(),
        check_code="",
        date="",
    )
    text = read(render(bare))
    assert ENGLISH.labels.copies not in text
    assert ENGLISH.closing.replace("\n", " ") in text


# Specimens -----------------------------------------------------------------------------------------------------------


@each_language
def test_a_specimen_says_so_on_every_page_and_its_text_stays_the_same(letter: Letter) -> None:
    word = letter.labels.specimen
    real = render(letter)
    requests = letter.requests * 15
    specimen = render(replace(letter, specimen=True))
    assert read(specimen).split().count(word) == read(real).split().count(word) + 1
    body = letter.addressee[0]
    assert read(specimen).partition(body)[2] == read(real).partition(body)[2]
    for page in read(render(replace(letter, requests=requests, specimen=True))).split("\f"):
        assert word in page.split()


def test_the_word_lies_across_the_page() -> None:
    def drawn_behind(letter: Letter) -> bool:
        [page] = pypdf.PdfReader(io.BytesIO(render(letter))).pages
        return b"/Background" in inside(page, "/Contents").get_data()

    assert drawn_behind(replace(ARABIC, specimen=True))
    assert not drawn_behind(ARABIC)


def test_a_specimen_without_the_word_for_it_is_refused() -> None:
    with pytest.raises(ValueError, match=r"labels\.specimen"):
        replace(ARABIC, labels=replace(ARABIC.labels, specimen=" "), specimen=True)


def test_a_file_without_a_title_is_refused() -> None:
    with pytest.raises(ValueError, match=r"labels\.title"):
        replace(ARABIC, labels=replace(ARABIC.labels, title=""))


# What was put in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        '#import "@preview/x:0.1.0": *',
        '#read("/etc/passwd")',
        '#panic("x") #sys.inputs',
        "$ x^2 / y $ and *bold* and _so_ and `raw`",
        "\\ \\u{41} \\n <label> @reference",
        "= heading - list + item / term: x // comment /* more */",
        '"); #text("red',
        "%(name)s {page} ' \" -- --- ... ~",
    ],
)
def test_markup_is_printed_and_never_read(text: str) -> None:
    assert text in read(render(saying(text, ENGLISH)))
    arabic = read(render(saying(as_printed(text), ARABIC)))
    assert " ".join(re.findall(r"\w+", text)) in " ".join(re.findall(r"\w+", arabic))
    assert not Counter(text) - Counter(arabic)


def test_markup_is_harmless_in_every_field() -> None:
    bad = '#panic("x") $ * \\'
    labels = Labels(title=bad, number=bad, date=bad, copies=bad, page=bad, specimen=bad, check=bad)
    letter = Letter(
        "en", bad, bad, (bad,), (bad,), bad, bad, bad, ((bad, bad),), bad, (bad,), bad, (bad,), labels,
        (bad,), (bad,), (bad,), bad, specimen=True,
    )  # fmt: skip
    assert read(render(letter)).count(bad) >= 20


def test_nul_and_direction_marks_change_nothing() -> None:
    assert render(saying("Her \x00pass\u202eport\u2067.", ENGLISH)) == render(saying("Her passport.", ENGLISH))


def test_a_name_in_a_script_we_cannot_print_stops_the_letter_and_is_not_told() -> None:
    with pytest.raises(Unprintable) as stopped:
        render(replace(ARABIC, identity=(("الاسم", "ሰላም"),)))
    assert "ሰ" not in f"{stopped.value} {stopped.value.message} {stopped.value.details}"


# Beside the page -----------------------------------------------------------------------------------------------------


@each_language
def test_the_properties_of_the_file_name_nobody(letter: Letter) -> None:
    pdf = render(letter)
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert reader.metadata is not None
    assert {key: value for key, value in reader.metadata.items() if key != "/Creator"} == {
        "/Title": letter.labels.title
    }
    assert str(reader.metadata["/Creator"]).startswith("Typst")
    assert reader.attachments == {} and reader.outline == []
    for personal in ("SARA", "Sara", "EP0000000", letter.number):
        assert personal.encode() not in pdf


@each_language
def test_the_file_says_its_language_and_carries_tags_for_screen_readers(letter: Letter) -> None:
    root = inside(pypdf.PdfReader(io.BytesIO(render(letter))).trailer, "/Root")
    assert root["/Lang"] == f"{letter.language}-IQ"
    assert inside(root, "/MarkInfo", "/Marked")


@each_language
def test_the_same_letter_gives_the_same_bytes(letter: Letter) -> None:
    assert render(letter) == render(letter)


def test_the_printing_program_is_loaded_only_with_the_first_letter() -> None:
    asked = "import sys, amana.justice.letters; print('typst' in sys.modules)"
    here = {"PYTHONPATH": os.pathsep.join(sys.path)}
    answer = subprocess.run([sys.executable, "-c", asked], env=here, capture_output=True, check=True, text=True)
    assert answer.stdout.strip() == "False"
