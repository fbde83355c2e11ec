"""What can be asked of intake: signs, triage cards, screenings, and what they tell the case page and my day."""

from amana.intake.models import Screening, Sign
from amana.intake.queries.screenings import (
    decisions_open,
    kept_at,
    latest_screening,
    result_of,
    results_of,
    screening,
    screenings_for,
    screenings_of,
    waiting_decisions,
)
from amana.intake.queries.screenings import may_read as may_read_screening
from amana.intake.queries.signs import (
    card_facts,
    card_of,
    case_reference,
    facts_of,
    facts_of_signs,
    found_by_code,
    grounds,
    intake_units,
    may_read,
    my_signs,
    next_clocks,
    readable_sign,
    replies_of,
    sign,
    sign_of,
    signs_for,
    status_of,
)
from amana.intake.queries.told import rule_label, shown_result

RECORDS = (Sign, Screening)

__all__ = [
    "RECORDS",
    "Screening",
    "Sign",
    "card_facts",
    "card_of",
    "case_reference",
    "decisions_open",
    "facts_of",
    "facts_of_signs",
    "found_by_code",
    "grounds",
    "intake_units",
    "kept_at",
    "latest_screening",
    "may_read",
    "may_read_screening",
    "my_signs",
    "next_clocks",
    "readable_sign",
    "replies_of",
    "result_of",
    "results_of",
    "rule_label",
    "screening",
    "screenings_for",
    "screenings_of",
    "shown_result",
    "sign",
    "sign_of",
    "signs_for",
    "status_of",
    "waiting_decisions",
]
