"""Row policies: the tables of figures, which contain no person."""

from amana.trust.rows.policies import RowPolicies

ROWS = RowPolicies(
    open={
        "reporting_closedperiod": "months that were reported",
        "reporting_frozentable": "their tables, with small numbers hidden",
    }
)
