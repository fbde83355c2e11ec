"""Who gets the rows of referrals and of what is said about them."""

from amana.cases.row_policies import AGREED, AT_WORK, OWN, of_procedure
from amana.trust.rows.policies import UNITS, Policy, RowPolicies, of_parent

ROWS = RowPolicies(
    protected=(
        Policy("referrals_referral", f"unit = ANY({UNITS}) OR {of_procedure('procedure_id', OWN, AGREED, AT_WORK)}"),
        Policy("referrals_message", of_parent("referrals_referral", "referral_id"), counted=False),
    ),
    open={"referrals_provider": "the directory of those who help"},
    meetings=(
        ("asked", "SELECT procedure_id FROM referrals_referral WHERE unit = ANY(units) AND sent_at IS NOT NULL"),
    ),
)
