"""Which of the doors around people's records stand in this database."""

from dataclasses import dataclass

from django.db import connection

from amana.trust.rows.policies import protected_tables


@dataclass(frozen=True)
class Layers:
    """What the database says about itself and about the role that the server uses.

    `unforced` are tables under policy whose policies are missing, off, or not forced on the owner. The other four
    say how the server's role could get around them. On SQLite there is one role and no policy: `by_row` is False.
    """

    database: str
    version: str
    by_row: bool
    unforced: tuple[str, ...] = ()
    superuser: bool = False
    bypasses: bool = False
    owns: tuple[str, ...] = ()
    removes_lines: bool = False

    @property
    def faults(self) -> tuple[str, ...]:
        """What is the matter with the layer, in codes; empty where it stands, and on SQLite, which has none."""
        if self.database != "postgresql":
            return ()
        found = {
            "policies_missing": bool(self.unforced),
            "superuser": self.superuser,
            "bypasses_rows": self.bypasses,
            "owns_tables": bool(self.owns),
            "removes_lines": self.removes_lines,
        }
        return tuple(code for code, wrong in found.items() if wrong)


def layers() -> Layers:
    """As the database answers now."""
    if connection.vendor != "postgresql":
        return Layers(connection.vendor, ".".join(map(str, connection.get_database_version())), by_row=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND relrowsecurity AND relforcerowsecurity AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid)"
        )
        forced = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        superuser, bypasses = cursor.fetchone()
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND pg_has_role(current_user, relowner, 'USAGE') ORDER BY relname"
        )
        owns = tuple(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT to_regclass('trust_line') IS NOT NULL AND has_table_privilege('trust_line', 'DELETE')")
        removes = bool(cursor.fetchone()[0])
    unforced = tuple(sorted(set(protected_tables()) - forced))
    faults = bool(unforced) or superuser or bypasses or bool(owns)
    version = ".".join(map(str, connection.get_database_version()))
    return Layers("postgresql", version, not faults, unforced, superuser, bypasses, owns, removes)
