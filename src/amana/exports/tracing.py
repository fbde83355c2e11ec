"""Traces a copy that turned up to its line of the ledger, which says whose copy it was, and whether it was changed."""

import hashlib
import json
import resource
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from amana.exports import marks, queries
from amana.exports.errors import CannotRead
from amana.exports.queries import ExportCard
from amana.uploads import cleaning, reader, sandbox
from amana.uploads.errors import NotKept
from amana.vault.agefiles import is_age, open_age

_READER: Final = (sys.executable, "-I", "-m", "amana.uploads.reader")
# Carriers in the order of their strength. Anybody who saw a page can type its number on another; nobody can guess the others.
PROOFS: Final = ("hidden word", "characters without width", "codes of lines")


@dataclass(frozen=True)
class Trace:
    """The export of a copy: its line, and the carriers that were found with how often.

    `issued` is file where the copy is, byte for byte, the file that was handed over; words where it was unlocked and
    every word is as it was; empty where something was changed, added or left out, or only a part of it turned up.
    """

    card: ExportCard
    carriers: tuple[tuple[str, int], ...]
    issued: str

    @property
    def is_proved(self) -> bool:
        """Returns whether something was found that only a copy of this export has."""
        return any(name in PROOFS for name, _ in self.carriers)


def trace(content: bytes, password: str | None = None, identities: Sequence[str] = ()) -> list[Trace]:
    """Returns the exports of this copy, the surest first; empty when it carries no mark. Raises CannotRead.

    A file sealed to a key opens with an identity of the recipient. Leaves no line: the caller records who asked.
    """
    whole = hashlib.sha256(content).hexdigest()
    texts, words = read(_open_sealed_copy(content, identities), password)
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    known: dict[str, ExportCard] = {}
    for carrier, look in ((PROOFS[0], marks.tokens_in), (PROOFS[1], marks.blanks_in)):
        for card in queries.by_marks(look(texts)).values():
            known[card.number] = card
            found[card.number][carrier] += 1
    for card, count in _by_line_codes(marks.line_codes_in(texts)):
        known[card.number] = card
        found[card.number][PROOFS[2]] += count
    for card in queries.by_number(marks.numbers_in(texts)):
        known[card.number] = card
        found[card.number]["visible number"] += 1
    traced = [
        Trace(known[number], tuple(carriers.items()), _match_issued(known[number], whole, words))
        for number, carriers in found.items()
    ]
    return sorted(traced, key=lambda each: (not each.is_proved, -len(each.carriers), each.card.number))


def _open_sealed_copy(content: bytes, identities: Sequence[str]) -> bytes:
    if not is_age(content):
        return content
    try:
        return open_age(content, identities)
    except ValueError as error:
        raise CannotRead from error


def _match_issued(card: ExportCard, whole: str, words: str) -> str:
    if card.sha256 == whole and queries.hash_in_trail(card.id) == whole:
        return "file"
    return "words" if card.facts.get("words") == words else ""


def _by_line_codes(codes: set[str]) -> Iterator[tuple[ExportCard, int]]:
    if not codes:
        return
    counts = {}
    for export, mark, rows in queries.all_marks():
        if met := sum(code in codes for code in marks.codes_of(mark, rows)):
            counts[export] = met
    for card in queries.by_ids(counts):
        yield card, counts[card.id]


def texts_of(content: bytes, password: str | None = None) -> list[str]:
    """Everything in a file that may be text: properties, cells, pages. Raises CannotRead for what stays locked."""
    return read(content, password)[0]


def read(content: bytes, password: str | None = None) -> tuple[list[str], str]:
    """(texts, the SHA-256 of its words) of a stranger's copy. Raises CannotRead for what stays locked or broken.

    Anything that needs a parser is read by a process that can do nothing else.
    """
    if reader.is_plain(content):
        texts, words = reader.plain_words(content)
        return texts, reader.digest_of(words)
    head = json.dumps({"password": password.replace(" ", "") if password else ""}).encode()
    try:
        told, _, pages = cleaning.said_by(_READER, head + b"\n" + content, reader.SECONDS).partition(b"\n")
        said = json.loads(told)
    except (NotKept, ValueError) as error:
        raise CannotRead from error
    if said["outcome"] != "read":
        raise CannotRead
    return [*said["texts"], *(_as_text(pages) if pages else ())], str(said["content"])


def _as_text(pages: bytes) -> Iterator[str]:
    """The text that a reader would copy from the pages, where poppler-utils is installed, within its limits."""
    program = shutil.which("pdftotext")
    if program is None:
        return
    done = subprocess.run(
        [program, "-q", "-", "-"], input=pages, capture_output=True, timeout=60, check=False, env={}, cwd="/",
        preexec_fn=_limit_process,
    )  # fmt: skip
    yield done.stdout.decode(errors="replace")


def _limit_process() -> None:
    """Limits memory and time, and forbids files: the program is another's, and opens its own fonts."""
    resource.setrlimit(resource.RLIMIT_AS, (sandbox.MEMORY, sandbox.MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (reader.SECONDS, reader.SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
