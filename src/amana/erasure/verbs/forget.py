"""Erases a case from the command line: with the passwords of the two people who decide it."""

import os
import sys
from collections.abc import Sequence
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from amana.commandline.verb import RUNNING, Stop, Verb, parser, say, use_settings

if TYPE_CHECKING:
    from amana.trust.actor import Actor


def run(arguments: Sequence[str]) -> int:
    """Erases the case and writes its certificate; or says what prevents it, and changes nothing."""
    asked = parser(
        "forget", "Forgets a case for ever. Two people say their passwords: one of the house, and an officer."
    )
    asked.add_argument("case", help="the case number, for example IQ-2026-000123")
    asked.add_argument("--reason", required=True, help="one of the country pack, for example she_asked")
    asked.add_argument("--house", required=True, metavar="USER", help="the case manager or a supervisor")
    asked.add_argument("--officer", required=True, metavar="USER", help="a data-protection officer")
    asked.add_argument("--language", default="en", choices=("ar", "ckb", "en"), help="of the certificate")
    asked.add_argument("--certificate", type=Path, metavar="FILE", help="where the certificate (PDF) is written")
    chosen = asked.parse_args(arguments)
    if chosen.certificate and chosen.certificate.exists():
        raise Stop(f"{chosen.certificate} is there already. Nothing was forgotten. Name another file.")
    use_settings()
    from amana.cases import queries
    from amana.erasure import certificate, commands
    from amana.erasure import queries as forgetting
    from amana.errors import AmanaError
    from amana.vault.clock import now

    house, officer = _who(chosen.house), _who(chosen.officer)
    case = queries.by_number(house, chosen.case)
    if case is None:
        raise Stop(f"{chosen.house} knows no case {chosen.case}. Nothing was changed.")
    try:
        waits = commands.ask_to_forget(house, case, reason=chosen.reason, language=chosen.language, now=now())
        done = commands.agree_to_forget(officer, waits, now=now())
        told = forgetting.forgotten_one(officer, done.id)
    except AmanaError as refusal:
        raise Stop(refusal.message) from refusal
    say(f"Forgotten. Certificate {told.number}: {', '.join(certificate.describe_counts(told.counts))}.")
    if chosen.certificate:
        chosen.certificate.write_bytes(certificate.page(told))
        say(f"{chosen.certificate} is the certificate, to be printed and given to her.")
    say("Make a new copy of the key store now (./amana backup keys FILE), and delete older ones within 30 days.")
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
    "forget", RUNNING, "CASE --reason CODE", "forgets a case for ever, when two people say their passwords", run
)
