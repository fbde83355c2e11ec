"""Who gets the rows of consents, and what a living consent opens."""

from amana.trust.rows.policies import UNITS, Policy, RowPolicies, of_parent

ROWS = RowPolicies(
    protected=(
        Policy("consent_consent", f"unit = ANY({UNITS})"),
        Policy("consent_closeddoor", f"unit = ANY({UNITS}) OR {of_parent('consent_consent', 'consent_id')}"),
    ),
    meetings=(
        (
            "agreed",
            """
            SELECT c.procedure FROM consent_consent c
             WHERE c.unit = ANY(units) AND NOT c.refused AND c.withdrawn_at IS NULL AND c.given_at <= clock_timestamp()
               AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp())
            """,
        ),
    ),
)
