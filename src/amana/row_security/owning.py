"""The two roles: the owner, who changes the shape of the database, and the server's, which only works in it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from amana.row_security import public_face
from amana.row_security.statements import WHO_ACTS, functions_of, policies_of, statement_for, statements_for
from amana.trust.rows.policies import RowPolicies, rows_of_rooms
from amana.vault.acting import SYSTEM


class NotPrepared(Exception):
    """The database lacks something; the sentence says what, and which command brings it."""


@contextmanager
def as_owner() -> Iterator[None]:
    """This thread's connection is the owner's, who acts as the system. Raises NotPrepared where no owner is named."""
    if not settings.AMANA_OWNER:
        raise NotPrepared(
            "AMANA_DATABASE_OWNER is missing: the address of the same database with the role that owns its tables. "
            "The server's own role may not change them."
        )
    kept = connection.settings_dict
    owner = settings.AMANA_OWNER
    names = ("USER", "PASSWORD", "HOST", "PORT")
    options = {name: value for name, value in owner["OPTIONS"].items() if name != "options"}
    options["options"] = f"-c app.actor={SYSTEM}"
    connection.close()
    connection.settings_dict = {**kept, **{name: owner[name] for name in names}, "OPTIONS": options, "CONN_MAX_AGE": 0}
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = kept


def migrate(**options: Any) -> None:
    """The database has today's shape, and the server's role the rights that it needs. Raises NotPrepared."""
    if connection.vendor != "postgresql":
        call_command("migrate", **options)
        return
    try:
        with as_owner():
            call_command("migrate", **options)
            guard()
    except (psycopg.OperationalError, OperationalError) as fault:
        raise NotPrepared(_cannot_connect()) from fault


def _role_of(address: str) -> str:
    return str(conninfo_to_dict(address)["user"])


def empty() -> None:
    """No row is left in any table. Raises NotPrepared."""
    with as_owner():
        call_command("flush", verbosity=0, interactive=False)


def _cannot_connect() -> str:
    return (
        "the database cannot be reached, or does not let the owner's role in. Is it running, and do the two addresses in "
        "AMANA_DATABASE and AMANA_DATABASE_OWNER fit? ./amana database prepare makes roles and database; see docs/do/postgresql.md."
    )


def guard() -> None:
    """Today's policies and the rights of the server's role stand, as they have to after every migration. Runs as the owner."""
    rooms = [rows for _room, rows in rows_of_rooms()]
    protect(rooms)
    grant(rooms)


def protect(rooms: Sequence[RowPolicies]) -> None:
    """The tables of these rooms are under their policies, all at once, whatever was there before. Runs as the owner, on PostgreSQL.

    Raises ValueError where what the rooms say does not fit together.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        for statement in (*WHO_ACTS, *map(statement_for, functions_of(rooms))):
            cursor.execute(statement)
        for policy in policies_of(rooms):
            if policy.table in there:  # whoever migrates to an earlier day has fewer
                for statement in statements_for(policy):
                    cursor.execute(statement)
        public_face.make_functions(rooms)


def grant(rooms: Sequence[RowPolicies]) -> None:
    """What the server's role may do, and nothing beside it. Runs as the owner."""
    role = sql.Identifier(_role_of(settings.AMANA_DATABASE))
    every = sql.SQL("ALL TABLES IN SCHEMA public")
    with connection.cursor() as cursor:

        def run(text: str, **names: sql.Composable) -> None:
            cursor.execute(sql.SQL(text).format(role=role, every=every, **names).as_string(connection.connection))

        run("GRANT USAGE ON SCHEMA public TO {role}")
        run("REVOKE ALL ON {every} FROM {role}")
        run("GRANT SELECT, INSERT, UPDATE, DELETE ON {every} TO {role}")
        run("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        for name in (table for room in rooms for table in room.only_added):
            run("REVOKE UPDATE, DELETE ON {table} FROM {role}", table=sql.Identifier(name))
        run("REVOKE UPDATE, DELETE ON trust_line FROM {role}")
        run("GRANT UPDATE (number, leaf) ON trust_line TO {role}")  # the sequencer gives a line its place
        run("REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}")
    public_face.grant_public(_role_of(settings.AMANA_DATABASE), rooms)


def prepare(administrator: str) -> None:
    """Both roles and the database exist, as the two addresses in the environment name them.

    `administrator` is an address of somebody who may make roles and databases; it is used once and kept nowhere.
    Raises NotPrepared, psycopg.Error.
    """
    server, owner = connection.settings_dict, settings.AMANA_OWNER
    if connection.vendor != "postgresql" or not owner:
        raise NotPrepared("AMANA_DATABASE and AMANA_DATABASE_OWNER name no PostgreSQL database with its two roles.")
    if server["USER"] == owner["USER"]:
        raise NotPrepared("AMANA_DATABASE and AMANA_DATABASE_OWNER name the same role; they need two.")
    face = _public_face()
    if face and face[0]["USER"] in (server["USER"], owner["USER"]):
        raise NotPrepared("AMANA_DATABASE_PUBLIC names a role of the desk; the public face needs one of its own.")
    name = sql.Identifier(str(server["NAME"]))
    with psycopg.connect(administrator, autocommit=True) as admin:
        for each in (owner, server, *face):
            _make_role(admin, str(each["USER"]), str(each["PASSWORD"]))
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [server["NAME"]]).fetchone():
            # The owner's rights are needed for a moment by an administrator who is not a superuser.
            admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(str(owner["USER"]))))
            admin.execute(
                sql.SQL(
                    "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
                ).format(name, sql.Identifier(str(owner["USER"])))
            )
        admin.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
        for each in (server, *face):
            admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(str(each["USER"]))))


def _public_face() -> list[dict[str, str]]:
    """The role of the public face with its password, where the environment names one."""
    if not settings.AMANA_DATABASE_PUBLIC:
        return []
    parts = conninfo_to_dict(settings.AMANA_DATABASE_PUBLIC)
    return [{"USER": str(parts["user"]), "PASSWORD": str(parts.get("password", ""))}]


def _make_role(admin: "psycopg.Connection[Any]", name: str, password: str) -> None:
    role = sql.Identifier(name)
    if not admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
        admin.execute(sql.SQL("CREATE ROLE {}").format(role))
    admin.execute(
        sql.SQL("ALTER ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION").format(role)
    )
    if password:  # it travels, and is logged, as the digest that the server keeps
        kept = admin.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(kept)))
