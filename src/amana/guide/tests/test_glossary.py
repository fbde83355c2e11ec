"""The words of the work on the pages of the guide: found once, explained on the same page, and listed in three languages."""

import re
import shutil
from pathlib import Path

import pytest
from django.test import Client

from amana.countrypacks import pack
from amana.countrypacks.loader import PACKS, read_pack
from amana.guide.glossary import MEANINGS, Finder, all_words, read_meanings
from amana.guide.pack_sections import WORD_MEANINGS
from amana.guide.topics import find_topics
from tests.cast import World
from tests.world import Desk

LANGUAGES = ("en", "ar", "ckb")
# Their names say all.
UNEXPLAINED = {"clothes", "man", "save", "search", "woman"}


def marked(language: str, *texts: str) -> list[str]:
    """The parts of these texts, read one after the other, that are marked as words."""
    finder = Finder(language)
    return [part for text in texts for part, word in finder.parts_of(text) if word]


def in_language(desk: Desk, language: str) -> Client:
    """Rawan's browser in this language."""
    client = desk("rawan")
    client.cookies["amana-language"] = language
    return client


def test_every_word_of_the_pack_has_a_meaning_in_every_language() -> None:
    for language in LANGUAGES:
        assert {word.key for word in all_words(language) if not word.meaning.strip()} == UNEXPLAINED
    assert set(read_meanings(MEANINGS)) <= set(pack().glossary)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_word_means_in_the_country_counts_before_what_it_means_in_every_country(language: str) -> None:
    own, general = WORD_MEANINGS.of(pack()), read_meanings(MEANINGS)
    meanings = {word.key: word.meaning for word in all_words(language)}
    assert {key: meanings[key] for key in own} == {key: means.text(language) for key, means in own.items()}
    both = own.keys() & general.keys()
    assert both and all(general[key].means.text(language) != meanings[key] for key in both)


def test_another_country_reads_no_meaning_of_this_one() -> None:
    assert WORD_MEANINGS.of(pack("example")) == {}
    assert "Iraq" not in str([meaning.means for meaning in read_meanings(MEANINGS).values()])


def test_a_meaning_of_a_word_that_the_glossary_does_not_hold_is_refused(tmp_path: Path) -> None:
    packs = shutil.copytree(PACKS, tmp_path / "packs")
    file = packs / "iraq" / "word_meanings.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("    exit_visa:", "    exit_vise:"), encoding="utf-8")
    _country, problems = read_pack("iraq", packs)
    assert [problem.text for problem in problems] == ["exit_vise is no word of the glossary"]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "Referrals and the case manager; the referral again, a bookcase", ["Referrals", "case manager"]),
        ("ar", "للإحالة ومدير الحالة والمأوى", ["للإحالة", "ومدير الحالة"]),
        ("ckb", "ڕەوانەکردنەکان و پەناگەیەک", ["ڕەوانەکردنەکان", "پەناگەیەک"]),
    ],
)
def test_a_word_is_found_with_its_article_and_ending_and_once(language: str, text: str, found: list[str]) -> None:
    assert marked(language, text) == found
    assert marked(language, text, text) == found
    parts = [part for part, _word in Finder(language).parts_of(text)]
    assert "".join(parts) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "This means that the file was sent; act on the draft, and return"),
        ("ar", "نقل الأوراق إلى المكتب، والشخص يرى النسخة والملف"),
        ("ckb", "کارمەندان کار دەکەن، و کەسەکە دۆسیەکە دەبینێت کە نێردرا"),
    ],
)
def test_an_everyday_word_is_listed_and_not_marked(language: str, text: str) -> None:
    assert marked(language, text) == []
    assert {word.key for word in all_words(language) if word.is_everyday and word.meaning} >= {
        "sent",
        "means",
        "act",
        "file",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_marked_word_leads_to_its_meaning_on_the_same_page(world: World, desk: Desk, language: str) -> None:
    page = in_language(desk, language).get("/guide/ask-for-help/").content.decode()
    links = re.findall(r'<a class="term" href="#([^"]+)" title="[^"]+">', page)
    assert links and len(links) == len(set(links))
    assert set(links) == set(re.findall(r'<div id="(word-[^"]+)" tabindex="-1">', page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_words_are_listed_in_three_languages_with_what_they_mean(world: World, desk: Desk, language: str) -> None:
    page = in_language(desk, language).get("/guide/words/").content.decode()
    words = all_words(language)
    assert len(words) == len(pack().glossary) == page.count('<tr id="word-')
    safe_contact = next(word for word in words if word.key == "safe_contact")
    for said in (safe_contact.names.en, safe_contact.names.ar, safe_contact.names.ckb, safe_contact.meaning):
        assert said in page


def test_no_topic_takes_the_address_of_words_or_keys() -> None:
    assert not {"words", "keys"} & set(find_topics())
