"""What can be done with a case."""

from amana.cases.commands.correcting import note_objection, open_corrections
from amana.cases.commands.files import (
    Evidence,
    add_file,
    attach,
    hand_over_evidence,
    open_attachment,
    open_note,
    open_original,
    read_chain,
    write_note,
)
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
from amana.cases.commands.glass import (
    break_glass,
    end_glass,
    find_in_emergency,
    found_by,
    found_word,
    open_glass_reason,
    open_under_glass,
    review_glass,
)
from amana.cases.commands.hers import printed_for_her
from amana.cases.commands.indexing import index_what_waits
from amana.cases.commands.links import count_registers, decide_link, open_reason, propose_links, undo_link
from amana.cases.commands.opening import change_facts, milestone, open_case, start_procedure
from amana.cases.commands.sections import change_section, open_section, withdraw_consent
from amana.cases.commands.steps import Told, confirm_step, open_step, take_step
from amana.cases.commands.team import (
    assign,
    clear_shift_notes,
    cover,
    hand_over,
    hand_over_all,
    leave_shift_note,
    open_shift_note,
)

__all__ = [
    "Evidence",
    "Told",
    "add_file",
    "agree_to_forget",
    "ask_to_forget",
    "assign",
    "attach",
    "break_glass",
    "change_facts",
    "change_section",
    "choose",
    "chosen_of",
    "clear_shift_notes",
    "confirm_step",
    "count_registers",
    "cover",
    "decide_link",
    "end_glass",
    "find_in_emergency",
    "finish_forgetting",
    "forget_person",
    "found_by",
    "found_word",
    "hand_over",
    "hand_over_all",
    "hand_over_evidence",
    "hold_case",
    "index_what_waits",
    "keep_after_all",
    "leave_no_pages",
    "leave_shift_note",
    "lift_hold",
    "look_up",
    "milestone",
    "note_objection",
    "offer",
    "open_attachment",
    "open_case",
    "open_corrections",
    "open_glass_reason",
    "open_note",
    "open_original",
    "open_reason",
    "open_section",
    "open_shift_note",
    "open_step",
    "open_under_glass",
    "printed_for_her",
    "propose_links",
    "read_chain",
    "review_glass",
    "search",
    "start_procedure",
    "take_step",
    "undo_link",
    "withdraw_consent",
    "write_note",
]
