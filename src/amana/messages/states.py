"""The states of what this room keeps, as the database holds them."""

from enum import StrEnum


class MessageState(StrEnum):
    """Where a message to a person is: `SENDING` may have left; `HUMAN` is a task for a member of staff, and `DONE` a finished one."""

    WAITS = "waits"
    SENDING = "sending"
    SENT = "sent"
    HUMAN = "human"
    DONE = "done"
    CANCELLED = "cancelled"
