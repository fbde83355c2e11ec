"""Who gets the rows of screenings and of papers that were typed into them."""

from amana.cases.row_policies import OPEN
from amana.trust.rows.policies import ACTOR, UNITS, Policy, RowPolicies, of_parent

ROWS = RowPolicies(
    protected=(
        Policy(
            "intake_screening", f"unit = ANY({UNITS}) OR supervised_by = ANY({UNITS}) OR screener = {ACTOR} OR {OPEN}"
        ),
        Policy("intake_typedsheet", of_parent("intake_screening", "screening_id"), counted=False),
    ),
    open={"intake_rulesettext": "the rules of screening as they once were"},
    meetings=(
        (
            "at_work",
            "SELECT procedure_id FROM intake_screening"
            " WHERE unit = ANY(units) OR supervised_by = ANY(units) OR screener = who",
        ),
    ),
)
