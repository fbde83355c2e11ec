"""Who gets the rows of an emergency opening, and what it opens."""

from amana.cases.row_policies import OWN, of_procedure
from amana.trust.rows.policies import ACTOR, WATCHES, Function, Ground, Policy, RowPolicies

_OPENED = f"{{p}}id IN (SELECT amana_glass({ACTOR}))"

ROWS = RowPolicies(
    protected=(
        Policy(
            "cases_glassgrant", f'"user" = {ACTOR} OR {WATCHES} OR {of_procedure("procedure_id", OWN)}', counted=False
        ),
    ),
    grounds=(
        Ground("trust_sealed", reads=f"(kind = 'section' AND {of_procedure('trust_sealed.lock', _OPENED)})"),
        Ground("trust_facts", reads=f"(kind = 'glass' AND {WATCHES})"),
    ),
    meetings=(
        ("agreed", "SELECT amana_glass(who)"),
        ("asked", """SELECT procedure_id FROM cases_glassgrant WHERE "user" = who"""),
    ),
    functions=(
        Function(
            "amana_glass(who uuid)",
            "SETOF uuid",
            """
            SELECT g.procedure_id FROM cases_glassgrant g
             WHERE g."user" = who AND g.ended_at IS NULL AND g.until > clock_timestamp()
            """,
        ),
    ),
)
