"""Logging of faults that Django reports: their class and place, never their message or address."""

import logging

from amana.trust.duties import place_of


class ClassAndPlace(logging.Filter):
    """Lets through faults only: a message may quote what was typed, and an address names a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Returns whether the record is a fault, and reduces it to the place."""
        fault = record.exc_info[1] if record.exc_info else None
        if fault is None:
            return False
        record.msg, record.args = "%s at %s", (type(fault).__name__, place_of(fault))
        record.exc_info = record.exc_text = record.stack_info = None
        return True
