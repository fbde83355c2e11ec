"""Who opened what of a file, in words: for the organisation that holds it, for the recipient who is told, and for the person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.cases import queries
from amana.cases.queries import Procedure
from amana.cases.rules import GROUND
from amana.consent.queries import Opening
from amana.countrypacks import pack
from amana.countrypacks.wording import join_words
from amana.trust import queries as trust

LOOKED_UP: Final = "cases.looked_up"
EMERGENCY: Final = "cases.glass_broken"
_WORDS: Final[Mapping[str, Any]] = {
    "cases.section_opened": _("a section"),
    "cases.attachment_opened": _("a file"),
    "cases.note_opened": _("a note"),
    "cases.step_opened": _("an entry"),
    "cases.chain_opened": _("the chain of a piece of evidence"),
    "cases.corrections_opened": _("corrections of a section"),
    "cases.earlier_opened": _("earlier values of a section"),
    "cases.earlier_facts_opened": _("earlier coded facts"),
    "cases.glass_reason_opened": _("the reason of an emergency"),
    "cases.link_reason_opened": _("why two files belong together"),
    "cases.original_opened": _("the original of a file"),
    "consent.words_opened": _("limits and witness of a consent"),
    "assistance.goal_opened": _("a goal of the plan"),
    "assistance.words_opened": _("the words of a help that was given"),
    "exchange.answering_opened": _("a question of another organisation"),
    "intake.assessment_opened": _("an assessment of violence"),
    "intake.earlier_opened": _("an assessment, as it was before a change"),
    "intake.card_opened": _("a triage card"),
    "intake.replies_opened": _("answers to a report"),
    "intake.screening_opened": _("a screening"),
    "intake.sheets_opened": _("the sheets of a screening on paper"),
    "intake.sign_opened": _("a report"),
    "justice.letter_opened": _("a letter"),
    "justice.note_opened": _("a note of a proceeding"),
    "justice.request_opened": _("a request to the judge"),
    "outreach.register_opened": _("a list of those who took part"),
    "referrals.package_opened": _("what travelled with a referral"),
    "referrals.words_opened": _("the words of a referral"),
    LOOKED_UP: _("looked for an earlier file here"),
    EMERGENCY: _("opened the file in an emergency"),
}
_GROUNDS: Final[Mapping[str, Any]] = {
    "team": _("in the team"),
    "supervision": _("supervises the team"),
    "consent": _("the person agreed"),
    "own_referral": _("asked to help"),
    "referral": _("asked to help"),
    "intake": _("took the person in"),
    GROUND: _("an emergency"),
}


@dataclass(frozen=True)
class Seen:
    """One row of a list of openings; `role` says who it was without a name."""

    who: str
    organisation: str
    role: str
    what: str
    ground: str
    at: datetime


def what_of(verb: str, section: str = "") -> str:
    """What was opened, by the word of the trail; with the name of the section where there is one."""
    return section or str(_WORDS.get(verb, gettext("an entry")))


def ground_words(ground: str) -> str:
    """Why it was opened, by the word of the trail; empty for a ground that has no words."""
    return str(_GROUNDS.get(ground, ""))


def list_openings(openings: Iterable[Opening]) -> list[Seen]:
    """The openings by one consent with names of the people who work, in their order."""
    return _rows([(row.by, row.verb, "", "", row.at) for row in openings])


def openings_of(procedure: Procedure, most: int = 400) -> list[Seen]:
    """Every opening, look-up and emergency that the trail has of this file, newest first."""
    sections = queries.sealed_sections(procedure).items()
    names = {str(row.id): str(pack().section_name(code)) for code, row in sections}
    lines = [
        line
        for line in trust.openings_of([procedure.id])[: most * 4]
        if line.verb.endswith("_opened") or line.verb in (LOOKED_UP, EMERGENCY)
    ][:most]
    return _rows(
        [
            (
                line.actor,
                line.verb,
                names.get(str(line.ids.get("section", "")), ""),
                GROUND if "grant" in line.ids else str(line.ids.get("ground", "")),
                line.happened_at,
            )
            for line in lines
        ]
    )


def _rows(told: Iterable[tuple[UUID | None, str, str, str, datetime]]) -> list[Seen]:
    rows = list(told)
    cards = trust.users({by for by, *_ in rows if by})
    country = pack()
    found = []
    for by, verb, section, ground, at in rows:
        card = cards.get(by) if by else None
        roles = join_words(country.role(role).name for role in sorted(card.roles)) if card else ""
        found.append(
            Seen(
                card.name if card else "",
                card.organisation_name if card else "",
                roles,
                what_of(verb, section),
                ground_words(ground),
                at,
            )
        )
    return found
