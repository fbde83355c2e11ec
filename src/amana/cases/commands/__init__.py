"""What can be done with a case."""

from amana.cases.commands.files import attach, open_attachment, open_note, write_note
from amana.cases.commands.opening import change_facts, milestone, open_case, start_procedure
from amana.cases.commands.sections import change_section, open_section, withdraw_consent
from amana.cases.commands.steps import Told, confirm_step, open_step, take_step
from amana.cases.commands.team import (
    assign,
    cover,
    hand_over,
    hand_over_all,
    leave_shift_note,
    open_shift_note,
)

__all__ = [
    "Told",
    "assign",
    "attach",
    "change_facts",
    "change_section",
    "confirm_step",
    "cover",
    "hand_over",
    "hand_over_all",
    "leave_shift_note",
    "milestone",
    "open_attachment",
    "open_case",
    "open_note",
    "open_section",
    "open_shift_note",
    "open_step",
    "start_procedure",
    "take_step",
    "withdraw_consent",
    "write_note",
]
