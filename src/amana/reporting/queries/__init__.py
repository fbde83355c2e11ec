"""The queries: a figure, which indicators can be counted, a report of several, the remaining budget of a programme."""

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
from amana.reporting.queries.frozen import (
    closed_periods,
    figure_of_record,
    forgotten_since,
    frozen_answer,
    frozen_figure,
    frozen_or_refused,
    is_frozen,
)
from amana.reporting.queries.snapshot import forget, snapshot

__all__ = [
    "Choice",
    "Line",
    "choices",
    "closed_periods",
    "count",
    "figure",
    "figure_of_record",
    "first_month",
    "forget",
    "forgotten_since",
    "frozen_answer",
    "frozen_figure",
    "frozen_or_refused",
    "is_frozen",
    "period_of",
    "periods",
    "report",
    "snapshot",
]
