"""Queries about screenings, and what they show on the case page and my day."""

from amana.screening.models import Screening
from amana.screening.queries.screenings import can_open as can_open_screening
from amana.screening.queries.screenings import (
    decision_on,
    decisions_open,
    grounds,
    kept_at,
    latest_screening,
    may_go_on,
    result_of,
    results_of,
    rule_sets,
    screening,
    screenings_for,
    screenings_of,
    seen_before,
    waiting_decisions,
)
from amana.screening.queries.screenings import may_read as may_read_screening
from amana.screening.queries.second_look import waits_for_second_look
from amana.screening.queries.told import rule_label, shown_result

__all__ = [
    "Screening",
    "can_open_screening",
    "decision_on",
    "decisions_open",
    "grounds",
    "kept_at",
    "latest_screening",
    "may_go_on",
    "may_read_screening",
    "result_of",
    "results_of",
    "rule_label",
    "rule_sets",
    "screening",
    "screenings_for",
    "screenings_of",
    "seen_before",
    "shown_result",
    "waiting_decisions",
    "waits_for_second_look",
]
