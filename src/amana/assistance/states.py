"""The states of what this room keeps, as the database holds them."""

from enum import StrEnum


class DeliveryState(StrEnum):
    """Where a delivery is: `WAITS` is for a second person; what one person agreed to is not given yet."""

    REQUESTED = "requested"
    WAITS = "waits"
    AGREED = "agreed"
    RUNNING = "running"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUSED = "refused"
