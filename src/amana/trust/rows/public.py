"""The third role, of the public face: it puts letters into the box, finds those of one code, and reads what is published.

The role owns nothing, reads no table of people's records, and changes no row. What a code finds comes through functions
that answer for a look-up value alone; they run as the owner, who acts as the system while it looks.
"""

from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

REPORTS, LETTERS, OWN_WORDS, FEEDBACK = "intake_publicreport", "intake_letter", "intake_ownword", "intake_feedback"
# name, arguments, what it answers, the question
_ANSWERS = (
    (
        "amana_report",
        "wanted bytea[]",
        "id uuid, once bytea, way varchar, lookup bytea, box_private bytea, state varchar",
        "SELECT r.id, r.once, r.way, r.lookup, r.box_private, r.state FROM intake_publicreport r"
        " WHERE r.lookup = ANY(wanted[1:8])",
    ),
    (
        "amana_letters",
        "wanted bytea",
        "part varchar, text uuid, envelope bytea, wraps jsonb, came_at timestamptz",
        "SELECT l.part, l.text, l.envelope, l.wraps, l.came_at FROM intake_letter l JOIN intake_publicreport r"
        " ON r.id = l.report_id WHERE r.lookup = wanted AND l.part IN ('words', 'answer') ORDER BY l.came_at, l.id",
    ),
    (
        "amana_own_page",
        "wanted bytea[]",
        "id uuid, lookup bytea, box_private bytea, unit uuid, text uuid, envelope bytea, wraps jsonb",
        "SELECT p.id, p.lookup, p.box_private, p.unit, p.text, p.envelope, p.wraps FROM intake_ownpage p"
        " WHERE p.lookup = ANY(wanted[1:8])",
    ),
    (
        "amana_own_words",
        "wanted bytea",
        "ours boolean, text uuid, envelope bytea, wraps jsonb, came_at timestamptz, taken boolean",
        "SELECT w.ours, w.text, w.envelope, w.wraps, w.came_at, w.taken_at IS NOT NULL FROM intake_ownword w"
        " JOIN intake_ownpage p ON p.id = w.page_id WHERE p.lookup = wanted AND NOT w.faulty ORDER BY w.came_at, w.id",
    ),
    (
        "amana_letter_box_card",
        "",
        "text text, signature bytea",
        "SELECT c.text, c.signature FROM intake_card c WHERE c.id = 1",
    ),
)
# What is published: the table, and which of its rows. Others of these tables are not there for the public face.
_PUBLISHED = (
    ("reporting_release", "state IN ('published', 'withdrawn')"),
    (
        "reporting_releasefile",
        "EXISTS (SELECT 1 FROM reporting_release r WHERE r.id = release_id AND r.state = 'published')",
    ),
    (
        "reporting_programme",
        "EXISTS (SELECT 1 FROM reporting_release r WHERE r.programme_id = reporting_programme.id)",
    ),
    ("trust_organisation", "EXISTS (SELECT 1 FROM reporting_programme p WHERE p.organisation = trust_organisation.id)"),
)
# What the public face may put into the box: nothing that only the worker or the desk may say.
_ADDS = (
    (REPORTS, "emptied_at IS NULL AND sign_id IS NULL AND state = 'received' AND NOT faulty AND aside_by IS NULL"),
    (LETTERS, "emptied_at IS NULL AND part IN ('report', 'file', 'words', 'renew')"),
    (OWN_WORDS, "NOT ours AND taken_at IS NULL AND sealed IS NULL AND NOT for_team AND NOT faulty AND seen_by IS NULL"),
    (FEEDBACK, "sealed IS NULL AND lock IS NULL"),
)


def policies() -> frozenset[tuple[str, str]]:
    """(table, name) of every policy that `grant_public` makes for a role of the public face's own."""
    adds = {(table, "public_adds") for table, _condition in _ADDS}
    return frozenset(
        adds | {(table, name) for table, _condition in _PUBLISHED for name in ("at_the_desk", "published")}
    )


def make_functions(schema_editor: Any) -> None:
    """The functions are there; nobody may call them before `grant_public` says who."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for name, arguments, answers, query in _ANSWERS:
        kinds = " ".join(arguments.split()[1:])
        schema_editor.execute(
            f"""
            CREATE OR REPLACE FUNCTION {name}({arguments}) RETURNS TABLE({answers}) LANGUAGE plpgsql STABLE
            SECURITY DEFINER SET search_path FROM CURRENT AS $$
            #variable_conflict use_column
            DECLARE asker text := coalesce(current_setting('app.actor', true), '');
            BEGIN
              PERFORM set_config('app.actor', 'system', true);
              RETURN QUERY {query};
              PERFORM set_config('app.actor', asker, true);
            END $$
            """,
            params=None,
        )
        schema_editor.execute(f"REVOKE ALL ON FUNCTION {name}({kinds}) FROM PUBLIC", params=None)


def drop_functions(schema_editor: Any) -> None:
    """The functions are gone."""
    if schema_editor.connection.vendor == "postgresql":
        for name, arguments, _answers, _query in _ANSWERS:
            kinds = " ".join(arguments.split()[1:])
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}({kinds})", params=None)


def role() -> str:
    """The name of the public face's role; empty where the environment names none of its own."""
    return str(conninfo_to_dict(settings.AMANA_DATABASE_PUBLIC)["user"]) if settings.AMANA_DATABASE_PUBLIC else ""


def grant_public(server: str) -> None:
    """Who may call the functions, and what the public face's role may do beside it. Runs as the owner.

    Tables and functions that a later migration brings are left out until then.
    """
    face = role() if role() != server else ""
    with connection.cursor() as cursor:

        def run(text: str, **names: sql.Composable) -> None:
            cursor.execute(sql.SQL(text).format(**names).as_string(connection.connection))

        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
        there = {str(row[0]) for row in cursor.fetchall()}
        if face:
            run("GRANT USAGE ON SCHEMA public TO {public}", public=sql.Identifier(face))
            run("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {public}", public=sql.Identifier(face))
        for name, arguments, _answers, _query in _ANSWERS:
            for each in (server, face):
                if name in there and each:
                    kinds = sql.SQL(" ".join(arguments.split()[1:]))
                    run("GRANT EXECUTE ON FUNCTION {name}({kinds}) TO {role}",
                        name=sql.Identifier(name), kinds=kinds, role=sql.Identifier(each))  # fmt: skip
        if not face:
            return
        run("GRANT SELECT (id, demo) ON trust_instance TO {public}", public=sql.Identifier(face))
        for table, condition in _ADDS:
            names = {"table": sql.Identifier(table), "public": sql.Identifier(face), "condition": sql.SQL(condition)}
            for statement in _ADDING if table in there else ():
                run(statement, **names)
        for table, condition in _PUBLISHED:
            names = {
                "table": sql.Identifier(table), "public": sql.Identifier(face), "server": sql.Identifier(server),
                "condition": sql.SQL(condition),
            }  # fmt: skip
            for statement in _READING if table in there else ():
                run(statement, **names)


_ADDING = (
    "GRANT INSERT ON {table} TO {public}",
    "DROP POLICY IF EXISTS public_adds ON {table}",
    "CREATE POLICY public_adds ON {table} AS RESTRICTIVE FOR INSERT TO {public} WITH CHECK ({condition})",
)
_READING = (
    "GRANT SELECT ON {table} TO {public}",
    "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
    "DROP POLICY IF EXISTS at_the_desk ON {table}",
    "DROP POLICY IF EXISTS published ON {table}",
    "CREATE POLICY at_the_desk ON {table} TO {server} USING (true) WITH CHECK (true)",
    "CREATE POLICY published ON {table} FOR SELECT TO {public} USING ({condition})",
)


def what_is_too_much(address: str) -> tuple[str, ...]:
    """What the role of this address may do beyond its three things: in codes, empty where nothing is."""
    with psycopg.connect(address) as face:
        answer = face.execute(
            "SELECT rolsuper, rolbypassrls, EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind = 'r' AND pg_has_role(current_user, relowner, 'USAGE')) FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert answer is not None
        reads = face.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND has_any_column_privilege(oid, 'SELECT') ORDER BY relname"
        ).fetchall()
        writes = face.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND (has_table_privilege(oid, 'UPDATE') OR has_table_privilege(oid, 'DELETE')"
            " OR (has_table_privilege(oid, 'INSERT') AND relname <> ALL(%s)))",
            [[table for table, _condition in _ADDS]],
        ).fetchall()
    may_read = {"trust_instance", *(table for table, _condition in _PUBLISHED)}
    found = {
        "superuser": answer[0], "bypasses_rows": answer[1], "owns_tables": answer[2],
        "reads": bool({row[0] for row in reads} - may_read), "writes": bool(writes),
    }  # fmt: skip
    return tuple(code for code, wrong in found.items() if wrong)
