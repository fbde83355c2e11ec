"""From a copy that turned up somewhere to the line of the ledger that says whose copy it was."""

import html
import io
import re
import shutil
import subprocess
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amana.trust.exports import marks, queries
from amana.trust.exports.errors import CannotRead
from amana.trust.exports.queries import ExportCard

if TYPE_CHECKING:
    from pikepdf import Page

_MOST_IN_A_MEMBER: Final = 20_000_000
_OFFICE_LOCKED: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Carriers in the order of their strength. Anybody who saw a page can type its number on another; nobody can guess the others.
PROOFS: Final = ("hidden word", "characters without width", "codes of lines")


@dataclass(frozen=True)
class Trace:
    """An export that a copy comes from: its line, and the carriers that were found with how often."""

    card: ExportCard
    carriers: tuple[tuple[str, int], ...]

    @property
    def proved(self) -> bool:
        """Whether something was found that only a copy of this export holds."""
        return any(name in PROOFS for name, _ in self.carriers)


def trace(content: bytes, password: str | None = None) -> list[Trace]:
    """The exports that this copy comes from, the surest first; empty when it carries nothing. Raises CannotRead.

    Leaves no line: whoever calls it says who asked.
    """
    texts = list(texts_of(content, password))
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
    traced = [Trace(known[number], tuple(carriers.items())) for number, carriers in found.items()]
    return sorted(traced, key=lambda each: (not each.proved, -len(each.carriers), each.card.number))


def _by_line_codes(codes: set[str]) -> Iterator[tuple[ExportCard, int]]:
    if not codes:
        return
    counts = {}
    for export, mark, rows in queries.all_marks():
        if met := sum(code in codes for code in marks.codes_of(mark, rows)):
            counts[export] = met
    for card in queries.by_ids(counts):
        yield card, counts[card.id]


def texts_of(content: bytes, password: str | None = None) -> Iterator[str]:
    """Everything in a file that may be text: properties, cells, pages. Raises CannotRead for what stays locked."""
    secret = password.replace(" ", "") if password else ""
    if content[:1024].lstrip().startswith(b"%PDF-"):
        yield from _texts_of_pages(content, secret)
    elif content.startswith(_OFFICE_LOCKED):
        yield from _texts_of_members(_unlocked_workbook(content, secret), "")
    elif content.startswith(b"PK\x03\x04"):
        yield from _texts_of_members(content, secret)
    else:
        yield from _decoded(content)


def _decoded(content: bytes) -> Iterator[str]:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    text = content.decode(encoding, errors="replace")
    yield text
    if "&" in text or "<" in text:
        yield html.unescape(re.sub(r"<[^>]*>", "", text))


def _texts_of_members(content: bytes, password: str) -> Iterator[str]:
    import pyzipper

    try:
        with pyzipper.AESZipFile(io.BytesIO(content)) as folder:
            if password:
                folder.setpassword(password.encode())
            for member in folder.infolist():
                if member.file_size <= _MOST_IN_A_MEMBER:
                    yield from _decoded(folder.read(member))
    except (RuntimeError, zipfile.BadZipFile, pyzipper.BadZipFile) as error:
        raise CannotRead from error


def _unlocked_workbook(content: bytes, password: str) -> bytes:
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    target = io.BytesIO()
    try:
        locked = OfficeFile(io.BytesIO(content))
        locked.load_key(password=password)
        locked.decrypt(target)
    except (DecryptionError, FileFormatError, InvalidKeyError) as error:
        raise CannotRead from error
    return target.getvalue()


def _texts_of_pages(content: bytes, password: str) -> Iterator[str]:
    import pikepdf

    plain = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content), password=password) as document:
            yield " ".join(str(value) for value in document.docinfo.values())
            yield str(document.open_metadata())
            for page in document.pages:
                yield _contents(page)
            document.save(plain)
    except (pikepdf.PasswordError, pikepdf.PdfError) as error:
        raise CannotRead from error
    yield from _as_text(plain.getvalue())


def _contents(page: "Page") -> str:
    page.contents_coalesce()
    streams = page.obj.get("/Contents")
    return streams.read_bytes().decode("latin-1") if streams is not None else ""


def _as_text(pages: bytes) -> Iterator[str]:
    """What a reader would copy from the pages, where the program for it is there (poppler-utils)."""
    program = shutil.which("pdftotext")
    if program is None:
        return
    done = subprocess.run([program, "-q", "-", "-"], input=pages, capture_output=True, timeout=60, check=False)
    yield done.stdout.decode(errors="replace")
