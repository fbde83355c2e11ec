"""The waiver letter of a country: its wording, its facts, and what holds it back."""

from collections.abc import Callable
from typing import Any

import pytest

from amana.countrypacks import pack
from amana.countrypacks.values import Pack
from amana.justice.letters import Heads, Incomplete, Letter, NoAddressee, Unconfirmed, compose, render
from amana.justice.letters.letter import Language
from amana.justice.pack_sections import WAIVER
from amana.printing.tests.reading import as_copied, read
from amana.printing.wording import arabic_digits, clean

pytestmark = pytest.mark.poppler  # letters are read back with it

FACTS = {
    "case_reference": "IQ-2026-000108",
    "full_name_as_in_passport": "SARA SPECIMEN",
    "nationality": "إثيوبية",
    "passport_no": "0012345",
    "visa_or_residence_type": "إقامة عمل",
    "valid_until": "6 شباط 2025",
    "entry_date": "1 شباط 2024",
    "issuing_authority": "مديرية شؤون الإقامة",
    "exploitation_period": "2024 - 2026",
    "causal_explanation": "لم تكن وثائقها في حوزتها.",
    "identification_status_and_date": "ضحية مفترضة منذ 12 آذار 2026",
    "overstay_days": "411",
    "attributable_days": "399",
    "consent_id": "C-77",
    "signatory": "المحامية أمل نموذج",
}
HEADS = Heads(("مركز حواء", "أربيل"), ("Hawa Centre", "Erbil"))


def sure_of_everything(path: str) -> bool:
    return True


def sure_of_all_but(*unsure: str) -> Callable[[str], bool]:
    return lambda path: path not in unsure


@pytest.fixture
def iraq() -> Pack:
    return pack("iraq")


def letter_for(found: Pack, facts: dict[str, str] | None = None, **changed: Any) -> Letter:
    given: dict[str, Any] = {
        "language": "ar",
        "territory": "IQ-FED",
        "relief": ["full", "exit_visa_without_fine"],
        "heads": HEADS,
        "number": "HC/2026/0147",
        "date": "24 آذار 2026",
        "may_print": sure_of_everything,
    }
    return compose(found, FACTS if facts is None else facts, **(given | changed))


@pytest.mark.parametrize("language", ["ar", "ckb", "en"])
def test_the_letter_says_what_the_pack_says_and_comes_back_from_paper(iraq: Pack, language: Language) -> None:
    letter = letter_for(iraq, language=language)
    text = read(render(letter))
    for name in ("principle", "closing"):
        assert as_copied(WAIVER.of(iraq).wording[name].text.text(language)) in text
    for name in ("full", "exit_visa_without_fine"):
        assert as_copied(WAIVER.of(iraq).requests[name].text.text(language)) in text
    assert letter.addressee == (WAIVER.of(iraq).addressee["IQ-FED"].name.text(language),)
    assert "SARA SPECIMEN" in text and "IQ-2026-000108" in text
    assert "{" not in text


def test_a_passport_number_keeps_its_digits_while_days_do_not(iraq: Pack) -> None:
    text = read(render(letter_for(iraq)))
    assert "0012345" in text and arabic_digits("0012345") not in text
    assert "أيام تجاوز الإقامة: ٤١١، منها ناتجة عن الاستغلال: ٣٩٩." in text


def test_a_fine_is_told_only_with_the_document_that_states_it(iraq: Pack) -> None:
    assert "4,200,000" not in letter_for(iraq, FACTS | {"assessed_fine": "4,200,000 دينار"}).reason
    both = FACTS | {"assessed_fine": "4,200,000 دينار", "assessed_fine_document": "كتاب 44"}
    assert "4,200,000 دينار (كتاب 44)" in letter_for(iraq, both).reason


def test_a_computed_fine_is_never_told(iraq: Pack) -> None:
    letter = letter_for(iraq, FACTS | {"computed_gross_fine": "987654 دينار"})
    assert "٩٨٧٦٥٤" not in read(render(letter))


def test_missing_facts_are_named_and_hold_the_letter_back(iraq: Pack) -> None:
    with pytest.raises(Incomplete) as stopped:
        letter_for(iraq, FACTS | {"passport_no": " \u200f", "consent_id": ""})
    assert stopped.value.details == {"fields": "Passport number, Consent"}


def test_a_law_that_is_not_confirmed_is_left_out(iraq: Pack) -> None:
    law = WAIVER.of(iraq).wording["law"].text.ar
    assert law in letter_for(iraq).reason
    assert law not in letter_for(iraq, may_print=sure_of_all_but("waiver.wording.law")).reason


@pytest.mark.parametrize("path", ["waiver.addressee.IQ-FED", "waiver.wording.reason", "waiver.requests.full"])
def test_anything_else_that_is_not_confirmed_holds_the_letter_back(iraq: Pack, path: str) -> None:
    with pytest.raises(Unconfirmed) as stopped:
        letter_for(iraq, may_print=sure_of_all_but(path))
    assert stopped.value.details == {"paths": path}
    assert letter_for(iraq, may_print=sure_of_all_but(path), specimen=True).specimen


def test_what_is_not_asked_for_need_not_be_confirmed(iraq: Pack) -> None:
    assert letter_for(iraq, may_print=sure_of_all_but("waiver.requests.lift_entry_ban"))


def test_every_path_that_is_asked_about_is_in_the_pack(iraq: Pack) -> None:
    asked: list[str] = []

    def remembered(path: str) -> bool:
        asked.append(path)
        return True

    letter_for(iraq, may_print=remembered)
    assert {iraq.value(path).path for path in asked} == set(asked)
    assert len(set(asked)) > 10


def test_a_territory_without_addressee_is_refused(iraq: Pack) -> None:
    with pytest.raises(NoAddressee):
        letter_for(iraq, territory="XA-NORTH")


def test_braces_in_a_fact_are_printed_and_not_filled(iraq: Pack) -> None:
    letter = letter_for(iraq, FACTS | {"causal_explanation": "{passport_no} {} {nothing}"})
    assert "{passport_no} {} {nothing}" in clean(letter.reason)


def test_another_country_has_its_own_addressee_and_law() -> None:
    example = pack("example")
    letter = letter_for(example, territory="XA-NORTH", language="en", relief=["full"])
    assert letter.addressee == ("Council of Grace",)
    assert "Act No. 1 of 2020" in letter.reason


def test_the_code_is_explained_only_where_there_is_one(iraq: Pack) -> None:
    assert letter_for(iraq).labels.check == ""
    assert letter_for(iraq, check_code="7QK4-93TF").labels.check == WAIVER.of(iraq).wording["check"].text.ar
