"""The tables of backups and retention; nothing of a person is in them."""

from amana.trust.rows.policies import RowPolicies

ROWS = RowPolicies(
    open={
        "trust_backup": "the copies that were made, and when each was gone",
        "trust_cleared": "how many rows of which class a rule of retention took away",
    }
)
