"""The id hidden in an export, and how it is found in a copy.

A mark is 64 random bits that are in the ledger. It is written into a file several times, in carriers that different
things destroy: a token in what office programs call properties, characters without width in the cells, and a short code
in every row or on every page that looks like the number of a line, and is one: it survives printing and typing. What
survives what is measured in docs/understand/files.md.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

BYTES: Final = 8
_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: nobody reads one for another
_TOKEN: Final = re.compile(r"AMX([0-9A-HJKMNP-TV-Z]{13})")
# Four characters without width or meaning: two bits each. They begin and end with a fifth.
_BLANKS: Final = "\u200b\u200c\u200d\u2060"
_EDGE: Final = "\ufeff"
_HIDDEN: Final = re.compile(f"{_EDGE}?([{_BLANKS}]{{{BYTES * 4}}}){_EDGE}?")
_LINE_CODE: Final = re.compile(r"(?<![0-9A-Z])([0-9A-HJKMNP-TV-Z]{3})-([0-9A-HJKMNP-TV-Z]{4})(?![0-9A-Z])")
_NUMBER: Final = re.compile(r"(?<![0-9A-Z])([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{5})(?![0-9A-Z])")


def new_mark() -> bytes:
    """64 random bits."""
    return secrets.token_bytes(BYTES)


def new_number() -> str:
    """Returns the visible number of every page: nine random characters that nobody misreads (45 bits)."""
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(9))
    return f"{letters[:4]}-{letters[4:]}"


def _letters(value: int, count: int) -> str:
    return "".join(_ALPHABET[value >> (5 * place) & 31] for place in reversed(range(count)))


def token(mark: bytes) -> str:
    """Returns the mark as a word.

    >>> token(bytes(8))
    'AMX0000000000000'
    """
    return "AMX" + _letters(int.from_bytes(mark), 13)


def _of_token(letters: str) -> bytes | None:
    value = 0
    for letter in letters:
        value = value << 5 | _ALPHABET.index(letter)
    return value.to_bytes(9)[1:] if value < 1 << 64 else None


def blank(mark: bytes) -> str:
    """Returns the mark in characters that have no width."""
    pairs = (byte >> shift & 3 for byte in mark for shift in (6, 4, 2, 0))
    return _EDGE + "".join(_BLANKS[pair] for pair in pairs) + _EDGE


def _of_blank(run: str) -> bytes:
    value = 0
    for character in run:
        value = value << 2 | _BLANKS.index(character)
    return value.to_bytes(BYTES)


def line_code(mark: bytes, line: int) -> str:
    """The code of a row (from 1) or a page (from -1 downwards) of this export: 35 bits derived from its mark alone."""
    digest = hmac.digest(mark, f"line|{line}".encode(), hashlib.sha256)
    letters = _letters(int.from_bytes(digest[:5]) & (1 << 35) - 1, 7)
    return f"{letters[:3]}-{letters[3:]}"


def tokens_in(texts: Iterable[str]) -> set[bytes]:
    """Returns the marks that are words in these texts."""
    found = (_of_token(match[1]) for text in texts for match in _TOKEN.finditer(text))
    return {mark for mark in found if mark is not None}


def blanks_in(texts: Iterable[str]) -> set[bytes]:
    """Returns the marks in characters without width."""
    return {_of_blank(match[1]) for text in texts for match in _HIDDEN.finditer(text)}


def _plain(text: str) -> str:
    """Returns the text as somebody would type it: capitals, one kind of hyphen, nothing without width."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return re.sub(
        r"[\u2010-\u2015\u2212]", "-", re.sub(f"[{_BLANKS}{_EDGE}\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", folded)
    )


def line_codes_in(texts: Iterable[str]) -> set[str]:
    """Returns possible codes of rows or pages."""
    return {f"{match[1]}-{match[2]}" for text in texts for match in _LINE_CODE.finditer(_plain(text))}


def numbers_in(texts: Iterable[str]) -> set[str]:
    """Returns possible visible numbers of exports."""
    return {match[1] for text in texts for match in _NUMBER.finditer(_plain(text))}


def codes_of(mark: bytes, rows: int, pages: int = 60) -> Iterator[str]:
    """Returns every code that a file with this mark may contain."""
    yield from (line_code(mark, line) for line in range(1, rows + 1))
    yield from (line_code(mark, -page) for page in range(1, pages + 1))
