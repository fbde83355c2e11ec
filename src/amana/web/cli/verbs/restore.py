"""Restores a backup as an instance, in an empty place."""

import json
from collections.abc import Sequence
from pathlib import Path

from amana.commandline.progress import Bar
from amana.commandline.verb import RUNNING, Stop, Verb, parser, say, use_settings


def run(arguments: Sequence[str]) -> int:
    """Restores the instance into the data folder, with every later erasure and withdrawal; or restores nothing."""
    asked = parser("restore", "Restores a backup into the empty data folder (AMANA_DATA). Broken off, it goes on.")
    asked.add_argument("folder", type=Path, help="the backup")
    asked.add_argument("--identity", type=Path, required=True, metavar="FILE", help="the key that opens the backup")
    asked.add_argument(
        "--keys",
        type=Path,
        metavar="FILE",
        help="the newest copy of the key store (not where the key store stands here)",
    )
    asked.add_argument("--keys-identity", type=Path, metavar="FILE", help="the key that opens that copy")
    asked.add_argument("--json", action="store_true", help="what was done, as JSON")
    chosen = asked.parse_args(arguments)
    if bool(chosen.keys) != bool(chosen.keys_identity):
        raise Stop("--keys and --keys-identity belong together.")
    identity = secret_in(chosen.identity)
    keys_identity = secret_in(chosen.keys_identity) if chosen.keys_identity else ""
    use_settings()
    from amana.backups.format import BackupFault
    from amana.errors import AmanaError

    if chosen.keys:
        _take_passphrase()
    try:
        with Bar() as bar:
            done = _restore(chosen.folder, identity, chosen.keys, keys_identity, bar)
    except BackupFault as fault:
        raise Stop(str(fault)) from fault
    except AmanaError as fault:
        raise Stop(f"{fault.message} The instance stays shut; the same command goes on.") from fault
    if chosen.json:
        say(json.dumps(done))
        return 0
    say(f"Restored as of {done['at']}: {done['rows']:,} rows, {done['trail_lines']:,} lines of the trail.")
    say(f"Done again because it happened later: {done['erasures']} erasures, {done['withdrawals']} withdrawals.")
    say("What was written after that moment is not here, and witnesses who saw more of the trail will say so.")
    say("Accounts are as they were then: whoever was shut out since is let in again until an administrator looks.")
    return 0


def _take_passphrase() -> None:
    """The passphrase of the key store: of the one that is here, else a new one. Before anything is written. Raises Stop."""
    from django.conf import settings

    from amana.errors import AmanaError
    from amana.vault import passphrases, storekeeping
    from amana.vault.errors import PassphraseMissing

    try:
        if Path(settings.AMANA_KEY_STORE).exists():
            if storekeeping.PASSPHRASE in storekeeping.keepers():
                storekeeping.check_passphrase()
        elif storekeeping.wants_new_passphrase(demo=False):
            passphrases.choose()
    except PassphraseMissing as fault:
        raise Stop(
            "the key store here needs a passphrase, and there is no terminal to ask for it. Nothing was written. "
            "Write it into a file in memory, and name it: AMANA_MASTER_PASSPHRASE_FILE=/run/amana/passphrase"
        ) from fault
    except AmanaError as fault:
        raise Stop(fault.message) from fault


def secret_in(file: Path) -> str:
    """Returns the secret line of a file with a recovery key. Raises Stop."""
    try:
        lines = file.read_text().splitlines()
    except OSError as fault:
        raise Stop(f"{file} cannot be read: {fault.strerror}.") from fault
    found = [line.strip() for line in lines if line.strip().startswith("AGE-SECRET-KEY-")]
    if not found:
        raise Stop(f"{file} holds no recovery key (a line that begins with AGE-SECRET-KEY-).")
    return found[0]


def _restore(folder: Path, identity: str, keys: Path | None, keys_identity: str, bar: Bar) -> dict[str, object]:
    from django.conf import settings
    from django.db import connection, connections

    from amana.backups import restoring
    from amana.backups.format import BackupFault
    from amana.web.cli import instance

    data = Path(settings.AMANA_DATA)
    if keys is None and not Path(settings.AMANA_KEY_STORE).exists():
        raise BackupFault(
            "there is no key store here, so nothing would open: give the newest copy of it with --keys and --keys-identity."
        )
    index, manifest = restoring.check(folder, identity, progress=bar.update)
    if manifest.engine != connection.vendor:
        raise BackupFault(f"this is a backup of {manifest.engine}, and AMANA_DATABASE names {connection.vendor}.")
    restoring.begin(data, folder, index)
    connections.close_all()
    put = restoring.put_postgresql if connection.vendor == "postgresql" else restoring.put_sqlite
    put(data, folder, manifest, identity, bar.update)
    if keys is not None:
        restoring.put_keys(keys, keys_identity)
    restoring.check_signature(index, manifest)
    instance.migrate()
    done = restoring.do_again(manifest)
    restoring.end(data)
    return {
        "at": done.at.isoformat(timespec="seconds"),
        "rows": done.rows,
        "trail_lines": done.trail_lines,
        "erasures": done.erasures,
        "withdrawals": done.withdrawals,
        "relocked": done.relocked,
    }


VERB = Verb("restore", RUNNING, "FOLDER --identity FILE", "restores a backup into an empty place", run)
