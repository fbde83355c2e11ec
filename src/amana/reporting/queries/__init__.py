"""What can be asked: a figure, which indicators can be counted, a report of several, what a programme may spend."""

from amana.reporting.queries.budget import (
    Spent,
    budget_of,
    cap_that_holds,
    caps_that_wait,
    charges,
    ledger,
    programme_named,
    programmes,
)
from amana.reporting.queries.figures import (
    Choice,
    Line,
    choices,
    count,
    figure,
    first_month,
    period_of,
    periods,
    report,
)
from amana.reporting.queries.snapshot import forget, snapshot

__all__ = [
    "Choice",
    "Line",
    "Spent",
    "budget_of",
    "cap_that_holds",
    "caps_that_wait",
    "charges",
    "choices",
    "count",
    "figure",
    "first_month",
    "forget",
    "ledger",
    "period_of",
    "periods",
    "programme_named",
    "programmes",
    "report",
    "snapshot",
]
