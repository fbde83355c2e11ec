"""The tables of figures; nobody is in them."""

from amana.trust.rows.policies import RowPolicies

ROWS = RowPolicies(
    open={
        "reporting_closedperiod": "months that were reported",
        "reporting_frozentable": "their tables, with small numbers hidden",
    }
)
