"""The commands: exporting a table, setting a programme's cap, spending from it, publishing a release."""

from amana.reporting.commands.closing import close_as, close_period
from amana.reporting.commands.tables import table_taken

__all__ = [
    "close_as",
    "close_period",
    "table_taken",
]
