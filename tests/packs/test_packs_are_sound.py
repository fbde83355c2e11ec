"""The packs of this repository: their shape, their references, their examples, their three languages."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.utils.translation import override

from amana.countrypacks import check, pack
from amana.countrypacks.loader import examples, pack_names, read_tree
from amana.intake.pack_sections import HOTLINES, SCREENING
from amana.justice.pack_sections import TARIFFS
from amana.outreach.pack_sections import OUTREACH
from amana.reporting.pack_sections import RESULTS

EVERY_PACK = ("example", "iraq", "iraq-kurdistan")
THE_SAME_IN_ARABIC_AND_SORANI = {"lists.country.GH", "lists.country.TN"}


def test_these_packs_can_be_chosen() -> None:
    assert pack_names() == list(EVERY_PACK)


@pytest.mark.parametrize("name", EVERY_PACK)
def test_nothing_is_wrong_and_every_example_comes_out(name: str) -> None:
    assert check(name) == []


def test_iraq_holds_all_that_was_gathered() -> None:
    iraq = pack("iraq")
    procedure = iraq.machine("procedure")
    assert [len(track.states) for track in procedure.tracks.values()] == [9, 8]
    assert len(procedure.transitions) == 35
    assert [len(iraq.machine(name).transitions) for name in ("referral", "justice", "fine_waiver")] == [16, 11, 11]
    assert len(iraq.categories) == 13
    assert len(iraq.services) == 50
    assert len(SCREENING.of(iraq).entry.indicators) == 178
    assert len(SCREENING.of(iraq).entry.vulnerability) == 33
    assert len(RESULTS.of(iraq).indicators) == 32
    assert len(OUTREACH.of(iraq).types) == 8
    assert len(iraq.governorates) == 19
    assert len(iraq.districts) == 101
    assert len(iraq.glossary) == 195
    assert len(RESULTS.of(iraq).profiles) == 6


def test_the_examples_of_iraq_are_the_seventeen_screenings_and_seven_fines() -> None:
    counted: dict[str, int] = {}
    for _path, tree in examples(("iraq", "core")):
        for kind, cases in tree.value.items():
            counted[kind] = counted.get(kind, 0) + len(cases)
    assert counted["screening"] == 17
    assert counted["tariffs"] == 7
    assert counted["deadlines"] >= 8
    assert counted["letters"] >= 4


@pytest.mark.parametrize("name", EVERY_PACK)
def test_every_text_has_words_of_its_own_in_each_language(name: str) -> None:
    borrowed = {path for path, text in _texts(read_tree(name)[0].value, "") if len(set(text.values())) < 3}
    assert borrowed <= THE_SAME_IN_ARABIC_AND_SORANI


def _texts(node: Any, path: str) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(node, dict):
        if set(node) == {"en", "ar", "ckb"}:
            yield path, node
            return
        for key, value in node.items():
            yield from _texts(value, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _texts(value, f"{path}.{place}")


def test_a_text_speaks_the_language_of_the_page() -> None:
    name = pack("iraq").role("case_manager").name
    assert name.text("ar") == name.ar
    spoken = {}
    for language in ("en", "ar", "ckb"):
        with override(language):
            spoken[language] = str(name)
    assert spoken == {"en": "Case manager", "ar": "مدير الحالة", "ckb": "بەڕێوەبەری کەیس"}


def test_the_region_differs_only_where_it_does() -> None:
    iraq, region = pack("iraq"), pack("iraq-kurdistan")
    assert region.lineage == ("iraq-kurdistan", "iraq", "core")
    assert region.languages == ("ckb", "ar", "en")
    assert set(HOTLINES.of(iraq)) - set(HOTLINES.of(region)) == {"MOI-CP", "MOI-FP"}
    assert set(HOTLINES.of(region)) <= set(HOTLINES.of(iraq))
    assert region.services == iraq.services
    assert str(region.parties["supreme_judicial_council"].name) != str(iraq.parties["supreme_judicial_council"].name)


def test_the_invented_country_says_nothing_of_iraq() -> None:
    example = pack("example")
    assert example.currency == "XTS"
    assert set(example.governorates) == {"XA1", "XA2", "XA3"}
    assert not [
        key for key in (*example.laws, *TARIFFS.of(example), *HOTLINES.of(example)) if key.startswith(("IQ", "KRI"))
    ]
    assert [t.id for t in example.machine("procedure").transitions] == [
        t.id for t in pack("iraq").machine("procedure").transitions
    ]


@pytest.mark.parametrize("name", EVERY_PACK)
def test_free_words_are_sealed_and_codes_are_not(name: str) -> None:
    for field in pack(name).fields.values():
        about_people = not field.key.startswith(("directory.", "activity."))
        if field.kind == "longtext":
            assert field.kept == "sealed", field.key
        if field.kind in {"choice", "choices", "flag", "number", "money", "month", "sex", "age_group"} and about_people:
            assert field.kept in {"facts", "working"} or field.section in {"identity", "contact", "health"}, field.key


@pytest.mark.parametrize("name", EVERY_PACK)
def test_free_words_of_a_service_go_to_the_account(name: str) -> None:
    for service in pack(name).services.values():
        for field in service.fields:
            if field.kind == "longtext" and pack(name).fields[field.key].section == "account":
                assert field.section == "account"
            if field.kept == "sealed":
                assert field.section is not None


def test_a_negative_takes_two_people_and_silence_decides_nothing() -> None:
    procedure = pack("iraq").machine("procedure")
    assert procedure.transition("t08").countersigns == procedure.transition("t09").countersigns == ("supervisor",)
    assert [t.id for t in procedure.transitions if "system" in t.decides] == []


def test_who_proposed_does_not_close_and_who_drafted_does_not_sign() -> None:
    iraq = pack("iraq")
    assert iraq.machine("procedure").transition("t29").not_by_who_did == ("t27", "t28", "t35")
    assert iraq.machine("fine_waiver").transition("w3").not_by_who_did == ("w1",)


def test_what_the_person_takes_back_works_at_once() -> None:
    iraq = pack("iraq")
    at_once = {t.id for machine in iraq.machines.values() for t in machine.transitions if t.takes_effect == "entry"}
    assert at_once == {"t32", "t36", "t23", "r2", "r12", "r13", "w11", "j10"}


@pytest.mark.parametrize(("name", "category"), [*product(EVERY_PACK, ("MED", "SHE", "LEG", "CASH", "FAM"))])
def test_a_hand_over_is_a_closed_list_without_the_story(name: str, category: str) -> None:
    chosen = pack(name)
    for code in chosen.categories[category].services:
        fields = chosen.handover(code)
        assert len({field.id for field in fields}) == len(fields)
        assert not [field.id for field in fields if field.source.startswith("account.")]
