"""The faces of intake: signs and triage, the screening, and (in `public`) the page for anybody."""

from amana.intake.views.screening import (
    again,
    end,
    inconclusive,
    keep,
    latest,
    no_indication,
    other_protection,
    part,
    pause,
    presume,
    question,
    resume,
    screening,
    start,
)
from amana.intake.views.signs import all_signs, answer, begin_triage, open_sign, record, share, sign, signs
from amana.intake.views.triage import card, close_duplicate, other_need, screen

__all__ = [
    "again",
    "all_signs",
    "answer",
    "begin_triage",
    "card",
    "close_duplicate",
    "end",
    "inconclusive",
    "keep",
    "latest",
    "no_indication",
    "open_sign",
    "other_need",
    "other_protection",
    "part",
    "pause",
    "presume",
    "question",
    "record",
    "resume",
    "screen",
    "screening",
    "share",
    "sign",
    "signs",
    "start",
]
