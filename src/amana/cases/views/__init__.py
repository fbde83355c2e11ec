"""The faces of cases."""

from amana.cases.views.agreements import agreement, confirm_consent, withdraw
from amana.cases.views.closed import closed_doors
from amana.cases.views.copy import own_copy
from amana.cases.views.correcting import corrections
from amana.cases.views.evidence import custody, evidence, open_original
from amana.cases.views.files import files, notes, open_file, open_note
from amana.cases.views.finding import known, look_ups
from amana.cases.views.forgetting import (
    agree_to_forget,
    certificate_page,
    forget_case,
    forgetting_page,
    keep_case,
    lift_hold,
    print_certificate,
)
from amana.cases.views.glass import emergency, end_glass, one_glass, open_under_glass, review_glass
from amana.cases.views.hers import openings, receipt
from amana.cases.views.links import index_more, link, links, open_link, undo_link
from amana.cases.views.oversight import answer_finding, oversight_page
from amana.cases.views.page import begin, change_section, facts, mine, one, open_section
from amana.cases.views.steps import confirm, entry, step, waiting
from amana.cases.views.team import assign, cover, hand_over, hand_over_caseload, shift_note

__all__ = [
    "agree_to_forget",
    "agreement",
    "answer_finding",
    "assign",
    "begin",
    "certificate_page",
    "change_section",
    "closed_doors",
    "confirm",
    "confirm_consent",
    "corrections",
    "cover",
    "custody",
    "emergency",
    "end_glass",
    "entry",
    "evidence",
    "facts",
    "files",
    "forget_case",
    "forgetting_page",
    "hand_over",
    "hand_over_caseload",
    "index_more",
    "keep_case",
    "known",
    "lift_hold",
    "link",
    "links",
    "look_ups",
    "mine",
    "notes",
    "one",
    "one_glass",
    "open_file",
    "open_link",
    "open_note",
    "open_original",
    "open_section",
    "open_under_glass",
    "openings",
    "oversight_page",
    "own_copy",
    "print_certificate",
    "receipt",
    "review_glass",
    "shift_note",
    "step",
    "undo_link",
    "waiting",
    "withdraw",
]
