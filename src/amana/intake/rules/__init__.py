"""What is true about signs and triage cards: pure statements."""

from amana.intake.rules.desk import (
    SHOWN_FROM,
    Common,
    holds_a_number,
    in_common,
    person_calls,
    present,
    rank,
    weight,
)
from amana.intake.rules.safety import Hindrance, Status, hindrances, prompted_by, status_of, urgency_with_floor

__all__ = [
    "SHOWN_FROM",
    "Common",
    "Hindrance",
    "Status",
    "hindrances",
    "holds_a_number",
    "in_common",
    "person_calls",
    "present",
    "prompted_by",
    "rank",
    "status_of",
    "urgency_with_floor",
    "weight",
]
