"""The interview: what comes before it, its questions, what is indicated so far, and the decision by a person."""

from amana.screening.views.interview.asking import keep, part, question
from amana.screening.views.interview.deciding import again, inconclusive, no_indication, other_protection, presume
from amana.screening.views.interview.page import (
    end,
    explain_stop,
    latest,
    pause,
    prepare,
    resume,
    screening,
    side,
    start,
)
from amana.screening.views.interview.replay import other_rules
from amana.screening.views.interview.second_look import second_look, second_looked
from amana.screening.views.interview.sofar import sofar

__all__ = [
    "again",
    "end",
    "explain_stop",
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
]
