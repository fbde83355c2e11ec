"""The interview: what comes before it, its questions, what is indicated so far, and the decision by a person."""

from amana.intake.views.screening.asking import keep, part, question
from amana.intake.views.screening.deciding import again, inconclusive, no_indication, other_protection, presume
from amana.intake.views.screening.page import (
    end,
    latest,
    pause,
    prepare,
    resume,
    screening,
    side,
    start,
    stopped,
)
from amana.intake.views.screening.replay import other_rules
from amana.intake.views.screening.second_look import second_look, second_looked
from amana.intake.views.screening.sofar import sofar

__all__ = [
    "again",
    "end",
    "inconclusive",
    "keep",
    "latest",
    "no_indication",
    "other_protection",
    "other_rules",
    "part",
    "pause",
    "prepare",
    "presume",
    "question",
    "resume",
    "screening",
    "second_look",
    "second_looked",
    "side",
    "sofar",
    "start",
    "stopped",
]
