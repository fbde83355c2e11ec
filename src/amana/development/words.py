"""Sentences and their translations: collects them from the code, compares and compiles them."""

import shutil
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

from amana.commandline.project import PROJECT, SOURCE

LANGUAGES = ("ar", "ckb")
LOCALE = SOURCE / "amana" / "locale"
SAME_IN_EVERY_LANGUAGE = PROJECT / "tools" / "words_allowed.txt"

CONTEXT_ENDS = "\x04"

WITHOUT_SENTENCES = ("locale", "tests", "static", "migrations", "__pycache__")

Catalogue = dict[str, tuple[str, ...]]


def source_file(language: str, locale: Path = LOCALE) -> Path:
    """Returns the file in which people translate."""
    return locale / language / "LC_MESSAGES" / "django.po"


def compiled_file(language: str, locale: Path = LOCALE) -> Path:
    """Returns the file that Django reads."""
    return source_file(language, locale).with_suffix(".mo")


def collect(locale: Path) -> None:
    """Updates the translation files in `locale` to exactly the sentences of code and templates."""
    from amana.commandline.verb import use_settings

    use_settings("test")
    from django.core.management import call_command
    from django.test import override_settings

    for language in LANGUAGES:
        source_file(language, locale).parent.mkdir(parents=True, exist_ok=True)
    # makemessages writes next to the templates it reads: it gets a copy, so that two runs do not meet.
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "src"
        shutil.copytree(SOURCE / "amana", copy / "amana", ignore=shutil.ignore_patterns(*WITHOUT_SENTENCES))
        with override_settings(LOCALE_PATHS=[str(locale)]), chdir(copy):
            call_command(
                "makemessages",
                locale=list(LANGUAGES),
                extensions=["html", "txt", "py"],
                no_location=True,
                no_wrap=True,
                no_obsolete=True,
                keep_pot=True,
                verbosity=0,
            )


def every_sentence(locale: Path) -> Catalogue:
    """The sentences that `collect` found, as they are in English; by sentence, its singular and plural."""
    with tempfile.TemporaryDirectory() as folder:
        english = Path(folder) / "en.po"
        _run("msgen", "--output-file", str(english), str(locale / "django.pot"))
        return load_translations(english)


def load_translations(file: Path) -> Catalogue:
    """Returns the finished translations of a .po file, without those that are empty or marked as doubtful."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "compiled.mo"
        _run("msgfmt", "--check-format", "--output-file", str(target), str(file))
        return read_compiled(target)


def compile_all() -> None:
    """Compiles the translation files for Django."""
    for language in LANGUAGES:
        _run("msgfmt", "--check-format", "--output-file", str(compiled_file(language)), str(source_file(language)))


def read_compiled(file: Path) -> Catalogue:
    """The sentences of a .mo file. Its format: https://www.gnu.org/software/gettext/manual/html_node/MO-Files.html"""
    raw = file.read_bytes()
    order = "<" if raw[:4] == b"\xde\x12\x04\x95" else ">"
    count, originals, translations = struct.unpack_from(f"{order}3I", raw, 8)

    def texts(table: int) -> Iterator[str]:
        for place in range(count):
            length, start = struct.unpack_from(f"{order}2I", raw, table + 8 * place)
            yield raw[start : start + length].decode()

    pairs = zip(texts(originals), texts(translations), strict=True)
    return {original.split("\0")[0]: tuple(text.split("\0")) for original, text in pairs if original}


def allowed_as_they_are() -> frozenset[str]:
    """Words that are the same in every language: names, and abbreviations that nobody translates."""
    lines = SAME_IN_EVERY_LANGUAGE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def find_untranslated(english: Catalogue, translated: Catalogue, allowed: frozenset[str]) -> list[str]:
    """The sentences without a translation, and those whose translation is the English sentence."""
    return [
        sentence
        for sentence, forms in english.items()
        if sentence.rpartition(CONTEXT_ENDS)[2] not in allowed
        and (sentence not in translated or set(forms) & set(translated[sentence]))
    ]


class GettextFailed(Exception):
    """A gettext program refused a file; the message is the program's own and names file and line."""


def _run(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise GettextFailed(done.stderr.strip())
