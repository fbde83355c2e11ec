"""The faces of cases."""

from amana.cases.views.agreements import agreement, recorded_sentence, withdraw
from amana.cases.views.closed import closed_doors
from amana.cases.views.contact import contact
from amana.cases.views.correcting import corrections
from amana.cases.views.earlier import earlier_facts, earlier_values
from amana.cases.views.evidence import custody, evidence, open_original
from amana.cases.views.files import files, notes, open_file, open_note
from amana.cases.views.page import change_section, facts, mine, one, open_section
from amana.cases.views.team import assign, cover, hand_over, hand_over_caseload, shift_note

__all__ = [
    "agreement",
    "assign",
    "change_section",
    "closed_doors",
    "contact",
    "corrections",
    "cover",
    "custody",
    "earlier_facts",
    "earlier_values",
    "evidence",
    "facts",
    "files",
    "hand_over",
    "hand_over_caseload",
    "mine",
    "notes",
    "one",
    "open_file",
    "open_note",
    "open_original",
    "open_section",
    "recorded_sentence",
    "shift_note",
    "withdraw",
]
