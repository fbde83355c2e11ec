"""Every item can be asked, in three languages, of a woman and of a man, and has its place in the conversation."""

import re
import shutil
from pathlib import Path

import pytest

from amana.countrypacks import check, pack
from amana.countrypacks.loader import PACKS
from amana.intake.pack_sections import SCREENING, AsksEntry, Said

EVERY_PACK = ("example", "iraq", "iraq-kurdistan")
PARTS = ["contact", "entry", "journey", "exploitation", "exit", "now"]
# Arabic words that end like "your" or "you" and address nobody.
NOT_ADDRESSED = {"ذلك", "هناك", "تلك", "أولئك", "لذلك"}
YOURS = re.compile(r"\b\w{2,}(?:ك|كَ)\b")


def asked(name: str) -> dict[str, AsksEntry]:
    """Every item, every factor of vulnerability and every need of a pack."""
    screening = SCREENING.of(pack(name)).entry
    return {**screening.indicators, **screening.vulnerability, **screening.needs}


def says_you(arabic: str) -> bool:
    return any(word not in NOT_ADDRESSED for word in YOURS.findall(arabic))


@pytest.mark.parametrize("name", EVERY_PACK)
def test_every_item_and_factor_is_asked_in_three_languages(name: str) -> None:
    country = pack(name)
    assert set(SCREENING.of(country).prompts) == set(asked(name))
    for said in SCREENING.of(country).prompts.values():
        for text in (said.text, said.to_woman):
            assert len({text.en, text.ar, text.ckb}) == 3
            assert re.search("[a-z]", text.en) and not re.search("[A-Za-z]", text.ar + text.ckb)


def test_iraq_asks_178_items_33_factors_and_14_needs() -> None:
    screening = SCREENING.of(pack("iraq")).entry
    assert [len(part) for part in (screening.indicators, screening.vulnerability, screening.needs)] == [178, 33, 14]


@pytest.mark.parametrize("name", EVERY_PACK)
def test_arabic_that_says_you_has_its_form_for_a_woman(name: str) -> None:
    words = SCREENING.of(pack(name)).words
    said: list[Said] = [
        *SCREENING.of(pack(name)).prompts.values(),
        *(part.open_prompt for part in SCREENING.of(pack(name)).conversation),
        *words.before_start, *words.distressed, *words.stop, *words.close,
    ]  # fmt: skip
    alike = [each.text.ar for each in said if says_you(each.text.ar) and each.text.ar == each.to_woman.ar]
    assert alike == []


def test_the_alarm_for_a_missing_form_rings() -> None:
    assert says_you("أين جوازك الآن؟")
    assert not says_you("كيف كان مكان العمل هناك؟")


@pytest.mark.parametrize("name", EVERY_PACK)
def test_a_question_to_the_observer_never_addresses_the_person(name: str) -> None:
    for item, entry in asked(name).items():
        if entry.asks == "observer":
            assert entry.prompt is not None
            assert not re.search(r"\byou\b|\byour\b", entry.prompt.en), item
            assert not says_you(entry.prompt.ar), item
            assert entry.prompt_to_woman == {}, item


@pytest.mark.parametrize("name", EVERY_PACK)
def test_every_item_belongs_to_one_part_of_the_conversation(name: str) -> None:
    country = pack(name)
    assert [part.id for part in SCREENING.of(country).conversation] == PARTS
    items = [item for part in SCREENING.of(country).conversation for item in part.items]
    assert sorted(items) == sorted(SCREENING.of(country).entry.indicators)
    words = SCREENING.of(country).words
    assert all((words.before_start, words.distressed, words.stop, words.close))


def test_a_woman_is_addressed_as_one_and_anyone_else_as_written() -> None:
    said = SCREENING.of(pack("iraq")).prompts["ILO-CD01"]
    assert said.to("female").ar.startswith("هل كان بوسعكِ أخذ جوازكِ")
    for sex in ("male", "other_or_undisclosed", None):
        assert said.to(sex) == said.text
    assert said.to("female").en == said.text.en


MISTAKES = [
    pytest.param("ckb: لە کوێ دەژیایت، و چەند جار", "xx: لە کوێ دەژیایت، و چەند جار",
                 "screening.indicators.UNL-01.prompt.ckb: is missing", "questions.yaml", id="a language"),
    pytest.param("health: [UNG-22]", "health: []",
                 "screening.indicators.UNG-22: belongs to no part of the conversation", "conversation.yaml", id="a place"),
    pytest.param("health: [UNG-22]", "health: [UNG-22, UNG-21]",
                 "UNG-21 stands in the conversation twice", "conversation.yaml", id="once only"),
    pytest.param("      close:\n", "      closed:\n", "close", "conversation.yaml", id="last words"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told", "file"), MISTAKES)
def test_what_is_missing_is_told(tmp_path: Path, old: str, new: str, told: str, file: str) -> None:
    packs = tmp_path / "packs"
    shutil.copytree(PACKS, packs)
    path = packs / "core/screening" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert any(told in str(problem) for problem in check("iraq", packs))


def test_a_country_that_takes_a_question_away_is_told(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    shutil.copytree(PACKS, packs)
    (packs / "iraq/silent.yaml").write_text("screening: {indicators: {UNL-02: {prompt: null}}}\n", encoding="utf-8")
    assert [str(problem) for problem in check("iraq", packs)] == [
        "packs/iraq/silent.yaml:1: screening.indicators.UNL-02.prompt: is missing (how is it asked?)"
    ]
