"""Who gets the rows of signs, calls and concerns."""

from amana.cases.row_policies import AGREED, AT_WORK, OPEN, OWN, of_procedure
from amana.trust.rows.policies import (
    ACTOR,
    UNITS,
    Ground,
    Policy,
    RowPolicies,
    exists,
    of_parent,
)

_OURS = f"unit = ANY({UNITS}) OR supervised_by = ANY({UNITS})"

ROWS = RowPolicies(
    protected=(
        Policy("intake_sign", f"{_OURS} OR taken_by = {ACTOR} OR {OPEN}"),
        Policy("intake_reply", of_parent("intake_sign", "sign_id"), counted=False),
        Policy("intake_signfile", of_parent("intake_sign", "sign_id"), counted=False),
        Policy("intake_joined", of_parent("intake_sign", "sign_id"), counted=False),
        Policy("intake_call", _OURS, counted=False),
        Policy("intake_concern", f"{_OURS} OR raised_by = {ACTOR}", counted=False),
        Policy("intake_triagecard", of_procedure("procedure_id", OWN, AGREED, AT_WORK)),
    ),
    open={
        "intake_contactcards": "how many contact cards a unit offered in a month",
    },
    grounds=(
        Ground(
            "trust_facts",
            reads=" OR ".join(
                exists(
                    f"{table} c",
                    f"c.lock = trust_facts.lock AND (c.unit = ANY({UNITS}) OR c.supervised_by = ANY({UNITS}))",
                )
                for table in ("intake_call", "intake_concern")
            ),
        ),
    ),
    meetings=(
        (
            "at_work",
            "SELECT procedure_id FROM intake_sign WHERE unit = ANY(units) OR supervised_by = ANY(units) OR taken_by = who",
        ),
    ),
)
