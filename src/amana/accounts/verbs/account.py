"""Accounts that somebody changed in the database: names them, and takes them for true by an operator's word."""

from collections.abc import Sequence

from amana.commandline.verb import RUNNING, Stop, Verb, parser, say, use_settings


def run(arguments: Sequence[str]) -> int:
    """Lists changed accounts, and returns 1 where there are any; or accepts those that are named."""
    asked = parser(
        "account", "Names the accounts that were changed in the database and not by Amana; they let nobody in."
    )
    acts = asked.add_subparsers(dest="act", required=True, metavar="changed|accept")
    acts.add_parser("changed", help="names them", allow_abbrev=False)
    accept = acts.add_parser("accept", help="takes accounts for true as the database has them", allow_abbrev=False)
    accept.add_argument("username", nargs="+", help="the names with which they sign in")
    chosen = asked.parse_args(arguments)
    use_settings()
    from amana.errors import AmanaError

    try:
        return _list() if chosen.act == "changed" else _accept(chosen.username)
    except AmanaError as fault:
        raise Stop(fault.message) from fault


def _list() -> int:
    from amana.signin import factor_rows
    from amana.trust import account_watch, queries

    accounts, factors = account_watch.names_of_changed(), factor_rows.find_all_changed()
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


VERB = Verb(
    "account",
    RUNNING,
    "changed|accept NAME",
    "names accounts that were changed in the database, and takes them for true",
    run,
)
