"""The faces of intake: signs and triage, the screening, and (in `public`) the page for anybody."""

from amana.intake.views.calls import begin_call, call, call_sign, called_back, calls, end_call, keep_call
from amana.intake.views.children import child, child_letter, child_told
from amana.intake.views.concerns import concern, concern_looked, concern_new, concern_sign, concerns
from amana.intake.views.inbox import all_signs, waiting_signs
from amana.intake.views.joining import join, part_sign
from amana.intake.views.known import known
from amana.intake.views.needs import assessment, needs, task_done
from amana.intake.views.observing import contact_card, observe
from amana.intake.views.paper import paper, print_sheet, typed, typed_for_sign
from amana.intake.views.quarantine import let_through, letter, put_aside, quarantine
from amana.intake.views.screening import (
    again,
    end,
    inconclusive,
    keep,
    latest,
    no_indication,
    other_protection,
    other_rules,
    part,
    pause,
    prepare,
    presume,
    question,
    resume,
    screening,
    side,
    start,
    stopped,
)
from amana.intake.views.signs import answer, begin_triage, open_file, open_sign, record, share, sign
from amana.intake.views.triage import card, close_duplicate, other_need, screen
from amana.intake.views.violence import incident_new, incidents

__all__ = [
    "again",
    "all_signs",
    "answer",
    "assessment",
    "begin_call",
    "begin_triage",
    "call",
    "call_sign",
    "called_back",
    "calls",
    "card",
    "child",
    "child_letter",
    "child_told",
    "close_duplicate",
    "concern",
    "concern_looked",
    "concern_new",
    "concern_sign",
    "concerns",
    "contact_card",
    "end",
    "end_call",
    "incident_new",
    "incidents",
    "inconclusive",
    "join",
    "keep",
    "keep_call",
    "known",
    "latest",
    "let_through",
    "letter",
    "needs",
    "no_indication",
    "observe",
    "open_file",
    "open_sign",
    "other_need",
    "other_protection",
    "other_rules",
    "paper",
    "part",
    "part_sign",
    "pause",
    "prepare",
    "presume",
    "print_sheet",
    "put_aside",
    "quarantine",
    "question",
    "record",
    "resume",
    "screen",
    "screening",
    "share",
    "side",
    "sign",
    "start",
    "stopped",
    "task_done",
    "typed",
    "typed_for_sign",
    "waiting_signs",
]
