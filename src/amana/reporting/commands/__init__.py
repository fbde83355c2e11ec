"""What can be done: take a table out of the house; set a programme's cap; spend from it."""

from amana.reporting.commands.budget import (
    ProgrammeGrant,
    agree_to_cap,
    grant,
    open_programme,
    propose_cap,
    set_apart,
)
from amana.reporting.commands.tables import table_taken

__all__ = [
    "ProgrammeGrant",
    "agree_to_cap",
    "grant",
    "open_programme",
    "propose_cap",
    "set_apart",
    "table_taken",
]
