"""A checkpoint on paper: to be scanned or typed by the one who checks the audit log later."""

import json
from datetime import datetime
from pathlib import Path

from django.utils import timezone, translation
from django.utils.translation import gettext

from amana.printing import LEFTWARDS, as_printed, pieces, qr, typeset
from amana_methods.trail import Note

_LAYOUT = Path(__file__).with_name("checkpoint.typ")


def page(note: Note, *, at: datetime, language: str) -> bytes:
    """Returns one A4 page (PDF) with the note as text and as a QR code, in `language`."""
    with translation.override(language):
        moment = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
        said = gettext(
            "The audit log of this instance had %(size)s lines on %(moment)s. This page is a checkpoint over them. "
            "Keep it outside the organisation, in a place that nobody who runs the server can reach."
        ) % {"size": note.checkpoint.size, "moment": as_printed(moment)}
        how = gettext(
            "Whoever checks the audit log later scans this code, or types what is printed below it, into a file. The "
            "check says whether a line was changed, removed or put in since. The page says nothing about any person."
        )
        words = {
            "language": language,
            "leftwards": language in LEFTWARDS,
            "title": gettext("Checkpoint of the audit log"),
            "said": pieces(said, language),
            "how": pieces(how, language),
            "note": str(note).removesuffix("\n").split("\n"),
            "code": qr(str(note)),
        }
    return typeset(_LAYOUT, {"page": json.dumps(words, ensure_ascii=False)})
