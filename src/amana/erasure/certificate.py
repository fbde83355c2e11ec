"""The certificate of an erasure: a page that names nobody, in the person's language."""

import json
from datetime import datetime
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext, ngettext

from amana.countrypacks import dates, pack
from amana.erasure.queries import Forgotten
from amana.printing import LEFTWARDS, as_printed, pieces, typeset
from amana.upkeep.locks import KEPT_FOR_RESTORES
from amana.upkeep.pack_sections import RETENTION

_LAYOUT = Path(__file__).with_name("certificate.typ")


def page(done: Forgotten) -> bytes:
    """One A4 page (PDF): number, moment, what was destroyed by count, and when the last copy of its keys is gone."""
    with translation.override(done.language):
        gone_by = done.at + KEPT_FOR_RESTORES
        said = gettext(
            "The file that was kept about the holder of this page was destroyed on %(moment)s. It cannot be brought back "
            "by anybody, also not by those who destroyed it."
        ) % {"moment": _format_moment(done.at)}
        decided = gettext("Asked for on %(asked)s; a second person agreed on %(agreed)s.") % {
            "asked": _format_moment(done.asked_at),
            "agreed": _format_moment(done.agreed_at or done.at),
        }
        later = gettext(
            "Copies that were made for a fire or a fault held the keys as well. The last of them is deleted by "
            "%(day)s. If the organisation brings back a copy before that day, the file is destroyed again before "
            "anybody can look at it."
        ) % {"day": _day(gone_by)}
        stays = gettext(
            "What stays: numbers in reports that were closed before, in which nobody can be found, and the fact that "
            "a file was erased. What others saw, printed or were told before is not undone by this; they were told to "
            "destroy what they took."
        )
        words = {
            "language": done.language,
            "leftwards": done.language in LEFTWARDS,
            "title": gettext("Certificate: a file was erased"),
            "number": pieces(gettext("Number %(number)s") % {"number": as_printed(done.number)}, done.language),
            "said": pieces(said, done.language),
            "decided": pieces(decided, done.language),
            "why": pieces(gettext("Why: %(reason)s") % {"reason": reason_name(done.reason)}, done.language),
            "counted": [pieces(line, done.language) for line in describe_counts(done.counts)],
            "later": pieces(later, done.language),
            "stays": pieces(stays, done.language),
            "nameless": pieces(
                gettext("This page says nothing about who you are. Whoever finds it learns nothing."), done.language
            ),
        }
    return typeset(_LAYOUT, {"page": json.dumps(words, ensure_ascii=False)})


def reason_name(code: str) -> str:
    """Returns the reason in the reader's language."""
    names = RETENTION.of(pack()).reasons
    return str(names[code]) if code in names else code


def stop_name(code: str) -> str:
    """Returns why an erasure was stopped, in the reader's language: by somebody, or by what the worker found."""
    found = {
        "hold": gettext("The case is on legal hold."),
        "changed": gettext("One of the two accounts was changed by somebody else after this was asked."),
        "officers": gettext("One of the two no longer decides on this case."),
        "lapsed": gettext("It could not be done for too long after it was agreed."),
    }
    names = RETENTION.of(pack()).stop_reasons
    return found.get(code) or (str(names[code]) if code in names else code)


def describe_counts(counts: dict[str, int]) -> list[str]:
    """Returns what was destroyed, a sentence for each kind."""
    told = {
        "texts": ngettext("%(n)s sealed text", "%(n)s sealed texts", counts.get("texts", 0)),
        "files": ngettext("%(n)s file among them", "%(n)s files among them", counts.get("files", 0)),
        "keys": ngettext("%(n)s key that opened them", "%(n)s keys that opened them", counts.get("keys", 0)),
        "facts": ngettext("%(n)s locked entry", "%(n)s locked entries", counts.get("facts", 0)),
        "index": ngettext("%(n)s mark for finding", "%(n)s marks for finding", counts.get("index", 0)),
        "rows": ngettext("%(n)s line of the books", "%(n)s lines of the books", counts.get("rows", 0)),
    }
    return [text % {"n": counts.get(name, 0)} for name, text in told.items() if counts.get(name)]


def _format_moment(at: datetime) -> str:
    return dates.stamp(at)


def _day(at: datetime) -> str:
    return dates.day(at)
