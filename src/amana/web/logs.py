"""What the log says of a fault that Django reports: its class and its place, never its message or its address."""

import logging

from amana.trust.duties import place_of


class ClassAndPlace(logging.Filter):
    """Lets through faults only: a message may quote what was typed, and an address names a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is a fault; then it says no more than where."""
        fault = record.exc_info[1] if record.exc_info else None
        if fault is None:
            return False
        record.msg, record.args = "%s at %s", (type(fault).__name__, place_of(fault))
        record.exc_info = record.exc_text = record.stack_info = None
        return True
