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

REPORTS, LETTERS = "intake_publicreport", "intake_letter"
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
        "EXISTS (SELECT 1 FROM reporting_release r WHERE r.programme_id = reporting_programme.key)",
    ),
    ("trust_organisation", "EXISTS (SELECT 1 FROM reporting_programme p WHERE p.organisation = trust_organisation.id)"),
)
# What the public face may put into the box: nothing that only the worker or the desk may say.
_ADDS = (
    (REPORTS, "emptied_at IS NULL AND sign_id IS NULL AND state = 'received' AND NOT faulty AND aside_by IS NULL"),
    (LETTERS, "emptied_at IS NULL AND part IN ('report', 'file', 'words', 'renew')"),
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
    """Who may call the functions, and what the public face's role may do beside it. Runs as the owner."""
    with connection.cursor() as cursor:

        def run(text: str, **names: sql.Composable) -> None:
            cursor.execute(sql.SQL(text).format(**names).as_string(connection.connection))

        for name, arguments, _answers, _query in _ANSWERS:
            kinds = sql.SQL(" ".join(arguments.split()[1:]))
            run("GRANT EXECUTE ON FUNCTION {name}({kinds}) TO {role}",
                name=sql.Identifier(name), kinds=kinds, role=sql.Identifier(server))  # fmt: skip
        if not role() or role() == server:
            return
        public = sql.Identifier(role())
        run("GRANT USAGE ON SCHEMA public TO {public}", public=public)
        run("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {public}", public=public)
        for name, arguments, _answers, _query in _ANSWERS:
            kinds = sql.SQL(" ".join(arguments.split()[1:]))
            run("GRANT EXECUTE ON FUNCTION {name}({kinds}) TO {public}",
                name=sql.Identifier(name), kinds=kinds, public=public)  # fmt: skip
        for table, condition in _ADDS:
            names = {"table": sql.Identifier(table), "public": public}
            run("GRANT INSERT ON {table} TO {public}", **names)
            run("DROP POLICY IF EXISTS public_adds ON {table}", **names)
            run(
                "CREATE POLICY public_adds ON {table} AS RESTRICTIVE FOR INSERT TO {public} WITH CHECK ({condition})",
                condition=sql.SQL(condition), **names,
            )  # fmt: skip
        run("GRANT SELECT (id, demo) ON trust_instance TO {public}", public=public)
        for table, condition in _PUBLISHED:
            names = {"table": sql.Identifier(table), "public": public, "server": sql.Identifier(server)}
            run("GRANT SELECT ON {table} TO {public}", **names)
            run("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", **names)
            run("DROP POLICY IF EXISTS at_the_desk ON {table}", **names)
            run("DROP POLICY IF EXISTS published ON {table}", **names)
            run("CREATE POLICY at_the_desk ON {table} TO {server} USING (true) WITH CHECK (true)", **names)
            run(
                "CREATE POLICY published ON {table} FOR SELECT TO {public} USING ({condition})",
                condition=sql.SQL(condition), **names,
            )  # fmt: skip


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
            [[REPORTS, LETTERS]],
        ).fetchall()
    may_read = {"trust_instance", *(table for table, _condition in _PUBLISHED)}
    found = {
        "superuser": answer[0], "bypasses_rows": answer[1], "owns_tables": answer[2],
        "reads": bool({row[0] for row in reads} - may_read), "writes": bool(writes),
    }  # fmt: skip
    return tuple(code for code, wrong in found.items() if wrong)
