"""Row policies of backups and retention: all open; nothing of a person is in the tables."""

from amana.trust.rows.policies import RowPolicies

ROWS = RowPolicies(
    open={
        "trust_backup": "the copies that were made, and when each was gone",
        "trust_cleared": "how many rows of which class a rule of retention took away",
    }
)
