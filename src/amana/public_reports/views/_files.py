"""Files that come with a report: sealed by the browser, or cleaned here in memory where no script ran."""

import json
from base64 import b64encode
from collections.abc import Sequence
from threading import BoundedSemaphore
from typing import Final, Protocol

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from amana import vault
from amana.errors import AmanaError
from amana.intake.errors import NobodyReads
from amana.public_reports import commands as letterbox
from amana.public_reports.forms import MOST_FILES
from amana.public_reports.rules import MOST_BYTES, SealedFile, taken_apart
from amana.uploads.cleaning import clean

# So many photos are cleaned at once in a process: a flood of photos must not take the place of words.
_CLEANING: Final = BoundedSemaphore(2)
_WAIT_SECONDS: Final = 2.0
type File = letterbox.PlainFile | SealedFile


class Upload(Protocol):
    """A file as it came with a form."""

    @property
    def size(self) -> int | None:
        """In bytes."""

    def read(self) -> bytes:
        """All of it."""


class NotTaken(Exception):
    """A file could not be taken; its text says why, in the reader's language."""


def sealed_files(uploads: Sequence[Upload], readers: Sequence[vault.letters.Reader]) -> list[SealedFile]:
    """What the browser sealed, to exactly these readers. Raises NotTaken."""
    if len(uploads) > MOST_FILES:
        raise NotTaken(_("These are too many files. Send four now, and the others later with your code."))
    wanted = {(each.kind, each.id, each.version) for each in readers}
    files = [taken_apart(upload.read(), wanted) if (upload.size or 0) <= MOST_BYTES else None for upload in uploads]
    if None in files:
        raise NotTaken(_("A file did not arrive whole. Add it once more, or send your words without it."))
    return [file for file in files if file is not None]


def cleaned_picture(upload: Upload) -> letterbox.PlainFile:
    """A picture as its points alone, cleaned by a process that can do nothing else. Raises NotTaken."""
    if not _CLEANING.acquire(timeout=_WAIT_SECONDS):
        raise NotTaken(_("Many photos come in just now. Send your words alone; the photo can follow with your code."))
    try:
        kept = clean(upload.read(), "photo")
    except AmanaError as refusal:
        raise NotTaken(str(refusal.message)) from refusal
    finally:
        _CLEANING.release()
    if kept.outcome != "cleaned" or not kept.type.startswith("image/"):
        raise NotTaken(_("This is no photo that can be cleaned. Choose another one, or send your words without it."))
    return letterbox.PlainFile("photo", kept.type, kept.content)


def with_a_form(request: HttpRequest, picture: Upload | None) -> list[File]:
    """Every file that came with a form. Raises NotTaken, NobodyReads.

    Of a form larger than what is taken into memory Django reads no file at all; that is told, and nothing is stored.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        raise NotTaken(_("The files are too large together. Send fewer, or your words alone; files can follow later."))
    sealed = request.FILES.getlist("sealed")
    files: list[File] = [*sealed_files(sealed, letterbox.readers())] if sealed else []
    return [*files, cleaned_picture(picture)] if picture else files


def for_the_browser() -> str:
    """To whom a browser seals, as it reads it; nobody, where no unit reads now."""
    try:
        readers = letterbox.readers()
    except NobodyReads:
        readers = ()
    return json.dumps(
        [
            {"kind": each.kind, "id": str(each.id), "version": each.version, "public": b64encode(each.public).decode()}
            for each in readers
        ],
        separators=(",", ":"),
    )
