"""The faces of cases."""

from amana.cases.views.agreements import agreement, confirm_consent, receipt, withdraw
from amana.cases.views.files import files, notes, open_file, open_note
from amana.cases.views.page import begin, change_section, facts, mine, one, open_section, openings
from amana.cases.views.steps import confirm, entry, step, waiting
from amana.cases.views.team import assign, cover, hand_over, hand_over_caseload, shift_note

__all__ = [
    "agreement",
    "assign",
    "begin",
    "change_section",
    "confirm",
    "confirm_consent",
    "cover",
    "entry",
    "facts",
    "files",
    "hand_over",
    "hand_over_caseload",
    "mine",
    "notes",
    "one",
    "open_file",
    "open_note",
    "open_section",
    "openings",
    "receipt",
    "shift_note",
    "step",
    "waiting",
    "withdraw",
]
