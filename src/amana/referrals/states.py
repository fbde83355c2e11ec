"""The states of what this room keeps, as the database holds them."""

from enum import StrEnum


class ReferralState(StrEnum):
    """Where a referral stands. The places are those of the machine `referral` of every pack."""

    DRAFT = "draft"
    CONSENT_PENDING = "consent_pending"
    READY = "ready"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    WAITLISTED = "waitlisted"
    IN_SERVICE = "in_service"
    COMPLETED = "completed"
    ENDED_EARLY = "ended_early"
    DECLINED_BY_PROVIDER = "declined_by_provider"
    DECLINED_BY_PERSON = "declined_by_person"
    RETURNED_FOR_INFO = "returned_for_info"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
