"""Copies of everything, and of the key store alone; which are left; and whether they can be restored."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from amana.commandline.progress import Bar
from amana.commandline.verb import RUNNING, Stop, Verb, parser, say, use_settings


def run(arguments: Sequence[str]) -> int:
    """Makes a copy, lists copies, marks one as gone, or rehearses its restore."""
    asked = parser(
        "backup", "Makes sealed copies of the instance and, apart, of its key store; and rehearses a restore."
    )
    acts = asked.add_subparsers(dest="act", required=True, metavar="make|keys|key|list|gone|drill")
    make = acts.add_parser("make", help="everything but the keys, into a folder", allow_abbrev=False)
    make.add_argument("folder", type=Path)
    _for_whom(make, "AMANA_BACKUP_TO")
    keys = acts.add_parser("keys", help="the key store, into a file, for other people", allow_abbrev=False)
    keys.add_argument("file", type=Path)
    _for_whom(keys, "AMANA_BACKUP_KEYS_TO")
    key = acts.add_parser("key", help="makes a recovery key: its secret half goes into a file", allow_abbrev=False)
    key.add_argument("file", type=Path)
    acts.add_parser("list", help="the copies that are left, and which are overdue", allow_abbrev=False)
    gone = acts.add_parser("gone", help="a copy that lay elsewhere was deleted", allow_abbrev=False)
    gone.add_argument("id")
    drill = acts.add_parser(
        "drill", help="restores elsewhere, checks everything, and deletes it again", allow_abbrev=False
    )
    drill.add_argument("folder", type=Path)
    drill.add_argument("--identity", type=Path, required=True, metavar="FILE", help="the key that opens the backup")
    drill.add_argument("--keys", type=Path, required=True, metavar="FILE", help="a copy of the key store")
    drill.add_argument("--keys-identity", type=Path, required=True, metavar="FILE", help="the key that opens that copy")
    drill.add_argument("--user", help="somebody who opens what is hers; the password is read from AMANA_DRILL_PASSWORD")
    chosen = asked.parse_args(arguments)
    use_settings()
    if chosen.act == "key":
        return _new_key(chosen.file)
    from amana.backups.format import BackupFault

    acting = {"make": _make, "keys": _keys, "list": _list, "gone": _note_gone, "drill": _drill}
    try:
        return acting[chosen.act](chosen)
    except BackupFault as fault:
        raise Stop(str(fault)) from fault


def _for_whom(asked: argparse.ArgumentParser, variable: str) -> None:
    asked.add_argument(
        "--to", action="append", default=os.environ.get(variable, "").split(), metavar="age1...",
        help=f"who can open it; can be given several times ({variable} otherwise)",
    )  # fmt: skip


def _new_key(file: Path) -> int:
    from amana.vault.chunks import new_identity

    identity, recipient = new_identity()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as fault:
        raise Stop(f"{file} cannot be written: {fault.strerror}. Name a file that is not there yet.") from fault
    with os.fdopen(handle, "w") as opened:
        opened.write(f"# public key: {recipient}\n{identity}\n")
    say(
        f"Seal to: {recipient}\n{file} opens what is sealed to it. Take it off this machine, and keep it in two places."
    )
    return 0


def _make(chosen: argparse.Namespace) -> int:
    from amana.backups import making

    with Bar() as bar:
        index = making.make(chosen.folder, chosen.to, progress=bar.update)
    size = sum(piece.size for piece in index.pieces)
    say(f"{chosen.folder}: {len(index.pieces)} pieces, {size:,} bytes, as of {index.at:%Y-%m-%d %H:%M:%S} UTC.")
    say("The key store is not in it: ./amana backup keys FILE makes its copy, for other people, in another place.")
    return 0


def _keys(chosen: argparse.Namespace) -> int:
    from amana.backups import making

    size = making.make_keys(chosen.file, chosen.to)
    say(
        f"{chosen.file}: the key store, {size:,} bytes. Delete it within 30 days; a forgotten case opens as long as it is left."
    )
    return 0


def _list(chosen: argparse.Namespace) -> int:
    from amana.upkeep import backups
    from amana.vault.clock import now

    rows, late = backups.copies_left(), {row.id for row in backups.overdue(now())}
    if not rows:
        say("No copy is left. ./amana backup make FOLDER and ./amana backup keys FILE make them.")
    for row in rows:
        what = "the key store" if row.kind == backups.KEYS else "everything"
        state = "OVERDUE: delete it" if row.id in late else "complete" if row.finished_at else "not finished"
        say(f"  {row.id}  {row.made_at:%Y-%m-%d %H:%M} UTC  {what:<13}  {row.size:>14,} bytes  {state}  {row.place}")
    return 1 if late else 0


def _note_gone(chosen: argparse.Namespace) -> int:
    from uuid import UUID

    from amana.upkeep import backups
    from amana.vault.clock import now

    try:
        found = backups.say_gone(UUID(chosen.id), now())
    except ValueError as fault:
        raise Stop("that is not the id of a copy; ./amana backup list shows them.") from fault
    if not found:
        raise Stop("no copy of this id is left; ./amana backup list shows those that are.")
    say("It is noted. Keys that only this copy needed are destroyed by the worker within the hour.")
    return 0


def _drill(chosen: argparse.Namespace) -> int:
    from amana.backups import drill

    report = drill.rehearse(
        chosen.folder, chosen.identity, chosen.keys, chosen.keys_identity,
        user=chosen.user, password=os.environ.get("AMANA_DRILL_PASSWORD", ""),
    )  # fmt: skip
    for line in report.lines():
        say(line)
    return 0 if report.went_well else 1


VERB = Verb("backup", RUNNING, "make|keys|list|drill", "makes sealed copies, keys apart, and rehearses a restore", run)
