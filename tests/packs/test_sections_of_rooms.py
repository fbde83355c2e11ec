"""A new section of the pack touches one room: it is registered there, read, built and refused with its line."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import AppRegistryNotReady

from amana.countrypacks import check, pack, reading, room_sections
from amana.countrypacks.build.builder import Builder
from amana.countrypacks.checking import expect
from amana.countrypacks.loader import PACKS, read_pack
from amana.countrypacks.room_sections import RoomSection, keep_entry, register_section, registered_sections
from amana.countrypacks.schema import Entry, I18n, Names
from amana.countrypacks.values import Field, Pack
from tests import fingerprint


class FerriesEntry(Entry):
    harbours: dict[str, I18n]
    asks: Names
    most_people: int


@dataclass(frozen=True)
class Ferries:
    asks: tuple[Field, ...]
    most_people: int


def build_ferries(builder: Builder, entry: FerriesEntry) -> Ferries:
    return Ferries(builder.fields_at(("ferries", "asks"), entry.asks), entry.most_people)


def run_example(country: Pack, example: room_sections.Example) -> None:
    expect("most people", example["most_people"], FERRIES.of(country).most_people)


FERRIES = RoomSection(
    "ferries",
    FerriesEntry,
    build_ferries,
    label="Ferries across the river",
    lists=lambda entry: {"harbour": entry.harbours},
    examples={"ferries": run_example},
)
NOTHING = FerriesEntry(harbours={}, asks=(), most_people=0)
SAID = """ferries:
  harbours:
    north: {en: North, ar: شمال, ckb: باکوور}
  asks: [where]
  most_people: 12
fields:
  where:
    label: {en: Where from, ar: من أين, ckb: لە کوێوە}
    kind: choice
    kept: facts
    list: harbour
"""


@contextmanager
def planted(*sections: RoomSection[Any, Any]) -> Iterator[None]:
    """These sections are registered; afterwards they are not."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room_sections, "_sections", dict(room_sections._sections))
        for section in sections:
            register_section(section)
        yield


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """All packs, of which Iraq says something of ferries."""
    copy = tmp_path / "packs"
    shutil.copytree(PACKS, copy)
    (copy / "iraq" / "ferries.yaml").write_text(SAID, encoding="utf-8")
    return copy


def test_a_new_section_is_read_built_and_named_by_its_room_alone(packs: Path) -> None:
    with planted(FERRIES):
        found, problems = read_pack("iraq", packs)
        assert reading.section_name("ferries.most_people") == "Ferries across the river"
    assert found is not None and not problems
    ferries = FERRIES.of(found)
    assert ferries.most_people == 12
    assert [(field.id, [option.id for option in field.options]) for field in ferries.asks] == [("where", ["north"])]
    assert [option.id for option in found.lists["harbour"]] == ["north"]
    assert reading.section_name("ferries.most_people") == "ferries"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("asks: [where]", "asks: [whence]", 4, "ferries.asks.0: there is no field whence"),
        ("most_people: 12", "most_people: '12'", 5, "ferries.most_people: Input should be a valid integer"),
        ("most_people: 12", "fewest: 12", 5, "ferries.fewest: is not known here"),
    ],
    ids=["a reference", "a shape", "an unknown key"],
)
def test_a_mistake_in_it_is_told_with_file_and_line(packs: Path, old: str, new: str, line: int, words: str) -> None:
    (packs / "iraq" / "ferries.yaml").write_text(SAID.replace(old, new), encoding="utf-8")
    with planted(FERRIES):
        told = [str(problem) for problem in check("iraq", packs)]
    assert f"packs/iraq/ferries.yaml:{line}: {words}" in told


def test_its_examples_are_run(packs: Path) -> None:
    example = packs / "iraq" / "examples" / "ferries.yaml"
    example.write_text("ferries:\n  full: {most_people: 13}\n", encoding="utf-8")
    with planted(FERRIES):
        told = [str(problem) for problem in check("iraq", packs)]
    assert told == ["packs/iraq/examples/ferries.yaml:2: ferries.full: most people: 13 was expected, 12 came out"]


def test_a_pack_that_lacks_it_is_refused_unless_it_has_a_default() -> None:
    optional = RoomSection("bridges", FerriesEntry, keep_entry, default=NOTHING)
    with planted(FERRIES, optional):
        found, problems = read_pack("iraq")
    assert found is None
    assert [(problem.key, problem.text) for problem in problems] == [("ferries", "is missing")]
    with planted(optional):
        found, problems = read_pack("iraq")
    assert found is not None and not problems
    assert optional.of(found).most_people == 0


def test_a_section_that_no_room_registered_is_refused(packs: Path) -> None:
    found, problems = read_pack("iraq", packs)
    assert found is None
    assert "packs/iraq/ferries.yaml:1: ferries: is not known here" in [str(problem) for problem in problems]


def test_a_section_of_a_room_that_is_gone_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = dict(room_sections._sections)
    gone, _section = kept.popitem()
    monkeypatch.setattr(room_sections, "_sections", kept)
    found, problems = read_pack("iraq")
    assert found is None
    assert {(problem.key, problem.text) for problem in problems} == {(gone, "is not known here")}


@pytest.mark.parametrize("key", ["messages", "machines"])
def test_no_key_has_two_owners(key: str) -> None:
    with pytest.raises(ValueError, match=f"registered twice: {key}"):
        register_section(RoomSection(key, FerriesEntry, build_ferries))


@pytest.mark.parametrize("name", ["activity_type", "urgency"])
def test_no_list_is_named_by_two_sections(name: str) -> None:
    again = RoomSection("bridges", FerriesEntry, keep_entry, default=NOTHING, lists=lambda _entry: {name: {}})
    with planted(again), pytest.raises(ValueError, match=f"named by two sections: {name}"):
        read_pack("iraq")


def test_a_section_that_a_test_leaves_registered_is_its_fault() -> None:
    before = fingerprint.take()
    register_section(FERRIES)
    left = fingerprint.left_behind(before, fingerprint.take())
    del room_sections._sections[FERRIES.key]
    assert left == ["registered: amana.countrypacks.room_sections._sections"]
    assert fingerprint.left_behind(before, fingerprint.take()) == []


def test_no_pack_is_read_before_rooms_could_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "models_ready", False)
    with pytest.raises(AppRegistryNotReady):
        read_pack("iraq")


def test_what_the_instance_reads_knows_every_section_of_its_rooms() -> None:
    assert set(pack().of_rooms) == {section.key for section in registered_sections()}
