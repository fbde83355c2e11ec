"""The process that reads the words of a stranger's copy: bytes in, texts out, and no access to anything else.

Run as `python -I -m amana.uploads.reader`. Its input is one line of JSON (the password, or an empty text) and the copy.
It writes one line of JSON (`outcome` is read, locked or long, `texts`, `content`: the SHA-256 of the words without the
metadata of programs, `held`) and, for pages, the same pages without their lock. What a parser needs is loaded first,
then the process enters its sandbox, then the copy is parsed.
"""

import contextlib
import hashlib
import html
import io
import json
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from amana.uploads import sandbox

if TYPE_CHECKING:
    from pikepdf import Page

SECONDS: Final = 20  # of a processor: somebody waits while a long workbook is read
_MOST_IN_A_MEMBER: Final = 20_000_000
_OFFICE_LOCKED: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPES: Final = "http://schemas.openxmlformats.org/package/2006/content-types"
_CODECS: Final = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "ascii", "cp437")
# Parts of a workbook besides its cells: programs write them again at each saving.
_BESIDE: Final = re.compile(r"docProps/|_rels/|\[Content_Types\]|xl/(?:theme|styles|workbook\.xml)")


class Locked(Exception):
    """The copy does not open with this password."""


def main() -> None:
    """Answers for one copy."""
    head, _, content = sys.stdin.buffer.read().partition(b"\n")
    password = str(json.loads(head)["password"])
    _load(content)
    held = sandbox.shut_in(SECONDS)
    pages = io.BytesIO()
    told: dict[str, Any] = {"outcome": "read", "texts": [], "content": "", "held": held}
    try:
        texts, words = _read_copy(content, password, pages)
        told |= {"texts": texts, "content": digest_of(words)}
    except Locked:
        told["outcome"] = "locked"
    except MemoryError:
        told["outcome"] = "long"
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + pages.getvalue())
    sys.stdout.buffer.flush()
    os._exit(0)


def digest_of(words: list[str]) -> str:
    """Returns the hash with which the words of a file are compared: SHA-256, each word with its length before it."""
    digest = hashlib.sha256()
    for word in words:
        told = word.encode(errors="surrogatepass")
        digest.update(b"%d|" % len(told) + told)
    return digest.hexdigest()


def digest_of_ours(content: bytes) -> str:
    """Returns the digest of the words of a file that we wrote ourselves just now and that needs no sandbox."""
    words = plain_words(content)[1] if is_plain(content) else _read_copy(content, "", io.BytesIO())[1]
    return digest_of(words)


def is_plain(content: bytes) -> bool:
    """Whether no parser is needed to read this: plain text."""
    return not (_is_pages(content) or content.startswith((_OFFICE_LOCKED, b"PK\x03\x04")))


def _is_pages(content: bytes) -> bool:
    return content[:1024].lstrip().startswith(b"%PDF-")


def plain_words(content: bytes) -> tuple[list[str], list[str]]:
    """Returns (texts to search, words) of a file that is text."""
    text = _decode(content)
    return _with_unescaped(text), [text.replace("\r\n", "\n")]


def _load(content: bytes) -> None:
    """Loads everything that would open a file later, by the first bytes alone."""
    for name in _CODECS:
        "".encode(name)
    if _is_pages(content):
        import pikepdf

        with pikepdf.new() as document:  # its source of chance is opened with the first lock, and stays open
            document.save(io.BytesIO(), encryption=pikepdf.Encryption(owner="o", user="", R=6))
            str(document.open_metadata())
        return
    import xml.dom.expatbuilder
    import xml.etree.ElementTree  # noqa: F401

    import msoffcrypto.format.doc97
    import msoffcrypto.format.ooxml
    import msoffcrypto.format.ppt97
    import msoffcrypto.format.xls97  # noqa: F401  (each reader of Office files is loaded by its name)
    import pyzipper

    target = io.BytesIO()
    with pyzipper.AESZipFile(target, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as folder:
        folder.setpassword(b"p")
        folder.writestr("n", b"c")
    with pyzipper.AESZipFile(target) as folder:
        folder.setpassword(b"p")
        folder.read("n")
    if content.startswith(_OFFICE_LOCKED):
        with contextlib.suppress(Locked):  # too small to be one, and by then everything is there
            _unlocked_workbook(_a_locked_one(), "p")


def _a_locked_one() -> bytes:
    """Returns an empty locked document: what opens it is loaded by opening it once."""
    from msoffcrypto.format.ooxml import OOXMLFile

    empty, locked = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(empty, "w") as folder:
        folder.writestr("[Content_Types].xml", f"<Types xmlns='{_TYPES}'/>")
    OOXMLFile(empty).encrypt("p", locked)
    return locked.getvalue()


def _read_copy(content: bytes, password: str, pages: io.BytesIO) -> tuple[list[str], list[str]]:
    if _is_pages(content):
        return _of_pages(content, password, pages)
    if content.startswith(_OFFICE_LOCKED):
        return _of_members(_unlocked_workbook(content, password), "")
    return _of_members(content, password)


def _decode(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    return content.decode(encoding, errors="replace")


def _with_unescaped(text: str) -> list[str]:
    return [text, html.unescape(re.sub(r"<[^>]*>", "", text))] if "&" in text or "<" in text else [text]


def _of_members(content: bytes, password: str) -> tuple[list[str], list[str]]:
    import pyzipper

    texts, words = [], []
    try:
        with pyzipper.AESZipFile(io.BytesIO(content)) as folder:
            if password:
                folder.setpassword(password.encode())
            for member in folder.infolist():
                if member.file_size <= _MOST_IN_A_MEMBER:
                    text = _decode(folder.read(member))
                    texts += _with_unescaped(text)
                    if not _BESIDE.match(member.filename):
                        words.append(text.replace("\r\n", "\n"))
    except (RuntimeError, zipfile.BadZipFile, pyzipper.BadZipFile) as error:
        raise Locked from error
    return texts, words


def _unlocked_workbook(content: bytes, password: str) -> bytes:
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError

    target = io.BytesIO()
    try:
        locked = OfficeFile(io.BytesIO(content))
        locked.load_key(password=password)
        locked.decrypt(target)
    except (DecryptionError, FileFormatError, InvalidKeyError) as error:
        raise Locked from error
    return target.getvalue()


def _of_pages(content: bytes, password: str, pages: io.BytesIO) -> tuple[list[str], list[str]]:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content), password=password) as document:
            beside = [
                " ".join(str(value) for value in document.docinfo.values()),
                str(document.open_metadata()),
            ]
            words = list(_contents(document.pages))
            document.save(pages)
    except (pikepdf.PasswordError, pikepdf.PdfError) as error:
        raise Locked from error
    return beside + words, words


def _contents(pages: "list[Page] | Any") -> Iterator[str]:
    for page in pages:
        page.contents_coalesce()
        streams = page.obj.get("/Contents")
        yield streams.read_bytes().decode("latin-1") if streams is not None else ""


if __name__ == "__main__":
    main()
