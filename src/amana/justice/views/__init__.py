"""The desk's pages for letters, proceedings, requests to a judge and professional notes."""

from amana.justice.views.letters import change, give, letter, mine, new_letter, page, remind, sign, step
from amana.justice.views.notes import notes, open_note
from amana.justice.views.proceedings import begin, milestone, proceeding, proceeding_step
from amana.justice.views.requests import decide, judge_request, new_request, open_request

__all__ = [
    "begin",
    "change",
    "decide",
    "give",
    "judge_request",
    "letter",
    "milestone",
    "mine",
    "new_letter",
    "new_request",
    "notes",
    "open_note",
    "open_request",
    "page",
    "proceeding",
    "proceeding_step",
    "remind",
    "sign",
    "step",
]
