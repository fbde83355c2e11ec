"""The states of what this room keeps, as the database holds them."""

from enum import StrEnum


class ExportState(StrEnum):
    """Where an export is: `WAITING` is for a second person, `OVER` is after its time."""

    WAITING = "waiting"
    READY = "ready"
    REFUSED = "refused"
    OVER = "over"
    RECALLED = "recalled"
