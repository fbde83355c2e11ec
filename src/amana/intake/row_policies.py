"""Who gets the rows of signs, calls, concerns, the letter box and her own page, and what the public face may do."""

from amana.cases.row_policies import AGREED, AT_WORK, OPEN, OWN, of_procedure
from amana.trust.rows.policies import (
    ACTOR,
    UNITS,
    Answer,
    Function,
    Ground,
    Policy,
    PublicFace,
    RowPolicies,
    exists,
    of_parent,
)

_OURS = f"unit = ANY({UNITS}) OR supervised_by = ANY({UNITS})"

ROWS = RowPolicies(
    protected=(
        Policy("intake_sign", f"{_OURS} OR taken_by = {ACTOR} OR {OPEN}"),
        Policy("intake_reply", of_parent("intake_sign", "sign_id"), counted=False),
        Policy("intake_publicreport", _OURS, counted=False),
        Policy("intake_letter", f"amana_reads_report(report_id, {UNITS})", counted=False),
        Policy("intake_ownpage", f"{of_procedure('procedure_id', OWN)} OR unit = ANY({UNITS})", counted=False),
        Policy(
            "intake_ownword",
            f"unit = ANY({UNITS}) OR (for_team AND amana_sees_own_page(page_id, {ACTOR}, {UNITS}))",
            counted=False,
        ),
        Policy("intake_feedback", f"unit = ANY({UNITS})", counted=False),
        Policy("intake_signfile", of_parent("intake_sign", "sign_id"), counted=False),
        Policy("intake_joined", of_parent("intake_sign", "sign_id"), counted=False),
        Policy("intake_call", _OURS, counted=False),
        Policy("intake_concern", f"{_OURS} OR raised_by = {ACTOR}", counted=False),
        Policy("intake_triagecard", of_procedure("procedure_id", OWN, AGREED, AT_WORK)),
    ),
    open={
        "intake_card": "the public keys of the letter box, one row",
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
        # The same for what somebody says on a page of her own: the team of her file, and the supervisors' unit.
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
            "intake_ownword": "NOT ours AND taken_at IS NULL AND sealed IS NULL AND NOT for_team AND NOT faulty"
            " AND seen_by IS NULL",
            "intake_feedback": "sealed IS NULL AND lock IS NULL",
        },
    ),
)
