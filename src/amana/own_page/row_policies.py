"""Who gets the rows of pages of a person's own, and what the role of the public face does there by a code."""

from amana.cases.row_policies import OWN, of_procedure
from amana.trust.rows.policies import ACTOR, UNITS, Answer, Function, Policy, PublicFace, RowPolicies

ROWS = RowPolicies(
    protected=(
        Policy("intake_ownpage", f"{of_procedure('procedure_id', OWN)} OR unit = ANY({UNITS})", counted=False),
        Policy(
            "intake_ownword",
            f"unit = ANY({UNITS}) OR (for_team AND amana_sees_own_page(page_id, {ACTOR}, {UNITS}))",
            counted=False,
        ),
        Policy("intake_feedback", f"unit = ANY({UNITS})", counted=False),
    ),
    functions=(
        # The team of the file, and the supervisors' unit. The public face's role may not look at pages, not even in a policy.
        Function(
            "amana_sees_own_page(page uuid, who uuid, units uuid[])",
            "boolean",
            """
            SELECT EXISTS (SELECT 1 FROM intake_ownpage o JOIN cases_procedure p ON p.id = o.procedure_id
             WHERE o.id = page AND (p.supervisors_unit = ANY(units) OR p.id IN (SELECT amana_team(who))))
            """,
        ),
    ),
    public=PublicFace(
        answers=(
            Answer(
                "amana_own_page",
                "wanted bytea[]",
                "id uuid, lookup bytea, box_private bytea, unit uuid, text uuid, envelope bytea, wraps jsonb",
                "SELECT p.id, p.lookup, p.box_private, p.unit, p.text, p.envelope, p.wraps FROM intake_ownpage p"
                " WHERE p.lookup = ANY(wanted[1:8])",
            ),
            Answer(
                "amana_own_words",
                "wanted bytea",
                "ours boolean, text uuid, envelope bytea, wraps jsonb, came_at timestamptz, taken boolean",
                "SELECT w.ours, w.text, w.envelope, w.wraps, w.came_at, w.taken_at IS NOT NULL FROM intake_ownword w"
                " JOIN intake_ownpage p ON p.id = w.page_id WHERE p.lookup = wanted AND NOT w.faulty"
                " ORDER BY w.came_at, w.id",
            ),
        ),
        # Nothing that only the worker or the desk may say.
        adds={
            "intake_ownword": "NOT ours AND taken_at IS NULL AND sealed IS NULL AND NOT for_team AND NOT faulty"
            " AND seen_by IS NULL",
            "intake_feedback": "sealed IS NULL AND lock IS NULL",
        },
    ),
)
