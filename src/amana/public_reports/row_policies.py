"""Who gets the rows of public reports, and what the role of the public face adds to the letter box and finds by a code."""

from amana.trust.rows.policies import UNITS, Answer, Function, Policy, PublicFace, RowPolicies

_OURS = f"unit = ANY({UNITS}) OR supervised_by = ANY({UNITS})"

ROWS = RowPolicies(
    protected=(
        Policy("intake_publicreport", _OURS, counted=False),
        Policy("intake_letter", f"amana_reads_report(report_id, {UNITS})", counted=False),
    ),
    open={"intake_card": "the public keys of the letter box, one row"},
    functions=(
        # The public face's role adds letters and may not look at reports, not even within a policy.
        Function(
            "amana_reads_report(report uuid, units uuid[])",
            "boolean",
            """
            SELECT EXISTS (SELECT 1 FROM intake_publicreport r
             WHERE r.id = report AND (r.unit = ANY(units) OR r.supervised_by = ANY(units)))
            """,
        ),
    ),
    public=PublicFace(
        answers=(
            Answer(
                "amana_report",
                "wanted bytea[]",
                "id uuid, once bytea, way varchar, lookup bytea, box_private bytea, state varchar",
                "SELECT r.id, r.once, r.way, r.lookup, r.box_private, r.state FROM intake_publicreport r"
                " WHERE r.lookup = ANY(wanted[1:8])",
            ),
            Answer(
                "amana_letters",
                "wanted bytea",
                "part varchar, text uuid, envelope bytea, wraps jsonb, came_at timestamptz",
                "SELECT l.part, l.text, l.envelope, l.wraps, l.came_at FROM intake_letter l JOIN intake_publicreport r"
                " ON r.id = l.report_id WHERE r.lookup = wanted AND l.part IN ('words', 'answer')"
                " ORDER BY l.came_at, l.id",
            ),
            Answer(
                "amana_letter_box_card",
                "",
                "text text, signature bytea",
                "SELECT c.text, c.signature FROM intake_card c WHERE c.id = 1",
            ),
        ),
        # Nothing that only the worker or the desk may say.
        adds={
            "intake_publicreport": "emptied_at IS NULL AND sign_id IS NULL AND state = 'received' AND NOT faulty"
            " AND aside_by IS NULL",
            "intake_letter": "emptied_at IS NULL AND part IN ('report', 'file', 'words', 'renew')",
        },
    ),
)
