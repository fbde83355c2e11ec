"""Who gets the rows of letters, proceedings, requests to judges and professional notes."""

from amana.cases.row_policies import OPEN
from amana.trust.rows.policies import UNITS, Policy, RowPolicies

ROWS = RowPolicies(
    protected=(
        Policy("justice_letter", OPEN),
        Policy("justice_proceeding", OPEN),
        Policy("justice_judgerequest", f"unit = ANY({UNITS}) OR {OPEN}"),
        Policy("justice_professionalnote", f"unit = ANY({UNITS}) OR {OPEN}", counted=False),
    ),
    meetings=(
        ("at_work", "SELECT procedure_id FROM justice_professionalnote WHERE unit = ANY(units)"),
        ("asked", "SELECT procedure_id FROM justice_judgerequest WHERE unit = ANY(units)"),
    ),
)
