"""Exports the audit log to a file that a stranger can check, checks such a file, and accepts a log that was put back."""

import contextlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from amana.commandline.verb import RUNNING, Stop, Verb, complain, parser, say, use_settings

if TYPE_CHECKING:
    from amana_methods.trail import Note, Verdict, VerifierKey


def run(arguments: Sequence[str]) -> int:
    """Exports or checks the audit log; returns 1 when a line was changed, removed, inserted or moved."""
    asked = parser("trail", "Writes the trail to a file for whoever wants to check it, and checks such a file.")
    acts = asked.add_subparsers(dest="act", required=True, metavar="export|verify|accept")
    export = acts.add_parser("export", help="writes every line with its place and hash", allow_abbrev=False)
    export.add_argument("file", nargs="?", default="-", help="where to (to the terminal)")
    check = acts.add_parser("verify", help="checks a file, or this instance's trail", allow_abbrev=False)
    check.add_argument("file", nargs="?", help="an exported file, - for the input; without it, this instance")
    check.add_argument(
        "--checkpoint", action="append", default=[], metavar="FILE",
        help="what a witness kept: text, a saved mail, a mailbox; can be given several times",
    )  # fmt: skip
    accept = acts.add_parser(
        "accept", help="after a database was put back by other means than ./amana restore", allow_abbrev=False
    )
    accept.add_argument("known", type=int, help="how many lines the key store knows, as verify says")
    check.add_argument("--key", metavar="KEY", help="the key of the trail, as a witness noted it in the beginning")
    chosen = asked.parse_args(arguments)
    if chosen.act == "export":
        return _export(chosen.file)
    if chosen.act == "accept":
        return _accept(chosen.known)
    return _verify(chosen.file, chosen.checkpoint, chosen.key)


def _rows_of_this_instance() -> Iterator[bytes]:
    use_settings()
    from amana.trust.trail import export_rows, sequence

    sequence()
    return export_rows()


def _export(file: str) -> int:
    rows = _rows_of_this_instance()
    if file == "-":
        sys.stdout.buffer.writelines(rows)
        sys.stdout.flush()
        return 0
    try:
        with Path(file).open("xb") as target:
            target.writelines(rows)
    except OSError as fault:
        raise Stop(f"{file} cannot be written: {fault.strerror}. Name a file that is not there yet.") from fault
    return 0


def _verify(file: str | None, checkpoints: Sequence[str], key: str | None) -> int:
    """Checks files alone when one is given: uses neither Django nor the database."""
    from amana_methods.trail import NoteError, TrailFileError, VerifierKey, verify

    try:
        known = VerifierKey.parse(key) if key else None
    except NoteError as fault:
        raise Stop(f"--key: {fault}.") from fault
    outside = [note for name in checkpoints for note in _kept_in(name)]
    try:
        with _rows(file) as rows:
            verdict = verify(rows, outside, key=known)
    except TrailFileError as fault:
        raise Stop(f"this cannot be checked: {fault}.") from fault
    if file is None:
        from amana.trust.trail import watch
        from amana.vault.clock import now

        verdict = watch.with_what_is_missing(verdict)
        watch.tell_of(verdict, now())  # the doctor and the auditor's page read it
    code = _tell(verdict, known)
    return _tell_of_accounts() or code if file is None else code


def _tell_of_accounts() -> int:
    """The trail says who got which role; the key store says whether the rows are the ones that Amana wrote."""
    from amana.trust import account_watch

    changed = account_watch.names_of_changed()
    if changed:
        say(f"Accounts that were changed in the database and not by Amana: {', '.join(changed)}.")
    return int(bool(changed))


def _accept(known: int) -> int:
    """The key store takes the trail as it is here for true, and the trail says so."""
    use_settings()
    from amana.errors import AmanaError
    from amana.trust.trail import watch
    from amana.vault.clock import now

    try:
        accepted = watch.accept_what_is_missing(known, now())
    except AmanaError as fault:
        raise Stop(fault.message) from fault
    if not accepted:
        raise Stop(
            f"nothing is missing here, or the key store does not know {known} lines. Nothing was changed; say ./amana trail verify."
        )
    say(
        "Accepted as it is here. The trail says so, and witnesses who saw more will go on saying that lines are missing."
    )
    return 0


@contextlib.contextmanager
def _rows(file: str | None) -> Iterator[Iterable[bytes]]:
    if file is None:
        yield _rows_of_this_instance()
    elif file == "-":
        yield sys.stdin.buffer
    else:
        try:
            with Path(file).open("rb") as opened:
                yield opened
        except OSError as fault:
            raise Stop(f"{file} cannot be read: {fault.strerror}.") from fault


def _kept_in(name: str) -> list["Note"]:
    from amana_methods.trail import checkpoints_in

    try:
        found = checkpoints_in(Path(name).read_bytes())
    except OSError as fault:
        raise Stop(f"{name} cannot be read: {fault.strerror}.") from fault
    if not found:
        raise Stop(f"{name} holds no checkpoint.")
    return found


def _tell(verdict: "Verdict", key: "VerifierKey | None") -> int:
    say(f"{verdict.origin}: {verdict.lines} lines, {verdict.waiting} waiting to be numbered.")
    say(f"Root {verdict.root.hex()}")
    for fault in verdict.faults:
        complain(f"Wrong: {fault}")
    if (bad := verdict.first_bad) is not None:
        where = f"line {bad.first}" if bad.first == bad.last else f"one of the lines {bad.first} to {bad.last}"
        say(f"The first bad line: {where}.")
    if verdict.faults:
        say("The trail is not as it was written.")
        return 1
    if not verdict.outside:
        say(
            "Self-consistent only: no checkpoint from outside was given, and whoever runs the instance could have written all of it anew."
        )
        return 0
    by = "with the key that you gave" if key else "with the key that the file names"
    say(
        f"{verdict.outside} checkpoints from outside hold, signed {by}: the first {verdict.witnessed} lines are as they were written."
    )
    if verdict.younger:
        first, last = verdict.younger[0], verdict.younger[-1]
        say(
            f"{len(verdict.younger)} younger lines ({first} to {last}) are self-consistent only; no checkpoint covers them yet."
        )
    return 0


VERB = Verb(
    "trail", RUNNING, "export|verify|accept", "writes the trail to a file, and checks that nobody changed it", run
)
