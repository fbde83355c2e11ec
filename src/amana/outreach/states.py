"""The states of what this room keeps, as the database holds them."""

from enum import StrEnum


class ActivityState(StrEnum):
    """Whether an activity is planned, took place or was cancelled."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
