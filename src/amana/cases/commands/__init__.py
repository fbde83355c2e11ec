"""What can be done with a case."""

from amana.cases.commands.contact import record_attempt, record_search
from amana.cases.commands.correcting import note_objection, open_corrections
from amana.cases.commands.earlier import open_earlier, open_earlier_facts
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
from amana.cases.commands.opening import change_facts, correct_facts, milestone, open_case, start_procedure
from amana.cases.commands.sections import change_section, open_section, withdraw_consent
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
    "add_file",
    "assign",
    "attach",
    "change_facts",
    "change_section",
    "clear_shift_notes",
    "correct_facts",
    "cover",
    "hand_over",
    "hand_over_all",
    "hand_over_evidence",
    "leave_shift_note",
    "milestone",
    "note_objection",
    "open_attachment",
    "open_case",
    "open_corrections",
    "open_earlier",
    "open_earlier_facts",
    "open_note",
    "open_original",
    "open_section",
    "open_shift_note",
    "read_chain",
    "record_attempt",
    "record_search",
    "start_procedure",
    "withdraw_consent",
    "write_note",
]
