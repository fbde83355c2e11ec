"""The receipt of an answer, on the page and on paper: in her language and her letters, or it says that it cannot be."""

import pytest
from django.utils import translation

from amana.cases.tests.test_asking import HELP_LANGUAGES, LIMITS, english, give
from amana.consent import commands as consents
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.printing.tests.reading import read
from amana.subject_access.receipts import receipt_of
from tests.cast import World
from tests.world import Desk

PRINTABLE = ("fa", "fr", "id", "kmr", "sw", "tl", "tr", "ur")


def test_an_amharic_speaker_gets_no_english_receipt(world: World, desk: Desk) -> None:
    case = world.case()
    given = give(world, case, consents.Said(language="am", how="written", limits=LIMITS))
    page = english(desk, "rawan").get(f"/cases/{case.id}/consents/{given}/receipt/").content.decode()
    assert "የተስማሙበት ነገር" in page and "What you agreed to" not in page
    assert "ስም እና ሰነዶች" in page and LIMITS in page


def test_where_no_translation_exists_the_receipt_says_so_in_three_languages(world: World, desk: Desk) -> None:
    case = world.case()
    given = give(world, case, consents.Said(language="ti", how="written", interpreter="INT-9"))
    page = english(desk, "rawan").get(f"/cases/{case.id}/consents/{given}/receipt/").content.decode()
    for said in ("does not exist in Tigrinya", "التغرينية", "تیگرینیا", "INT-9"):
        assert said in page, said


@pytest.mark.poppler
@pytest.mark.parametrize("language", HELP_LANGUAGES)
def test_the_paper_is_in_her_letters_or_says_in_three_languages_that_it_cannot_be(
    world: World, desk: Desk, language: str
) -> None:
    case = world.case()
    given = give(world, case, consents.Said(language=language, how="written", limits=LIMITS))
    printed = english(desk, "rawan").post(f"/cases/{case.id}/consents/{given}/receipt/")
    words = read(printed.content)
    if language in PRINTABLE:
        assert "cannot be printed" not in words
        if language not in ("fa", "ur"):  # what a reader of right-to-left text copies depends on the program
            assert pack().consent.in_languages[language].title in words
    else:
        name = next(str(each.label) for each in pack().lists["language"] if each.id == language)
        assert f"The letters of {name} cannot be printed here" in " ".join(words.split())
        assert "What you agreed to" in words


@pytest.mark.poppler
def test_limits_in_letters_that_cannot_be_printed_stop_no_paper(world: World, desk: Desk) -> None:
    case = world.case()
    given = give(world, case, consents.Said(language="ckb", how="written", limits="ለወንድሜ አይደለም"))
    printed = desk("rawan").post(f"/cases/{case.id}/consents/{given}/receipt/")
    assert printed.status_code == 200 and "cannot be printed here" in " ".join(read(printed.content).split())


def test_her_words_stand_in_no_code_and_no_other_language_takes_their_place(world: World) -> None:
    case = world.case()
    given = give(world, case, consents.Said(language="fr", how="written", limits=LIMITS))
    agreed = consent.agreement(case.id, given)
    with translation.override("en"):
        receipt = receipt_of(case, agreed, LIMITS)
    assert dict(receipt.lines)["limits"] == f"Vos limites : {LIMITS}"
    assert "limits" not in dict(receipt_of(case, agreed).lines)
