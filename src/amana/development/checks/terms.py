"""Rejected words are in no Arabic or Sorani text: translation files, packs, the guide, and the few texts in code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from amana.commandline.project import PROJECT, SOURCE
from amana.development import words

DECIDED = PROJECT / "tools" / "terms_decided.yaml"
PACKS = PROJECT / "packs"

_IN_CODE = re.compile(r"\b(ar|ckb)=\"([^\"]*[\u0600-\u06ff][^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Decided:
    """A rejected word, and the agreed one. `allowed` names places where the word is right."""

    language: str
    found: re.Pattern[str]
    instead: str
    because: str
    allowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a reader: where it is, and what else it may be called in the list of exceptions."""

    place: str
    language: str
    words: str
    names: frozenset[str]


def findings() -> list[str]:
    """Returns every text that contains a rejected word, with the agreed term."""
    return found_in(list(every_text()), load_decided(DECIDED))


def every_text() -> Iterator[Text]:
    """The Arabic and Sorani texts of the translation files, of every pack, of the guide, and of code."""
    yield from _translations()
    yield from _packs()
    yield from guide_texts(words.LANGUAGES)
    yield from _code()


def load_decided(file: Path) -> list[Decided]:
    """Reads the list in `file`. Raises re.error for an invalid expression."""
    rows = yaml.safe_load(file.read_text(encoding="utf-8"))
    return [
        Decided(
            row["language"], re.compile(row["found"]), row["instead"], row["because"], frozenset(row.get("allowed", ()))
        )
        for row in rows
    ]


def found_in(texts: Sequence[Text], against: Sequence[Decided]) -> list[str]:
    """Returns `place: the word: say this instead (why)`, for every word of `against` in `texts`."""
    return [
        f"{text.place}: {hit.group()}: say {rule.instead} ({rule.because})"
        for text in texts
        for rule in against
        if rule.language == text.language and not rule.allowed & text.names and (hit := rule.found.search(text.words))
    ]


def _translations() -> Iterator[Text]:
    for language in words.LANGUAGES:
        for sentence, forms in words.load_translations(words.source_file(language)).items():
            english = sentence.rpartition(words.CONTEXT_ENDS)[2]
            for form in forms:
                yield Text(f"{language}: {english!r}", language, form, frozenset({english}))


def _packs() -> Iterator[Text]:
    from amana.countrypacks.source import format_key, read_folder

    for folder in sorted(path for path in PACKS.iterdir() if path.is_dir()):
        tree = read_folder(folder)
        for key, language, said in texts_in(tree.value, words.LANGUAGES):
            mark, name = tree.mark(key), format_key(key)
            place = f"{mark.file}:{mark.line}: {name}"
            yield Text(place, language, said, frozenset({mark.file, f"{mark.file}:{name}"}))


def texts_in(
    value: object, languages: Sequence[str], key: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Key, language and words of every text of a pack in these languages."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in languages and isinstance(inner, str):
                yield key, name, inner
            else:
                yield from texts_in(inner, languages, (*key, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from texts_in(inner, languages, (*key, number))


def guide_texts(languages: Sequence[str]) -> Iterator[Text]:
    """Yields each sentence of the topics of the guide, and each meaning of a word, in these languages."""
    from amana.guide.glossary import MEANINGS, read_meanings
    from amana.guide.topics import FOLDER, read_topic

    name = str(MEANINGS.relative_to(PROJECT))
    for key, meaning in read_meanings(MEANINGS).items():
        for language in languages:
            yield Text(name, language, meaning.means.text(language), frozenset({name, f"{name}:{key}"}))

    for file in sorted(SOURCE.glob(f"amana/*/{FOLDER}/*.yaml")):
        name = str(file.relative_to(PROJECT))
        for language in languages:
            for said in read_topic(file).texts[language].paragraphs():
                yield Text(name, language, said, frozenset({name}))


def _code() -> Iterator[Text]:
    for file in sorted(SOURCE.rglob("*.py")):
        if "tests" in file.parts or "demo" in file.parts:
            continue
        name = str(file.relative_to(PROJECT))
        for language, said in _IN_CODE.findall(file.read_text(encoding="utf-8")):
            yield Text(name, language, said, frozenset({name}))
