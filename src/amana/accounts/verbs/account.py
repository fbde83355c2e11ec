"""Accounts that somebody changed in the database, and powerful roles to which nobody else could agree: an operator's word."""

from collections.abc import Sequence

from amana.commandline.verb import RUNNING, Stop, Verb, parser, say, use_settings


def run(arguments: Sequence[str]) -> int:
    """Lists changed accounts, and returns 1 where there are any; accepts those that are named; agrees to a powerful role."""
    asked = parser(
        "account", "Names the accounts that were changed in the database and not by Amana; they let nobody in."
    )
    acts = asked.add_subparsers(dest="act", required=True, metavar="changed|accept|agree")
    acts.add_parser("changed", help="names them", allow_abbrev=False)
    accept = acts.add_parser("accept", help="takes accounts for true as the database has them", allow_abbrev=False)
    accept.add_argument("username", nargs="+", help="the names with which they sign in")
    agree = acts.add_parser(
        "agree", help="agrees to a powerful role, where an instance has nobody else who could", allow_abbrev=False
    )
    agree.add_argument("username", help="the name with which the account signs in that is to have the role")
    agree.add_argument("role", help="the role, for example administrator")
    chosen = asked.parse_args(arguments)
    use_settings()
    from amana.errors import AmanaError

    try:
        if chosen.act == "agree":
            return _agree(chosen.username, chosen.role)
        return _list() if chosen.act == "changed" else _accept(chosen.username)
    except AmanaError as fault:
        raise Stop(fault.message) from fault


def _list() -> int:
    from amana.signin import factor_rows
    from amana.trust import account_watch, queries

    accounts, factors = account_watch.names_of_changed(), factor_rows.KIND.find_all_changed()
    for name in accounts:
        say(f"{name}: name, password, organisation, roles or units are not as Amana wrote them.")
    for card in sorted(queries.users(factors).values(), key=lambda card: card.username):
        say(
            f"{card.username}: second factors are not as Amana wrote them; an administrator takes them away on the page of the account."
        )
    if accounts or factors:
        say(
            "Find out who writes to the database. Look at each account with an administrator, then say ./amana account accept NAME."
        )
        return 1
    say("Every account is as Amana wrote it.")
    return 0


def _accept(usernames: Sequence[str]) -> int:
    from amana.trust import account_watch
    from amana.vault.clock import now

    accepted = account_watch.accept(usernames, now())
    left = sorted(set(usernames) - set(accepted))
    if not accepted:
        raise Stop(f"{', '.join(left)}: no account of this name was changed in the database. Nothing was accepted.")
    say(f"Taken for true as the database has them: {', '.join(accepted)}. The trail says so.")
    if left:
        say(f"Not changed in the database, or not there: {', '.join(left)}.")
    return 0


def _agree(username: str, role: str) -> int:
    from amana.accounts.powerful_roles import agree_as_operator
    from amana.accounts.queries import RESTS
    from amana.errors import NotFound
    from amana.vault.clock import now

    try:
        agree_as_operator(username, role, now=now())
    except NotFound as fault:
        raise Stop(
            f"Nobody asked for the role {role} for {username}, or somebody agreed already. Nothing was changed."
        ) from fault
    hours = RESTS.total_seconds() / 3600
    say(
        f"Agreed. {username} gets the role {role} in {hours:.0f} hours, unless somebody stops it. The audit log says so."
    )
    return 0


VERB = Verb(
    "account",
    RUNNING,
    "changed|accept NAME|agree NAME ROLE",
    "names accounts that were changed in the database, takes them for true, and agrees to a powerful role",
    run,
)
