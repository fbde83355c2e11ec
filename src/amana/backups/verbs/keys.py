"""The keys of the instance: lists them with the progress of rotations, rotates one, and rehearses all on a copy."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from amana.commandline.verb import RUNNING, Stop, Verb, complain, parser, say, use_settings


def run(arguments: Sequence[str]) -> int:
    """Prints the kinds; or rotates one as far as possible without its holders; or rehearses."""
    asked = parser("keys", "Shows each kind of key and what lies under earlier ones, rotates them, and rehearses that.")
    acts = asked.add_subparsers(dest="act", required=True, metavar="list|rotate|rehearse|passphrase")
    acts.add_parser("list", help="every kind, its version and age, and what still lies under earlier ones", allow_abbrev=False)  # fmt: skip
    acts.add_parser("status", help="the same as list", allow_abbrev=False)
    turn = acts.add_parser("rotate", help="begins a rotation, or goes on with one", allow_abbrev=False)
    turn.add_argument("kind", help="one of those that ./amana keys list shows")
    turn.add_argument("--resume", action="store_true", help="goes on where it broke off, and begins nothing")
    turn.add_argument("--retire", action="store_true", help="ends the earlier key; what still lies under it opens no more")  # fmt: skip
    turn.add_argument(
        "--to", choices=("passphrase", "credential", "pkcs11", "file"), help="who keeps the master from now on"
    )
    acts.add_parser("passphrase", help="another passphrase for the master key", allow_abbrev=False)
    copy = acts.add_parser("rehearse", help="rotates every kind on a restored copy, and deletes it again", allow_abbrev=False)  # fmt: skip
    copy.add_argument("folder", type=Path, help="the backup")
    copy.add_argument("--identity", type=Path, required=True, metavar="FILE", help="the key that opens the backup")
    copy.add_argument("--keys", type=Path, required=True, metavar="FILE", help="a copy of the key store")
    copy.add_argument("--keys-identity", type=Path, required=True, metavar="FILE", help="the key that opens that copy")
    copy.add_argument("--user", help="somebody who opens what is hers; the password is read from AMANA_DRILL_PASSWORD")
    chosen = asked.parse_args(arguments)
    use_settings()
    from amana.errors import AmanaError

    acting = {
        "list": _list,
        "status": _list,
        "rotate": _rotate,
        "rehearse": _rehearse,
        "passphrase": _change_passphrase,
    }
    try:
        return acting[chosen.act](chosen)
    except AmanaError as refused:
        raise Stop(refused.message) from refused


def _list(chosen: argparse.Namespace) -> int:
    from amana.upkeep import rotations
    from amana.vault.clock import now

    at = now()
    say(f"{'kind':<10}{'version':>8}{'days':>7}{'earlier':>10}{'newest':>10}")
    for row in rotations.list_kinds():
        days = (at - row.since).days if row.since else 0
        mark = "  under way" if row.under_way else ""
        say(f"{row.kind:<10}{row.version:>8}{days:>7}{row.old:>10}{row.new:>10}{mark}")
    return 0


def _rotate(chosen: argparse.Namespace) -> int:
    from amana.trust import queries as trust
    from amana.upkeep import rotations
    from amana.vault import storekeeping
    from amana.vault.clock import now

    kind = chosen.kind
    names = [each.name for each in rotations.all_kinds()]
    if kind not in names:
        raise Stop(f"there is no kind of key called {kind}. There are: {', '.join(names)}.")
    if chosen.to and kind != "master":
        raise Stop("--to says who keeps the master key: ./amana keys rotate master --to pkcs11")
    if chosen.to == storekeeping.PLAIN and not trust.is_demo():
        raise Stop(
            "a plain file keeps the master of a demo alone. Nothing was changed: --to passphrase, credential or pkcs11"
        )
    old, new = rotations.rotate(
        kind, now=now(), resume=chosen.resume, to=chosen.to, retire=chosen.retire, progress=_progress
    )
    say(f"{kind}: {old} under earlier keys, {new} under the newest.")
    if chosen.to:
        say(f"{_MOVED} Start ./amana up again.")
    elif chosen.retire:
        say("The earlier key is destroyed.")
    elif kind == "secret" and not chosen.resume:
        say(_START_ANEW)
    elif old:
        say(_BY_HOLDERS.get(kind, _BROKE_OFF.format(kind=kind)))
    elif any(row.kind == kind and row.under_way for row in rotations.list_kinds()):
        say("The worker destroys the earlier key ten minutes after this began: a page may still write under it.")
    return 0


def _change_passphrase(chosen: argparse.Namespace) -> int:
    from amana.upkeep import rotations
    from amana.vault import passphrases, storekeeping
    from amana.vault.clock import now

    if storekeeping.PASSPHRASE not in storekeeping.keepers():
        raise Stop("the master key is not under a passphrase: ./amana keys rotate master --to passphrase")
    storekeeping.check_passphrase()  # the present one is asked for, and opens it, before a new one is typed
    storekeeping.change_passphrase(passphrases.type_twice())
    rotations.record_passphrase_change(now())
    say("The new passphrase opens the master key. Start ./amana up again, and write the new file, if you use one.")
    say("The earlier passphrase opens earlier copies of the folder: ./amana keys rotate master makes a new master.")
    return 0


def _rehearse(chosen: argparse.Namespace) -> int:
    from amana.backups.format import BackupFault
    from amana.backups.rotating import rehearse

    try:
        report = rehearse(
            chosen.folder, chosen.identity, chosen.keys, chosen.keys_identity,
            user=chosen.user, password=os.environ.get("AMANA_DRILL_PASSWORD", ""),
        )  # fmt: skip
    except BackupFault as fault:
        raise Stop(str(fault)) from fault
    for line in report.lines():
        say(line)
    return 0 if report.went_well else 1


_MOVED = "The new keeper holds the master. Earlier copies of the folder open as they did: destroy them."
_BROKE_OFF = "It broke off: ./amana keys rotate {kind} --resume goes on."
_START_ANEW = "Start desk, public face and worker anew. The earlier secret is taken for a day."
_NOTE = (
    "Both keys sign. Give the new one (page Witnesses) to everybody who noted the earlier one; then "
    "./amana keys rotate {kind} --resume destroys the earlier one."
)
_BY_HOLDERS = {
    "unit": "Members wrap them anew as they open them; nothing is shut meanwhile.",
    "user": "Each chooses a new password at the next sign-in, and has a new key by it.",
    "section": "Each has a new key when somebody who may opens it next; nothing is written under the present one.",
    "index": "Files are indexed anew as they are opened, and by supervisors (page Pairs); everybody is found meanwhile.",
    "codes": (
        "Each follows when its reporter comes back with the code. Who never does keeps the earlier pepper alive until "
        "the report is cleared, or until ./amana keys rotate codes --retire: then those codes open nothing."
    ),
    "trail": _NOTE.format(kind="trail"),
    "witness": _NOTE.format(kind="witness"),
}


def _progress(done: int, left: int) -> None:
    if done % 500 == 0:
        complain(f"{done} done, {left} left")


VERB = Verb(
    "keys", RUNNING, "list|rotate KIND|passphrase|rehearse", "every kind of key, rotating it, and rehearsing that", run
)
