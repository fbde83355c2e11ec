"""Traces a copy that turned up to the line of the ledger that says whose copy it was."""

import getpass
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from amana.commandline.verb import RUNNING, Stop, Verb, complain, parser, say, use_settings

if TYPE_CHECKING:
    from amana.exports.tracing import Trace


def run(arguments: Sequence[str]) -> int:
    """Prints the exports of a copy; returns 1 when it carries no mark of ours."""
    asked = parser("export", "Finds out from which export a leaked copy comes.")
    acts = asked.add_subparsers(dest="act", required=True, metavar="trace")
    trace = acts.add_parser("trace", help="reads a file, or a part of one, and names the export", allow_abbrev=False)
    trace.add_argument("file", help="the copy: PDF, workbook, CSV, text, - for what is pasted into the input")
    trace.add_argument("--password", action="store_true", help="asks for the password of a copy that is still locked")
    trace.add_argument(
        "--identity", action="append", default=[], metavar="FILE",
        help="the recipient's own key, as age-keygen wrote it, for a copy that is sealed to it (.age)",
    )  # fmt: skip
    chosen = asked.parse_args(arguments)
    password = getpass.getpass("Password of the file: ") if chosen.password else None
    return _trace(chosen.file, password, chosen.identity)


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as fault:
        raise Stop(f"{file} cannot be read: {fault.strerror}.") from fault


def _trace(file: str, password: str | None, identity_files: Sequence[str]) -> int:
    content, keys = _read(file), [_read(each).decode(errors="replace") for each in identity_files]
    use_settings()
    from amana.exports.errors import CannotRead
    from amana.exports.tracing import trace
    from amana.trust.actor import SYSTEM
    from amana.trust.trail import record
    from amana.vault.agefiles import is_age
    from amana.vault.clock import now
    from amana.vault.nested import identities_in

    identities = [each for text in keys for each in identities_in(text)]
    try:
        found = trace(content, password, identities)
    except CannotRead as fault:
        if is_age(content):
            remedy = "It is sealed to the recipient's key: give that key's file with --identity."
        else:
            remedy = "Give --password, or open it where it was found and trace that."
        raise Stop(f"this copy is locked, and it does not open so. {remedy}") from fault
    record(
        SYSTEM, "exports.traced", found[0].card.id if found and found[0].is_proved else None, now(), found=len(found)
    )
    if not found:
        complain("Nothing of ours is left in this copy: no hidden id, no code of a line, no number of an export.")
        say("A photo or a scan is not read here: look for the number across its pages, and type it into a text file.")
        return 1
    for each in found:
        _tell(each)
    return 0


NOT_AS_ISSUED = "Not as issued: something was changed, added or left out, or this is a part of it."


def _tell(found: "Trace") -> None:
    from amana.trust import queries as trust

    card = found.card
    issued = {"file": "byte for byte what was handed over", "words": "unlocked, and every word is as it was issued"}
    said = ", ".join(f"{name} ({count})" for name, count in found.carriers)
    say(f"Export {card.number}: {'proved' if found.is_proved else 'not proved'} by {said}.")
    say(f"  {issued[found.issued].capitalize()}." if found.issued else f"  {NOT_AS_ISSUED}")
    if not found.is_proved:
        say("  Only its visible number was found: anybody who saw a page could have typed it.")
    say(
        f"  Made {card.made_at:%Y-%m-%d %H:%M} UTC by {trust.user_name(card.maker)} for {card.to}: {card.kind}, {card.persons} persons."
    )
    say(f"  Why: {card.facts.get('reason', 'forgotten')}")
    say(f"  Locked file SHA-256 {card.sha256}; line of the ledger {card.id}.")


VERB = Verb(
    "export",
    RUNNING,
    "trace FILE [--password] [--identity FILE]",
    "names the export from which a leaked copy comes",
    run,
)
