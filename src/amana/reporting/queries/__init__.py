"""What can be asked: a figure, which indicators can be counted, a report of several."""

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
    "choices",
    "count",
    "figure",
    "first_month",
    "forget",
    "period_of",
    "periods",
    "report",
    "snapshot",
]
