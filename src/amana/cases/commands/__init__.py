"""What can be done with a case."""

from amana.cases.commands.files import attach, open_attachment, open_note, write_note
from amana.cases.commands.finding import choose, chosen_of, forget_person, look_up, offer, search
from amana.cases.commands.forgetting import (
    agree_to_forget,
    ask_to_forget,
    finish_forgetting,
    hold_case,
    keep_after_all,
    leave_no_pages,
    lift_hold,
)
from amana.cases.commands.indexing import index_what_waits
from amana.cases.commands.links import count_registers, decide_link, open_reason, propose_links, undo_link
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
    "agree_to_forget",
    "ask_to_forget",
    "assign",
    "attach",
    "change_facts",
    "change_section",
    "choose",
    "chosen_of",
    "confirm_step",
    "count_registers",
    "cover",
    "decide_link",
    "finish_forgetting",
    "forget_person",
    "hand_over",
    "hand_over_all",
    "hold_case",
    "index_what_waits",
    "keep_after_all",
    "leave_no_pages",
    "leave_shift_note",
    "lift_hold",
    "look_up",
    "milestone",
    "offer",
    "open_attachment",
    "open_case",
    "open_note",
    "open_reason",
    "open_section",
    "open_shift_note",
    "open_step",
    "propose_links",
    "search",
    "start_procedure",
    "take_step",
    "undo_link",
    "withdraw_consent",
    "write_note",
]
