"""Who gets the rows of assessments and of the tasks that follow."""

from amana.cases.row_policies import OPEN
from amana.trust.rows.policies import UNITS, Policy, RowPolicies, of_parent

ROWS = RowPolicies(
    protected=(
        Policy("intake_assessment", f"unit = ANY({UNITS}) OR supervised_by = ANY({UNITS}) OR {OPEN}"),
        Policy("intake_task", of_parent("intake_assessment", "assessment_id"), counted=False),
    ),
    meetings=(
        ("at_work", "SELECT procedure_id FROM intake_assessment WHERE unit = ANY(units) OR supervised_by = ANY(units)"),
    ),
)
