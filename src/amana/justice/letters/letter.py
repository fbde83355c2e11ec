"""The content of a letter. Every word on the page comes from here; only the layout is ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["ar", "ckb", "en"]


@dataclass(frozen=True, slots=True)
class Labels:
    """The words around the content, in the letter's language.

    `page` has the places {page} and {pages}. `title` becomes the title of the file and is shown by viewers, printers
    and mail programs: it names the kind of paper and no person. `specimen` is the word across a letter that is not
    real.
    """

    title: str
    number: str
    date: str
    copies: str
    page: str
    specimen: str
    check: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter, ready to be laid out.

    Any text may have several paragraphs, divided by a line break. In Arabic and Sorani, digits of running text are
    printed as ٠–٩; `number` and `check_code` stay as they are, and so does what `as_printed` marked and any word
    with Latin letters. `letterhead_beside` is the same letterhead in another language, at the other edge.

    Raises ValueError for a specimen that has no word for it, as a made-up letter must never look like a real one, and
    for a file without a title, as viewers would then show the name of the file.
    """

    language: Language
    number: str
    date: str
    letterhead: tuple[str, ...]
    addressee: tuple[str, ...]
    subject: str
    salutation: str
    opening: str
    identity: tuple[tuple[str, str], ...]
    reason: str
    requests: tuple[str, ...]
    closing: str
    signatory: tuple[str, ...]
    labels: Labels
    copies: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()
    letterhead_beside: tuple[str, ...] = ()
    check_code: str = ""
    specimen: bool = False

    def __post_init__(self) -> None:
        if self.specimen and not self.labels.specimen.strip():
            raise ValueError("A specimen needs the word that says so: labels.specimen is empty.")
        if not self.labels.title.strip():
            raise ValueError("A letter needs a title that names the kind of paper: labels.title is empty.")
