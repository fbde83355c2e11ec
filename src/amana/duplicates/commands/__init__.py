"""What can be done to find a person again, and about two files that may be one person's."""

from amana.duplicates.commands.again import open_linked_case
from amana.duplicates.commands.finding import choose, chosen_of, find, forget_person, look_up, offer, search
from amana.duplicates.commands.indexing import index_what_waits
from amana.duplicates.commands.links import (
    count_registers,
    decide_link,
    forget_earlier_codes,
    open_reason,
    propose_links,
    undo_link,
)

__all__ = [
    "choose",
    "chosen_of",
    "count_registers",
    "decide_link",
    "find",
    "forget_earlier_codes",
    "forget_person",
    "index_what_waits",
    "look_up",
    "offer",
    "open_linked_case",
    "open_reason",
    "propose_links",
    "search",
    "undo_link",
]
