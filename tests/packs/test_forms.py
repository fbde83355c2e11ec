"""Forms made from a pack: what is typed badly is told beside its field, and nothing typed is lost."""

from collections.abc import Mapping
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from amana.countrypacks import pack
from amana.countrypacks.errors import NotATransition, ReasonMissing
from amana.countrypacks.forms import PackForm, attempt, clean_text, form_class
from amana.countrypacks.values import Field
from amana.errors import NotFound
from tests import upload_corpus as made


def field(key: str, *, required: bool = True) -> Field:
    """A field of the pack of Iraq."""
    known = pack("iraq").fields[key]
    return known if known.required == required else Field(**{**_parts(known), "required": required})


def _parts(known: Field) -> dict[str, Any]:
    return {name: getattr(known, name) for name in Field.__slots__}


def filled(values: Mapping[str, Any], *keys: str, files: Mapping[str, Any] | None = None) -> PackForm:
    """The form over these fields with these values typed in."""
    typed: MultiValueDict[str, Any] = MultiValueDict(
        {name: value if isinstance(value, list) else [value] for name, value in values.items()}
    )
    uploads = MultiValueDict({name: [file] for name, file in (files or {}).items()})
    return form_class([field(key) for key in keys])(typed, uploads)


@pytest.mark.parametrize("typed", ["12", "١٢", "۱۲", "\u200f١٢\u200e", " 12 "])
def test_digits_of_any_script_are_a_number(typed: str) -> None:
    form = filled({"overstay_days": typed}, "overstay_days")
    assert form.is_valid(), form.errors
    assert form.facts() == {"overstay_days": 12}


@pytest.mark.parametrize("typed", ["2026-03-01", "٢٠٢٦-٠٣-٠١", "۲۰۲۶-۰۳-۰۱"])
def test_digits_of_any_script_are_a_date(typed: str) -> None:
    form = filled({"decision_date": typed}, "decision_date")
    assert form.is_valid(), form.errors
    assert form.facts() == {"decision_date": "2026-03-01"}


@pytest.mark.parametrize("typed", ["1500000", "1,500,000", "١٬٥٠٠٬٠٠٠", "1500000.00"])
def test_amounts_may_have_marks_between_thousands(typed: str) -> None:
    form = filled({"assessed_fine": typed}, "assessed_fine")
    assert form.is_valid(), form.errors
    assert form.facts() == {"assessed_fine": 1_500_000}


def test_a_phone_number_keeps_its_plus_and_loses_marks_of_direction() -> None:
    form = filled({"phone": "\u202a+٩٦٤ ٧٥٠ 000 0000\u202c"}, "phone")
    assert form.is_valid(), form.errors
    assert form.collect_sealed() == {"phone": "+964 750 000 0000"}


def test_what_cannot_be_seen_is_removed_and_joiners_of_sorani_stay() -> None:
    assert clean_text("\u2067ئە\u200cو\x00\u2069") == "ئە\u200cو"
    form = filled({"account": "a\x00b\u202ec"}, "account")
    assert form.is_valid(), form.errors
    assert form.collect_sealed() == {"account": "abc"}


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("decision_date", "31.02.2026"),
        ("decision_date", "2026-02-30"),
        ("decision_date", "0026-02-03"),
        ("received_at", "yesterday"),
        ("exploitation_began", "2026-13"),
        ("exploitation_began", "2026-03-01"),
        ("overstay_days", "twelve"),
        ("overstay_days", "-1"),
        ("overstay_days", "99999999999"),
        ("assessed_fine", "1.5.0"),
        ("assessed_fine", "NaN"),
        ("phone", "call me"),
        ("risk_level", "terrible"),
        ("nationality", "ZZ"),
        ("sex", "f"),
        ("area_pcode", "IQG99"),
        ("service_code", "SHE-NONE"),
        ("exploitation", ["forced_labour", "nonsense"]),
        ("full_name", "x" * 301),
        ("account", "x" * 1_000_000),
        ("account", " \u200f\x00 "),
        ("full_name", ""),
    ],
)
def test_bad_input_is_told_beside_its_field_and_is_not_lost(key: str, typed: Any) -> None:
    form = filled({key.rpartition(".")[2]: typed}, key)
    assert not form.is_valid()
    assert list(form.errors) == [key]
    assert form[key].value() == typed


def test_a_browser_is_not_told_to_cut_a_long_text_off() -> None:
    assert "maxlength" not in str(filled({}, "account")["account"])


def test_values_come_back_by_drawer_and_section() -> None:
    form = filled(
        {"full_name": "Amina", "phone": "0750 000 0000", "sex": "female", "review_at": "2026-05-01", "languages": ["sw", "en"]},
        "full_name", "phone", "sex", "review_at", "languages",
    )  # fmt: skip
    assert form.is_valid(), form.errors
    assert form.facts() == {"sex": "female", "languages": ["sw", "en"]}
    assert form.sealed_by_section() == {"identity": {"full_name": "Amina"}, "contact": {"phone": "0750 000 0000"}}
    assert form.working() == {"review_at": "2026-05-01"}


def test_what_was_left_empty_is_kept_nowhere() -> None:
    form = form_class([field("full_name", required=False), field("languages", required=False)])(MultiValueDict())
    assert form.is_valid(), form.errors
    assert form.facts() == form.collect_sealed() == {}


def test_a_statement_has_to_be_made() -> None:
    assert not filled({}, "receiving_org_accepts").is_valid()
    assert filled({"receiving_org_accepts": "on"}, "receiving_org_accepts").is_valid()


def test_members_that_the_pack_does_not_know_come_from_the_page() -> None:
    asked = form_class([field("provider_id")], choices={"provider_id": [("p1", "Dar Al-Aman")]})
    assert asked({"provider_id": "p1"}).is_valid()
    assert not asked({"provider_id": "p2"}).is_valid()


def test_a_scan_is_a_paper_and_nothing_else() -> None:
    good = SimpleUploadedFile("a.pdf", b"%PDF-1.7 ...", "application/pdf")
    form = filled({}, "scan_id", files={"scan_id": good})
    assert form.is_valid(), form.errors
    assert list(form.scans()) == ["scan_id"]
    assert form.working() == {}
    bad = SimpleUploadedFile("a.pdf", b"<html><script>", "application/pdf")
    assert not filled({}, "scan_id", files={"scan_id": bad}).is_valid()


def test_a_refusal_is_put_beside_the_field_it_speaks_of() -> None:
    form = filled({"reason": "typed with care"}, "reason")
    assert form.is_valid()

    def refuse() -> str:
        raise ReasonMissing(field="reason", limit=300)

    assert attempt(form, refuse) is None
    assert list(form.errors) == ["reason"]
    assert form["reason"].value() == "typed with care"


def test_a_refusal_of_the_whole_is_put_on_top() -> None:
    form = filled({"reason": "x"}, "reason")

    def refuse() -> str:
        raise NotATransition

    assert attempt(form, refuse) is None
    assert form.non_field_errors()
    assert attempt(forms.Form({}), lambda: 5) == 5


def test_what_hides_a_record_is_no_matter_of_the_form() -> None:
    def hidden() -> str:
        raise NotFound

    with pytest.raises(NotFound):
        attempt(filled({"reason": "x"}, "reason"), hidden)


@pytest.mark.parametrize("name", ["turned-6.jpg", "RGB.png", "scan.tif", "exif.webp", "phone.heic", "author.pdf"])
def test_what_a_telephone_or_a_scanner_makes_is_a_scan(name: str) -> None:
    scan = SimpleUploadedFile(name, made.corpus()[name])
    assert filled({}, "scan_id", files={"scan_id": scan}).is_valid()


@pytest.mark.parametrize("name", ["letter.docx", "letter.odt", "old.doc", "letter.rtf"])
def test_an_office_document_is_no_scan_and_is_told_what_to_do(name: str) -> None:
    form = filled({}, "scan_id", files={"scan_id": SimpleUploadedFile(name, made.kept_apart()[name][0])})
    assert "Save it as PDF" in str(form.errors["scan_id"])


@pytest.mark.parametrize("head", [b"GIF89a", b"BM", b"\x00\x00\x00\x18ftypisom", b"RIFF\x00\x00\x00\x00WAVE"])
def test_what_no_scanner_or_telephone_makes_of_a_paper_is_no_scan(head: bytes) -> None:
    scan = SimpleUploadedFile("a.pdf", head.ljust(40, b"\x00"))
    assert not filled({}, "scan_id", files={"scan_id": scan}).is_valid()
