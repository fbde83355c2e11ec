"""What can be done with a case."""

from amana.cases.commands.again import open_linked_case
from amana.cases.commands.contact import record_attempt, record_search
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
from amana.cases.commands.hers import printed_for_her
from amana.cases.commands.indexing import index_what_waits
from amana.cases.commands.links import (
    count_registers,
    decide_link,
    forget_earlier_codes,
    open_reason,
    propose_links,
    undo_link,
)
from amana.cases.commands.opening import change_facts, correct_facts, milestone, open_case, start_procedure
from amana.cases.commands.sections import change_section, open_section, withdraw_consent
from amana.cases.commands.steps import Told, confirm_step, look_at_step, open_step, take_step
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
    "assign",
    "attach",
    "change_facts",
    "change_section",
    "choose",
    "chosen_of",
    "clear_shift_notes",
    "confirm_step",
    "correct_facts",
    "count_registers",
    "cover",
    "decide_link",
    "forget_earlier_codes",
    "forget_person",
    "hand_over",
    "hand_over_all",
    "hand_over_evidence",
    "index_what_waits",
    "leave_shift_note",
    "look_at_step",
    "look_up",
    "milestone",
    "note_objection",
    "offer",
    "open_attachment",
    "open_case",
    "open_corrections",
    "open_linked_case",
    "open_note",
    "open_original",
    "open_reason",
    "open_section",
    "open_shift_note",
    "open_step",
    "printed_for_her",
    "propose_links",
    "read_chain",
    "record_attempt",
    "record_search",
    "search",
    "start_procedure",
    "take_step",
    "undo_link",
    "withdraw_consent",
    "write_note",
]
