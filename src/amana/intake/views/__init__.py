"""The faces of intake: signs and triage, the screening, and (in `public`) the page for anybody."""

from amana.intake.views.known import known
from amana.intake.views.needs import assessment, needs, task_done
from amana.intake.views.observing import contact_card, observe
from amana.intake.views.paper import paper, print_sheet, typed, typed_for_sign
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
from amana.intake.views.signs import all_signs, answer, begin_triage, open_sign, record, share, sign, signs
from amana.intake.views.triage import card, close_duplicate, other_need, screen
from amana.intake.views.violence import incident_new, incidents

__all__ = [
    "again",
    "all_signs",
    "answer",
    "assessment",
    "begin_triage",
    "card",
    "close_duplicate",
    "contact_card",
    "end",
    "incident_new",
    "incidents",
    "inconclusive",
    "keep",
    "known",
    "latest",
    "needs",
    "no_indication",
    "observe",
    "open_sign",
    "other_need",
    "other_protection",
    "other_rules",
    "paper",
    "part",
    "pause",
    "prepare",
    "presume",
    "print_sheet",
    "question",
    "record",
    "resume",
    "screen",
    "screening",
    "share",
    "side",
    "sign",
    "signs",
    "start",
    "stopped",
    "task_done",
    "typed",
    "typed_for_sign",
]
