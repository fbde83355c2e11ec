"""What can be done: take a table out of the house; set a programme's cap; spend from it; publish a release."""

from amana.reporting.commands.closing import close_as, close_period
from amana.reporting.commands.tables import table_taken

__all__ = [
    "close_as",
    "close_period",
    "table_taken",
]
