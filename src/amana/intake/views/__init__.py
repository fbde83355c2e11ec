"""The faces of intake: signs, calls, concerns, the observation card and triage."""

from amana.intake.views.calls import begin_call, call, call_sign, called_back, calls, end_call, keep_call
from amana.intake.views.concerns import concern, concern_looked, concern_new, concern_sign, concerns
from amana.intake.views.inbox import all_signs, waiting_signs
from amana.intake.views.joining import join, part_sign
from amana.intake.views.observing import contact_card, observe
from amana.intake.views.signs import answer, begin_triage, open_file, open_sign, record, share, sign
from amana.intake.views.triage import card, close_duplicate, other_need, screen

__all__ = [
    "all_signs",
    "answer",
    "begin_call",
    "begin_triage",
    "call",
    "call_sign",
    "called_back",
    "calls",
    "card",
    "close_duplicate",
    "concern",
    "concern_looked",
    "concern_new",
    "concern_sign",
    "concerns",
    "contact_card",
    "end_call",
    "join",
    "keep_call",
    "observe",
    "open_file",
    "open_sign",
    "other_need",
    "part_sign",
    "record",
    "screen",
    "share",
    "sign",
    "waiting_signs",
]
