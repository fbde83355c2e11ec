"""What can be asked of intake: signs, triage cards, screenings, and what they tell the case page and my day."""

from amana.intake.models import Screening, Sign
from amana.intake.queries.screenings import (
    decisions_open,
    latest_screening,
    result_of,
    results_of,
    screening,
    screenings_for,
    screenings_of,
)
from amana.intake.queries.signs import (
    card_of,
    found_by_code,
    grounds,
    intake_units,
    may_read,
    my_signs,
    readable_sign,
    replies_of,
    sign,
    sign_of,
    signs_for,
    status_of,
)

RECORDS = (Sign, Screening)

__all__ = [
    "RECORDS",
    "Screening",
    "Sign",
    "card_of",
    "decisions_open",
    "found_by_code",
    "grounds",
    "intake_units",
    "latest_screening",
    "may_read",
    "my_signs",
    "readable_sign",
    "replies_of",
    "result_of",
    "results_of",
    "screening",
    "screenings_for",
    "screenings_of",
    "sign",
    "sign_of",
    "signs_for",
    "status_of",
]
