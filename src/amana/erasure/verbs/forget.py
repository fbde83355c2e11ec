"""Decides on an erasure from the command line: with the passwords of the two people who decide it. The worker does it later."""

import os
import sys
from collections.abc import Sequence
from getpass import getpass
from typing import TYPE_CHECKING

from amana.commandline.verb import RUNNING, Stop, Verb, parser, say, use_settings

if TYPE_CHECKING:
    from amana.trust.actor import Actor


def run(arguments: Sequence[str]) -> int:
    """The erasure is agreed and waits for its hours; or the verb says what prevents it, and changes nothing."""
    asked = parser(
        "forget",
        "Two people agree to forget a case for ever and say their passwords: one of the house, and an officer. "
        "The worker does it when the hours of the country pack have passed, and until then each of them can stop it.",
    )
    asked.add_argument("case", help="the case number, for example IQ-2026-000123")
    asked.add_argument("--reason", required=True, help="one of the country pack, for example she_asked")
    asked.add_argument("--house", required=True, metavar="USER", help="the case manager or a supervisor")
    asked.add_argument("--officer", required=True, metavar="USER", help="a data-protection officer")
    asked.add_argument("--language", default="en", choices=("ar", "ckb", "en"), help="of the certificate")
    chosen = asked.parse_args(arguments)
    use_settings()
    from amana.cases import queries
    from amana.countrypacks import dates
    from amana.erasure import commands
    from amana.erasure.queries import hours_of_wait
    from amana.errors import AmanaError
    from amana.vault.clock import now

    house, officer = _who(chosen.house), _who(chosen.officer)
    case = queries.by_number(house, chosen.case)
    if case is None:
        raise Stop(f"{chosen.house} knows no case {chosen.case}. Nothing was changed.")
    try:
        waits = commands.ask_to_forget(house, case, reason=chosen.reason, language=chosen.language, now=now())
        agreed = commands.agree_to_forget(officer, waits, now=now())
    except AmanaError as refusal:
        raise Stop(refusal.message) from refusal
    assert agreed.due_at is not None
    say(
        f"Agreed. The worker forgets the case after {hours_of_wait()} hours, on {dates.stamp(agreed.due_at)} at the earliest."
    )
    say(
        "Until then both, the house and every data-protection officer can stop it under “Keeping and erasing”; there is its"
    )
    say(
        "certificate afterwards. Then make a new copy of the key store (./amana backup keys FILE), and delete older ones"
    )
    say("within 30 days.")
    return 0


def _who(username: str) -> "Actor":
    """Returns the person, proved by password; in a demonstration the fictional users need none. Raises Stop."""
    from amana.errors import AmanaError
    from amana.upkeep import backups

    password = backups.demo_password() or _password_of(username)
    try:
        return backups.actor_by_password(username, password)
    except AmanaError as fault:
        raise Stop(f"this is not the password of {username}, or the account is shut. Nothing was changed.") from fault


def _password_of(username: str) -> str:
    if sys.stdin.isatty():
        return getpass(f"Password of {username}: ")
    return os.environ.get(f"AMANA_PASSWORD_{username.upper()}", "") or sys.stdin.readline().rstrip("\n")


VERB = Verb(
    "forget",
    RUNNING,
    "CASE --reason CODE",
    "two people agree, by their passwords, that a case is forgotten for ever",
    run,
)
