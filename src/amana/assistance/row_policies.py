"""Who gets the rows of help that was given and of goals."""

from amana.cases.row_policies import OPEN
from amana.trust.rows.policies import ORGANISATION, UNITS, Ground, Policy, RowPolicies, exists

ROWS = RowPolicies(
    protected=(
        Policy("assistance_delivery", f"provider_unit = ANY({UNITS}) OR {OPEN}"),
        Policy("assistance_goal", OPEN),
    ),
    open={
        "assistance_item": "kinds of things that organisations keep",
        "assistance_batch": "how much of a thing came together",
        "assistance_movement": "things that came and went, by day; for whom is locked",
        "assistance_moneyin": "money that organisations received",
    },
    grounds=(
        Ground(
            "trust_facts",
            reads=exists("assistance_item i", f"i.lock = trust_facts.lock AND i.organisation = {ORGANISATION}"),
        ),
    ),
    meetings=(("at_work", "SELECT procedure_id FROM assistance_delivery WHERE provider_unit = ANY(units)"),),
)
