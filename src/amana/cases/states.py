"""The states of what this room keeps, as the database holds them."""

from enum import StrEnum


class StepState(StrEnum):
    """Whether a recorded step holds: `WAITS` is for a second person, who may also reject it."""

    DONE = "done"
    WAITS = "waits"
    REJECTED = "rejected"
