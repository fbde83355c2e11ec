"""The commands on letters, proceedings, requests to a judge and professional notes."""

from amana.justice.commands.hearing import after_step, on_consent_withdrawn
from amana.justice.commands.letters import (
    change_letter,
    draft_letter,
    give_to_lawyer,
    open_letter,
    page_of,
    prefill_letter,
    remind,
    sign_letter,
)
from amana.justice.commands.notes import open_note, write_note
from amana.justice.commands.proceedings import add_milestone, begin_proceeding
from amana.justice.commands.requests import Asked, judge_decides, open_request, send_request
from amana.justice.commands.steps import (
    Entry,
    LetterSubject,
    ProceedingSubject,
    enter,
    letter_in,
    proceeding_in,
    record_letter_step,
    record_proceeding_step,
)

__all__ = [
    "Asked",
    "Entry",
    "LetterSubject",
    "ProceedingSubject",
    "add_milestone",
    "after_step",
    "begin_proceeding",
    "change_letter",
    "draft_letter",
    "enter",
    "give_to_lawyer",
    "judge_decides",
    "letter_in",
    "on_consent_withdrawn",
    "open_letter",
    "open_note",
    "open_request",
    "page_of",
    "prefill_letter",
    "proceeding_in",
    "record_letter_step",
    "record_proceeding_step",
    "remind",
    "send_request",
    "sign_letter",
    "write_note",
]
