"""The states of what this room keeps, as the database holds them."""

from enum import StrEnum


class LinkState(StrEnum):
    """Where a pair of files is: proposed by likeness or chosen by a worker, put off, or decided."""

    PROPOSED = "proposed"
    CHOSEN = "chosen"
    LATER = "later"
    SAME = "same"
    DIFFERENT = "different"
