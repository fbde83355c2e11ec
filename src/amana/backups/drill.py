"""A rehearsal: restores the backup into a folder of its own, checks it, and deletes it again."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from amana.backups.format import BackupFault
from amana.upkeep import backups
from amana.vault import passphrases
from amana.vault.clock import now
from amana_methods.canary import found_on_disk

_PLANTED = "planted-by-the-drill"
_PASSPHRASE: Final = secrets.token_urlsafe(32)  # of the master key in the rehearsal's own place; in memory alone


@dataclass
class Report:
    """The result of a rehearsal. `seconds` is the restore alone."""

    restored: dict[str, object]
    seconds: float
    size: int
    trail: str
    opened: int
    could_not_open: bool
    canaries: int
    leaks: list[str]
    alarm: bool
    problems: list[str] = field(default_factory=list)

    @property
    def went_well(self) -> bool:
        """Returns whether the backup can be relied on."""
        return not self.problems

    def lines(self) -> Iterator[str]:
        """Returns the report as lines of text."""
        told = self.restored
        yield f"Restored elsewhere in {self.seconds:.1f} s: {told['rows']} rows as of {told['at']}, {self.size:,} bytes of backup."
        yield f"Rows, hashes and the root of the trail are those of the backup. {self.trail}"
        yield f"Done again: {told['erasures']} erasures, {told['withdrawals']} withdrawals."
        if self.opened:
            yield f"{self.opened} sealed texts opened with the keys of the person named."
        yield f"Without keys: {'nothing opens' if self.could_not_open else 'SOMETHING OPENS'}."
        if self.canaries:
            found = f"{len(self.leaks)} found" if self.leaks else "none found"
            yield f"{self.canaries} words out of these texts were looked for in all files: {found}."
            yield f"A planted one was {'found' if self.alarm else 'NOT found'}."
        for problem in self.problems:
            yield f"Wrong: {problem}"
        yield (
            "The rehearsal went well."
            if self.went_well
            else "The rehearsal did NOT go well: make a new backup and rehearse again."
        )


def rehearse(
    folder: Path, identity: Path, keys: Path, keys_identity: Path, *, user: str | None = None, password: str = ""
) -> Report:
    """Restores the backup in a temporary folder and checks it; nothing of it is left. Raises BackupFault."""
    place = Path(tempfile.mkdtemp(prefix="amana-drill-"))
    try:
        began = time.monotonic()
        restored = json.loads(
            amana_in(
                place,
                "restore",
                str(folder),
                "--identity",
                str(identity),
                "--keys",
                str(keys),
                "--keys-identity",
                str(keys_identity),
                "--json",
            )
        )
        seconds = time.monotonic() - began
        looked = json.loads(
            module_in(place, "looking", {"AMANA_DRILL_USER": user or "", "AMANA_DRILL_PASSWORD": password})
        )
        trail = _trail(place)
        words = looked["words"]
        places = [place, folder]
        (place / "keystore.sqlite3").rename(place.with_name(place.name + ".keys"))
        try:
            without = json.loads(
                module_in(place, "looking", {"AMANA_DRILL_USER": user or "", "AMANA_DRILL_PASSWORD": password})
            )
        finally:
            place.with_name(place.name + ".keys").unlink()
        leaks = [f"{name}: {form}" for name, _word, form in found_on_disk(places, words)]
        (place / _PLANTED).write_text("before " + (words or [_PLANTED])[0] + " after")
        alarm = any(name == _PLANTED for name, _word, _form in found_on_disk([place], (words or [_PLANTED])[:1]))
    finally:
        shutil.rmtree(place, ignore_errors=True)
    report = Report(
        restored, seconds, sum(each.stat().st_size for each in folder.iterdir()), trail, looked["opened"],
        without["opened"] == 0, len(words), leaks, alarm,
    )  # fmt: skip
    report.problems += [f"a word lies in the clear: {leak}" for leak in leaks]
    if not alarm:
        report.problems.append("a planted word was not found, so the search cannot be relied on")
    if without["opened"]:
        report.problems.append("texts open without the key store")
    if user and not looked["opened"]:
        report.problems.append(f"{user} opens nothing")
    if report.went_well:
        backups.record_drill(now())
    return report


def amana_in(place: Path, *arguments: str, further: dict[str, str] | None = None) -> str:
    """Returns the output of a verb on the data folder `place`. Raises BackupFault."""
    return _run_process(place, ["-m", "amana.web.cli", *arguments], further or {})


def module_in(place: Path, module: str, further: dict[str, str], *arguments: str) -> str:
    """Returns the output of a module of this package on the data folder `place`. Raises BackupFault."""
    return _run_process(place, ["-m", f"amana.backups.{module}", *arguments], further)


def _run_process(place: Path, arguments: list[str], further: dict[str, str]) -> str:
    """Runs another process with a data folder of its own, on SQLite. Raises BackupFault with its error output."""
    mine = {name: value for name, value in os.environ.items() if name != "AMANA_DATABASE"}
    number = passphrases.put_in_memory(_PASSPHRASE)
    its_own = {"AMANA_DATA": str(place), "AMANA_KEY_DRIVER": "passphrase", passphrases.VARIABLE: str(number)}
    try:
        done = subprocess.run(
            [sys.executable, *arguments],
            env=mine | its_own | further,
            pass_fds=(number,),
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        os.close(number)
    if done.returncode:
        raise BackupFault(f"in the rehearsal: {(done.stderr.strip().splitlines() or ['it stopped'])[-1]}")
    return done.stdout


def _trail(place: Path) -> str:
    said = amana_in(place, "trail", "verify")
    return " ".join(line for line in said.splitlines() if line.startswith("Self-consistent") or "lines," in line)
