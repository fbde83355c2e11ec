"""The states of what this room keeps, as the database holds them."""

from enum import StrEnum


class LetterState(StrEnum):
    """Where a letter about fines stands. The places are those of the machine `fine_waiver` of every pack."""

    DRAFT = "draft"
    LEGAL_REVIEW = "legal_review"
    SIGNED = "signed"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    GRANTED_FULL = "granted_full"
    GRANTED_PARTIAL = "granted_partial"
    REFUSED = "refused"
    APPEALED = "appealed"
    EXECUTED = "executed"
    WITHDRAWN = "withdrawn"


class RequestState(StrEnum):
    """Where a request to a court stands."""

    OPEN = "open"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
