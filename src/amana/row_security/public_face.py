"""The third role, of the public face: it puts letters into the box, finds those of one code, and reads what is published.

The role owns nothing, reads no table of people's records, and changes no row. What a code finds comes through functions
that answer for a look-up value alone; they run as the owner, who acts as the system while it looks.
"""

from collections.abc import Iterable, Mapping

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from amana.trust.rows.policies import Answer, RowPolicies, rows_of_rooms


def policies(rooms: Iterable[RowPolicies]) -> frozenset[tuple[str, str]]:
    """(table, name) of every policy that `grant_public` makes for a role of the public face's own."""
    rooms = tuple(rooms)
    adds = {(table, "public_adds") for room in rooms for table in room.public.adds}
    return frozenset(
        adds | {(table, name) for room in rooms for table in room.public.reads for name in ("at_the_desk", "published")}
    )


def make_functions(rooms: Iterable[RowPolicies]) -> None:
    """The functions are there; nobody may call them before `grant_public` says who. Runs as the owner."""
    with connection.cursor() as cursor:
        for answer in _answers(rooms):
            cursor.execute(
                f"""
                CREATE OR REPLACE FUNCTION {answer.name}({answer.arguments}) RETURNS TABLE({answer.columns})
                LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
                #variable_conflict use_column
                DECLARE asker text := coalesce(current_setting('app.actor', true), '');
                BEGIN
                  PERFORM set_config('app.actor', 'system', true);
                  RETURN QUERY {answer.query};
                  PERFORM set_config('app.actor', asker, true);
                END $$
                """
            )
            cursor.execute(f"REVOKE ALL ON FUNCTION {answer.name}({_kinds(answer)}) FROM PUBLIC")


def _answers(rooms: Iterable[RowPolicies]) -> list[Answer]:
    return [answer for room in rooms for answer in room.public.answers]


def _kinds(answer: Answer) -> str:
    return " ".join(answer.arguments.split()[1:])


def role() -> str:
    """The name of the public face's role; empty where the environment names none of its own."""
    return str(conninfo_to_dict(settings.AMANA_DATABASE_PUBLIC)["user"]) if settings.AMANA_DATABASE_PUBLIC else ""


def grant_public(server: str, rooms: Iterable[RowPolicies]) -> None:
    """Who may call the functions, and what the public face's role may do beside it. Runs as the owner.

    Tables and functions that a later migration brings are left out until then.
    """
    rooms = tuple(rooms)
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
        for answer in _answers(rooms):
            for each in (server, face):
                if answer.name in there and each:
                    run("GRANT EXECUTE ON FUNCTION {name}({kinds}) TO {role}",
                        name=sql.Identifier(answer.name), kinds=sql.SQL(_kinds(answer)), role=sql.Identifier(each))  # fmt: skip
        if not face:
            return
        run("GRANT SELECT (id, demo) ON trust_instance TO {public}", public=sql.Identifier(face))
        for table, condition in _pairs(room.public.adds for room in rooms):
            names = {"table": sql.Identifier(table), "public": sql.Identifier(face), "condition": sql.SQL(condition)}
            for statement in _ADDING if table in there else ():
                run(statement, **names)
        for table, condition in _pairs(room.public.reads for room in rooms):
            names = {
                "table": sql.Identifier(table), "public": sql.Identifier(face), "server": sql.Identifier(server),
                "condition": sql.SQL(condition),
            }  # fmt: skip
            for statement in _READING if table in there else ():
                run(statement, **names)


def _pairs(tables: Iterable[Mapping[str, str]]) -> list[tuple[str, str]]:
    return [pair for each in tables for pair in each.items()]


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
    rooms = [rows for _room, rows in rows_of_rooms()]
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
            [[table for room in rooms for table in room.public.adds]],
        ).fetchall()
    may_read = {"trust_instance", *(table for room in rooms for table in room.public.reads)}
    found = {
        "superuser": answer[0], "bypasses_rows": answer[1], "owns_tables": answer[2],
        "reads": bool({row[0] for row in reads} - may_read), "writes": bool(writes),
    }  # fmt: skip
    return tuple(code for code, wrong in found.items() if wrong)
