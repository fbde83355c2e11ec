"""Who opened what of a file, in words: for the house that holds it, for the recipient who is told, and for the person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.consent.queries import Opening
from amana.trust import queries as trust

_WORDS: Final[Mapping[str, object]] = {
    "cases.section_opened": _("a section"),
    "cases.attachment_opened": _("a file"),
    "cases.note_opened": _("a note"),
    "cases.step_opened": _("an entry"),
    "referrals.package_opened": _("what travelled with a referral"),
    "referrals.words_opened": _("the words of a referral"),
}


@dataclass(frozen=True)
class Seen:
    """One row of a list of openings."""

    who: str
    organisation: str
    what: str
    at: datetime


def what_of(verb: str) -> str:
    """What was opened, by the word of the trail."""
    return str(_WORDS.get(verb, gettext("an entry")))


def seen(openings: Iterable[Opening]) -> list[Seen]:
    """The openings with names of the people who work, in their order."""
    rows = list(openings)
    cards = trust.users({row.by for row in rows if row.by})
    return [
        Seen(
            cards[row.by].name if row.by in cards else "",
            cards[row.by].organisation_name if row.by in cards else "",
            what_of(row.verb),
            row.at,
        )
        for row in rows
    ]
