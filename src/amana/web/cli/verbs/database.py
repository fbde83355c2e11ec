"""The database of a country: its roles made, and what stands between a row and whoever asks for it."""

from collections.abc import Sequence

from amana.commandline.verb import RUNNING, Stop, Verb, parser, say, use_settings

_FAULTS = {
    "policies_missing": "tables without forced policies: {unforced}. Run ./amana manage migrate.",
    "superuser": "the server's role is a superuser, for whom no policy holds.",
    "bypasses_rows": "the server's role bypasses row security.",
    "owns_tables": "the server's role owns tables, and could take their policies away: {owns}.",
    "removes_lines": "the server's role may remove lines of the trail. Run ./amana manage migrate.",
}


def run(arguments: Sequence[str]) -> int:
    """Roles and database exist, or the doors have been told; 1 when one that should stand does not."""
    asked = parser("database", "Tells which doors stand around people's rows; `prepare` makes roles and database.")
    acts = asked.add_subparsers(dest="act", metavar="prepare")
    prepare = acts.add_parser(
        "prepare", help="makes the roles and the database on a PostgreSQL server", allow_abbrev=False
    )
    prepare.add_argument(
        "--as", dest="administrator", required=True, metavar="ADDRESS",
        help="somebody who may make roles and databases: postgresql://postgres@/postgres; used once, kept nowhere",
    )  # fmt: skip
    chosen = asked.parse_args(arguments)
    use_settings()
    return _prepare(chosen.administrator) if chosen.act == "prepare" else _tell()


def _prepare(administrator: str) -> int:
    import psycopg

    from amana.row_security import owning
    from amana.web.cli import instance

    try:
        owning.prepare(administrator)
    except owning.NotPrepared as fault:
        raise Stop(str(fault)) from fault
    except psycopg.Error as fault:
        raise Stop(
            f"the PostgreSQL server did not do it ({type(fault).__name__}). Is it running, and may the role in --as make "
            "roles and databases?"
        ) from fault
    instance.migrate()
    say("The roles and the database exist, with today's tables. ./amana up starts on it.")
    return _tell()


def _tell() -> int:
    from django.db import OperationalError

    from amana.row_security import layers

    try:
        found = layers()
    except OperationalError as fault:
        raise Stop("the database in AMANA_DATABASE cannot be reached with the server's role.") from fault
    if found.database != "postgresql":
        say(
            f"SQLite {found.version}: two doors stand around a record, the question and the key. There are no rows by policy."
        )
        return 0
    for code in found.faults:
        say(_FAULTS[code].format(unforced=", ".join(found.unforced), owns=", ".join(found.owns)))
    if found.faults:
        return 1
    say(f"PostgreSQL {found.version}: three doors stand around a record, the question, the row and the key.")
    return _tell_of_the_face()


def _tell_of_the_face() -> int:
    import psycopg
    from django.conf import settings

    from amana.row_security import public_face

    if not settings.AMANA_DATABASE_PUBLIC:
        say("The public face uses the server's role; AMANA_DATABASE_PUBLIC would give it one of its own.")
        return 0
    try:
        too_much = public_face.what_is_too_much(settings.AMANA_DATABASE_PUBLIC)
    except psycopg.OperationalError as fault:
        raise Stop("the database in AMANA_DATABASE_PUBLIC cannot be reached with the public face's role.") from fault
    if too_much:
        say(f"The public face's role may do more than it should: {', '.join(too_much)}. Run ./amana manage migrate.")
        return 1
    say("The public face's role puts letters into the box, finds those of one code, and can do nothing else.")
    return 0


VERB = Verb(
    "database", RUNNING, "[prepare]", "which doors the database has; makes roles and database on PostgreSQL", run
)
