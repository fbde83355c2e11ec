"""Who gets the rows of links between files, and which files are seen because they are linked with one's own."""

from amana.cases.row_policies import GROUNDS, KNOWN, of_procedure
from amana.trust.rows.policies import ACTOR, UNITS, Function, Ground, Policy, RowPolicies

ROWS = RowPolicies(
    protected=(
        Policy("cases_tocompare", KNOWN),
        Policy("cases_link", f"{of_procedure('one_id', *GROUNDS)} OR {of_procedure('other_id', *GROUNDS)}"),
    ),
    # Of a file that is only linked with one's own, its row alone is seen, and nothing that hangs on it.
    grounds=(Ground("cases_procedure", reads=f"id IN (SELECT amana_linked({ACTOR}, {UNITS}))"),),
    functions=(
        Function(
            "amana_linked(who uuid, units uuid[])",
            "SETOF uuid",
            """
            WITH own AS (SELECT p.id FROM cases_procedure p WHERE p.supervisors_unit = ANY(units)
                         OR (p.number IS NULL AND p.intake_unit = ANY(units)) OR p.id IN (SELECT amana_team(who)))
            SELECT l.other_id FROM cases_link l JOIN own ON own.id = l.one_id
            UNION ALL
            SELECT l.one_id FROM cases_link l JOIN own ON own.id = l.other_id
            """,
        ),
    ),
)
