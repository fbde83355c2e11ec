"""How a table is put under policy: who reads its rows, who adds, changes and removes them."""

from dataclasses import dataclass

from django.db import connection, transaction

from amana.trust.capabilities import PRESETS


def _looking(head: str, returns: str, query: str) -> tuple[str]:
    answer = f"RETURN QUERY {query};" if returns.startswith("SETOF") else f"found := ({query});"
    return (
        f"""
        CREATE OR REPLACE FUNCTION {head} RETURNS {returns} LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
        DECLARE asker text := coalesce(current_setting('app.actor', true), ''); found boolean;
        BEGIN
          PERFORM set_config('app.actor', 'system', true);
          {answer}
          PERFORM set_config('app.actor', asker, true);
          {"RETURN;" if returns.startswith("SETOF") else "RETURN found;"}
        END $$
        """,
    )


# Each finds its tables where they were when it was made, also for a program that looks nowhere (as pg_dump does).
# The setting is empty where it was never made, and where a transaction ended: then none of these is true.
FUNCTIONS = (
    """
    CREATE OR REPLACE FUNCTION amana_is(name text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT coalesce(current_setting('app.actor', true), '') = name $$
    """,
    """
    CREATE OR REPLACE FUNCTION amana_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT AS
    $$ SELECT u.id FROM trust_user u WHERE u.is_active
       AND u.id = substring(current_setting('app.actor', true) FROM '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$')::uuid $$
    """,
    """
    CREATE OR REPLACE FUNCTION amana_units() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT AS
    $$ SELECT coalesce(array_agg(m.unit_id), '{}') FROM trust_membership m
       WHERE m.user_id = amana_actor() AND m.admitted_at IS NOT NULL $$
    """,
    """
    CREATE OR REPLACE FUNCTION amana_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT AS
    $$ SELECT u.organisation_id FROM trust_user u WHERE u.id = amana_actor() $$
    """,
    """
    CREATE OR REPLACE FUNCTION amana_watches() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT AS
    $$ SELECT EXISTS (SELECT 1 FROM trust_rolegrant g WHERE g.user_id = amana_actor()
                      AND g.role IN ('data_protection_officer', 'auditor')) $$
    """,
    # The rest looks where the asker may not, and answers with ids alone: it acts as the system while it looks. Only a
    # superuser could write that into the head of a function, so each begins and ends with it; an error takes it back.
    *_looking(
        "amana_team(who uuid)",
        "SETOF uuid",
        """
        SELECT a.procedure_id FROM cases_assignment a
       WHERE a."user" = who AND a.since <= clock_timestamp() AND (a.until IS NULL OR a.until > clock_timestamp())
    """,
    ),
    *_looking(
        "amana_agreed(who uuid, units uuid[])",
        "SETOF uuid",
        """
        SELECT c.procedure FROM consent_consent c
       WHERE c.unit = ANY(units) AND NOT c.refused AND c.withdrawn_at IS NULL AND c.given_at <= clock_timestamp()
         AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp())
       UNION ALL
       SELECT amana_glass(who)
    """,
    ),
    *_looking(
        "amana_glass(who uuid)",
        "SETOF uuid",
        """
        SELECT g.procedure_id FROM cases_glassgrant g
       WHERE g."user" = who AND g.ended_at IS NULL AND g.until > clock_timestamp()
    """,
    ),
    *_looking(
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
    *_looking(
        "amana_at_work(who uuid, units uuid[])",
        "SETOF uuid",
        """
        SELECT procedure_id FROM intake_sign WHERE unit = ANY(units) OR supervised_by = ANY(units) OR taken_by = who
       UNION ALL
       SELECT procedure_id FROM intake_screening WHERE unit = ANY(units) OR supervised_by = ANY(units) OR screener = who
       UNION ALL
       SELECT procedure_id FROM intake_assessment WHERE unit = ANY(units) OR supervised_by = ANY(units)
       UNION ALL
       SELECT procedure_id FROM assistance_delivery WHERE provider_unit = ANY(units)
       UNION ALL
       SELECT procedure_id FROM justice_professionalnote WHERE unit = ANY(units)
    """,
    ),
    *_looking(
        "amana_asked(who uuid, units uuid[])",
        "SETOF uuid",
        """
        SELECT procedure_id FROM referrals_referral WHERE unit = ANY(units) AND sent_at IS NOT NULL
       UNION ALL
       SELECT procedure_id FROM justice_judgerequest WHERE unit = ANY(units)
       UNION ALL
       SELECT procedure_id FROM cases_glassgrant WHERE "user" = who
    """,
    ),
    *_looking(
        "amana_holds(text_id uuid, who uuid, units uuid[])",
        "boolean",
        """
        SELECT EXISTS (SELECT 1 FROM trust_wrap w WHERE w.sealed_id = text_id
         AND (w.expires_at IS NULL OR w.expires_at > clock_timestamp())
         AND ((w.holder_kind = 'user' AND w.holder = who) OR (w.holder_kind = 'unit' AND w.holder = ANY(units))))
    """,
    ),
    # The public face's role adds letters and may not look at reports, not even within a policy.
    *_looking(
        "amana_reads_report(report uuid, units uuid[])",
        "boolean",
        """
        SELECT EXISTS (SELECT 1 FROM intake_publicreport r
         WHERE r.id = report AND (r.unit = ANY(units) OR r.supervised_by = ANY(units)))
    """,
    ),
    # The same for what somebody says on a page of her own: the team of her file, and the supervisors' unit.
    *_looking(
        "amana_sees_own_page(page uuid, who uuid, units uuid[])",
        "boolean",
        """
        SELECT EXISTS (SELECT 1 FROM intake_ownpage o JOIN cases_procedure p ON p.id = o.procedure_id
         WHERE o.id = page AND (p.supervisors_unit = ANY(units) OR p.id IN (SELECT amana_team(who))))
    """,
    ),
    *_looking(
        "amana_is_of_a_case(of_lock uuid)",
        "boolean",
        """
        SELECT EXISTS (SELECT 1 FROM cases_procedure p WHERE p.lock = of_lock)
    """,
    ),
)

SYSTEM, FIGURES = "amana_is('system')", "amana_is('figures')"
ACTOR, UNITS = "(SELECT amana_actor())", "(SELECT amana_units())::uuid[]"
ORGANISATION = "(SELECT amana_organisation())"
# What makes a procedure somebody's own: the team, the supervisors' unit, and the intake until help begins.
OWN = (
    f"{{p}}supervisors_unit = ANY({UNITS}) OR ({{p}}number IS NULL AND {{p}}intake_unit = ANY({UNITS}))"
    f" OR {{p}}id IN (SELECT amana_team({ACTOR}))"
)
AGREED = f"{{p}}id IN (SELECT amana_agreed({ACTOR}, {UNITS}))"
AT_WORK = f"{{p}}id IN (SELECT amana_at_work({ACTOR}, {UNITS}))"
ASKED = f"{{p}}id IN (SELECT amana_asked({ACTOR}, {UNITS}))"
GLASS = f"{{p}}id IN (SELECT amana_glass({ACTOR}))"
LINKED = f"{{p}}id IN (SELECT amana_linked({ACTOR}, {UNITS}))"
WATCHES = "amana_watches()"


def who_can(capability: str) -> str:
    """The actor has a role that can do it, as roles are when the policies are put down."""
    roles = sorted(role for role, verbs in PRESETS.items() if capability in verbs)
    named = ", ".join(f"'{role}'" for role in roles)
    return f"EXISTS (SELECT 1 FROM trust_rolegrant g WHERE g.user_id = {ACTOR} AND g.role IN ({named}))"


def of_procedure(column: str, *grounds: str) -> str:
    """The row's procedure is the actor's by one of the grounds; by any, where none is given.

    `column` is the column that names the procedure, or `lock`, which names it by its lock.
    """
    by = "lock" if column.endswith("lock") else "id"
    wanted = f" AND ({' OR '.join(ground.format(p='p.') for ground in grounds)})" if grounds else ""
    return f"EXISTS (SELECT 1 FROM cases_procedure p WHERE p.{by} = {column}{wanted})"


def of_parent(table: str, column: str) -> str:
    """The row follows the row of another protected table."""
    return f"EXISTS (SELECT 1 FROM {table} parent WHERE parent.id = {column})"


@dataclass(frozen=True)
class Policy:
    """`reads`, `writes` and `counted`: who sees rows, who may add and change them, and whether counting reads them.

    `writes` is what a row must be like after it was added or changed; nobody changes or removes what is not seen.
    """

    table: str
    reads: str
    writes: str = ""
    counted: bool = True

    @property
    def statements(self) -> list[str]:
        """The SQL that puts the table under this policy, whatever stood before."""
        own = f"{SYSTEM} OR {self.reads}"
        seen = f"{SYSTEM} OR {FIGURES} OR {self.reads}" if self.counted else own
        written = f"{SYSTEM} OR {self.writes or self.reads}"
        return [
            f"ALTER TABLE {self.table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {self.table} FORCE ROW LEVEL SECURITY",
            *(f"DROP POLICY IF EXISTS {name} ON {self.table}" for name in ("reads", "adds", "changes", "removes")),
            f"CREATE POLICY reads ON {self.table} FOR SELECT USING ({seen})",
            f"CREATE POLICY adds ON {self.table} FOR INSERT WITH CHECK ({written})",
            f"CREATE POLICY changes ON {self.table} FOR UPDATE USING ({own}) WITH CHECK ({written})",
            f"CREATE POLICY removes ON {self.table} FOR DELETE USING ({own})",
        ]


def protect(policies: tuple[Policy, ...]) -> None:
    """The tables are under these policies, all at once, whatever stood before. Runs as the owner, on PostgreSQL."""
    with transaction.atomic(), connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for statement in FUNCTIONS:
            cursor.execute(statement)
        for policy in policies:
            if policy.table in there:  # whoever migrates to an earlier day has fewer
                for statement in policy.statements:
                    cursor.execute(statement)
