"""Who gets the rows of a procedure and of what hangs on it; how rooms above say that a row follows its procedure."""

from amana.trust.rows.policies import (
    ACTOR,
    ORGANISATION,
    UNITS,
    WATCHES,
    Function,
    Ground,
    Policy,
    RowPolicies,
    exists,
    of_parent,
)

# What makes a procedure somebody's own: the team, the supervisors' unit, and the intake until help begins.
OWN = (
    f"{{p}}supervisors_unit = ANY({UNITS}) OR ({{p}}number IS NULL AND {{p}}intake_unit = ANY({UNITS}))"
    f" OR {{p}}id IN (SELECT amana_team({ACTOR}))"
)
AGREED = f"{{p}}id IN (SELECT amana_agreed({ACTOR}, {UNITS}))"
AT_WORK = f"{{p}}id IN (SELECT amana_at_work({ACTOR}, {UNITS}))"
ASKED = f"{{p}}id IN (SELECT amana_asked({ACTOR}, {UNITS}))"
# Who gets a procedure's own row, and what hangs on it.
GROUNDS = (OWN, AGREED, AT_WORK, ASKED, WATCHES)


def of_procedure(column: str, *grounds: str) -> str:
    """The row's procedure is the actor's by one of the grounds; by any, where none is given.

    `column` is the column that names the procedure, or `lock`, which names it by its lock.
    """
    by = "lock" if column.endswith("lock") else "id"
    wanted = f" AND ({' OR '.join(ground.format(p='p.') for ground in grounds)})" if grounds else ""
    return exists("cases_procedure p", f"p.{by} = {column}{wanted}")


KNOWN = of_procedure("procedure_id", *GROUNDS)
OPEN = of_procedure("procedure_id", OWN, AGREED)

ROWS = RowPolicies(
    protected=(
        Policy(
            "cases_procedure",
            " OR ".join(ground.format(p="") for ground in GROUNDS),
            writes=f"organisation = {ORGANISATION} OR "
            + " OR ".join(ground.format(p="") for ground in (OWN, AGREED, AT_WORK, ASKED)),
        ),
        Policy("cases_section", OPEN),
        Policy("cases_attachment", OPEN),
        Policy("cases_note", OPEN),
        Policy("cases_milestone", OPEN),
        Policy("cases_assignment", f'"user" = {ACTOR} OR {KNOWN}'),
        Policy("cases_step", KNOWN),
        Policy("cases_deadline", KNOWN),
        Policy("cases_custody", of_parent("cases_attachment", "attachment_id"), counted=False),
        Policy("cases_correction", OPEN, counted=False),
        Policy("cases_correctionnotice", f"holder = {ACTOR} OR holder = ANY({UNITS})", counted=False),
        Policy("cases_shiftnote", f"unit = ANY({UNITS})", counted=False),
    ),
    open={
        "cases_counter": "the last number given out in a year",
        "cases_cover": "who stands in for which colleague",
    },
    grounds=(
        # Who wrote a text sees it while something of the case is open to them: the key is wrapped in the next statement.
        Ground(
            "trust_sealed",
            reads=f"{of_procedure('trust_sealed.lock', OWN)} OR (changed_by = {ACTOR} AND (NOT amana_is_of_a_case(lock)"
            f" OR {WATCHES} OR {of_procedure('trust_sealed.lock', AGREED, AT_WORK)}))",
            writes=f"{of_procedure('trust_sealed.lock')} OR (changed_by = {ACTOR} AND NOT amana_is_of_a_case(lock))",
            common=True,
        ),
        Ground(
            "trust_facts",
            reads=of_procedure("trust_facts.lock", OWN, AGREED, AT_WORK),
            writes=f"{of_procedure('trust_facts.lock')} OR NOT amana_is_of_a_case(lock)",
            common=True,
        ),
        Ground("consent_consent", reads=of_procedure("procedure", OWN, AGREED)),
    ),
    functions=(
        Function(
            "amana_team(who uuid)",
            "SETOF uuid",
            """
            SELECT a.procedure_id FROM cases_assignment a
             WHERE a."user" = who AND a.since <= clock_timestamp() AND (a.until IS NULL OR a.until > clock_timestamp())
            """,
        ),
        Function(
            "amana_is_of_a_case(of_lock uuid)",
            "boolean",
            "SELECT EXISTS (SELECT 1 FROM cases_procedure p WHERE p.lock = of_lock)",
        ),
    ),
)
