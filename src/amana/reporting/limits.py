"""The pack's limits on what may be shown about few people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The number of people below which something is hidden or merged, and how amounts and counts are shown.

    `currency` is that of amounts that name none. `round_to` shows counts of people to its nearest multiple; 1 shows
    them as they are. `dominance_percent` hides a sum that one person dominates.
    """

    min_cell: int
    rare_nationality: int
    currency: str
    fewest_for_districts: int = 0
    round_to: int = 1
    dominance_percent: int = 20
