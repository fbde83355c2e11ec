"""An English sentence does not guess a person's sex: men, boys, women and girls are helped, and the record may not say."""

import re
from collections.abc import Iterable, Mapping

import yaml

from amana.commandline.project import PROJECT
from amana.development import words
from amana.development.checks.terms import PACKS, guide_texts, texts_in

EXCEPTIONS = PROJECT / "tools" / "pronouns_allowed.yaml"

GUESSES = re.compile(r"\b(?:she|her|hers|herself|he|him|his|himself)\b", re.IGNORECASE)


def findings() -> list[str]:
    """Returns every sentence of pages and packs that guesses, and every exception that no sentence needs any more."""
    return guesses(english_texts(), exceptions())


def exceptions() -> dict[str, str]:
    """The reviewed sentences that may name a sex, each with the reason."""
    return dict(yaml.safe_load(EXCEPTIONS.read_text(encoding="utf-8")) or {})


def english_texts() -> dict[str, str]:
    """Every English sentence that a reader sees, with the place where it is written.

    Sentences of code and templates are in the translation file, singular and plural; those of packs and the guide in their files.
    """
    texts: dict[str, str] = {}
    for form in _sentences():
        texts.setdefault(form, "src")
    texts.update(_packs())
    texts.update((text.words, text.place) for text in guide_texts(("en",)))
    return texts


def guesses(texts: Mapping[str, str], allowed: Mapping[str, str]) -> list[str]:
    """`place: the word: the sentence`, for every sentence that guesses and is not allowed to."""
    found = [
        f"{place}: {hit.group()}: {sentence!r}"
        for sentence, place in texts.items()
        if sentence not in allowed and (hit := GUESSES.search(sentence))
    ]
    found += [
        f"{EXCEPTIONS.name}: nobody says this any more: {sentence!r}" for sentence in allowed if sentence not in texts
    ]
    return found


def _sentences() -> Iterable[str]:
    """The English singular and plural of every sentence, as the translation file has them."""
    text = words.source_file(words.LANGUAGES[0]).read_text(encoding="utf-8")
    for block in re.findall(r'^msgid(?:_plural)? ((?:"(?:[^"\\]|\\.)*"\s*)+)', text, re.MULTILINE):
        parts = re.findall(r'"((?:[^"\\]|\\.)*)"', block)
        yield "".join(parts).replace('\\"', '"').replace("\\n", "\n")


def _packs() -> Iterable[tuple[str, str]]:
    from amana.countrypacks.source import read_folder

    for folder in sorted(path for path in PACKS.iterdir() if path.is_dir()):
        tree = read_folder(folder)
        for key, language, said in texts_in(tree.value, ("en",)):
            mark = tree.mark((*key, language))
            yield said, f"{mark.file}:{mark.line}"
