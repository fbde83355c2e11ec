"""A lawyer reads the pack: every value in words, in three languages, with what it rests on."""

import re
from datetime import date

import pytest
from django.utils import timezone, translation

from amana.countrypacks import dates, pack, queries, reading
from amana.countrypacks.reading import Entry

PACKS = ("iraq", "iraq-kurdistan", "example")
LANGUAGES = ("en", "ar", "ckb")
# What only a program reads: braces and brackets of data, codes with an underscore.
RAW = re.compile(r"[{}\[\]_]|\bNone\b|\bTrue\b|\bFalse\b")
ARABIC = re.compile("[\u0621-\u06ff]")
MONTHS_OF_ELSEWHERE = (
    "يناير",
    "فبراير",
    "مارس",
    "أبريل",
    "إبريل",
    "مايو",
    "يونيو",
    "يوليو",
    "أغسطس",
    "سبتمبر",
    "نوفمبر",
)


def raw_words(entries: tuple[Entry, ...]) -> list[str]:
    """Where an entry shows data or a code instead of words."""
    found = []
    for entry in entries:
        said = [entry.title, *entry.within, *(f"{line.label}: {line.text}" for line in entry.lines)]
        found += [f"{entry.value.path}: {each}" for each in said if RAW.search(each) or not each.strip(": ")]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("id", PACKS)
def test_every_value_is_read_in_words(id: str, language: str) -> None:
    with translation.override(language):
        entries = reading.entries(pack(id))
    assert not (raw := raw_words(entries)), "\n".join(raw[:20])
    declared = {value.path for value in queries.declared_unconfirmed(pack(id))}
    assert declared <= {entry.value.path for entry in entries}


def test_data_on_the_page_is_found() -> None:
    value = pack("example").value("wall.reasons.she_agreed")
    planted = Entry(value, "wall", (), "{'en': 'x'}", (reading.Line("at_least", "soon"),))
    assert len(raw_words((planted,))) == 2


@pytest.mark.parametrize("language", ["ar", "ckb"])
def test_labels_are_in_the_readers_language(language: str) -> None:
    with translation.override(language):
        labels = {line.label for entry in reading.entries(pack("iraq")) for line in entry.lines if line.label}
    latin = {label for label in labels if not ARABIC.search(label)}
    assert len(latin) < 25, sorted(latin)  # articles of a law and currencies are called by their sign


def test_a_value_says_what_it_is_and_what_it_rests_on() -> None:
    with translation.override("en"):
        entry = reading.entry_of(pack("iraq").value("tariffs.FED-MOI-BASE-DAILY.amounts.IQD"), pack("iraq"))
    assert entry.section == "tariffs" and reading.section_name("tariffs") == "Fines and tariffs"
    assert entry.within[0] == "Federal: first levy and a daily amount, capped"
    assert [(line.label, line.text) for line in entry.lines] == [
        ("First amount", "100,000"), ("For each day", "10,000"), ("At most", "5,000,000"),
    ]  # fmt: skip
    assert entry.value.confidence == "unconfirmed" and "1,250 dinars" in str(entry.value.source)


def test_a_word_finds_values_in_the_language_of_the_page() -> None:
    for language, word in (("en", "WORKING"), ("ar", "غرامة"), ("ckb", "غەرامە")):
        with translation.override(language):
            entries = reading.entries(pack("iraq"))
            hits = reading.find_entries(entries, word)
        assert 0 < len(hits) < len(entries)
    with translation.override("en"):
        assert reading.find_entries(reading.entries(pack("iraq")), "no such word anywhere") == []


# Dates ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "5 January 2026"), ("ar", "5 كانون الثاني 2026"), ("ckb", "کانوونی دووەم")],
)
def test_a_stored_day_is_read_in_words(language: str, words: str) -> None:
    with translation.override(language), timezone.override("Asia/Baghdad"):
        assert words.replace("م", "") in dates.as_words("2026-01-05").replace("م", "")
        assert "2026-01" not in dates.as_words("2026-01") and "2026" in dates.as_words("2026-01")
        assert "10:42" in dates.as_words("2026-01-05T07:42:00+00:00")
        assert "2026-01" not in dates.days_in_words("\u20662026-01-05 10:42\u2069: she agreed.")
    assert dates.as_words("EP1234567") == "EP1234567"
    assert dates.days_in_words("case IQ-2026-000001") == "case IQ-2026-000001"


def test_months_are_those_of_iraq() -> None:
    with translation.override("ar"):
        said = " ".join(dates.month(date(2026, month, 1)) for month in range(1, 13))
    assert not [name for name in MONTHS_OF_ELSEWHERE if name in said.split()]
    assert "كانون الثاني" in said and "تشرين الأول" in said
