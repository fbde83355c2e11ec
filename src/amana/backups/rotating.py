"""A rehearsal of all rotations: renews every kind of key on a copy that is restored elsewhere, and deletes it."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from amana.backups.drill import amana_in, module_in
from amana.upkeep import rotations
from amana.vault.clock import now

BY_OTHERS: Final = frozenset(
    {"unit", "user", "section", "recovery", "index", "codes"}
)  # finished by holders and reporters
_DATABASE, _BEFORE = "amana.sqlite3", "before.sqlite3"


@dataclass
class Report:
    """The result of a rehearsal: what opened when, each kind, and what the earlier database opens with later keys."""

    told: dict[str, Any]
    earlier: dict[str, int]
    problems: list[str] = field(default_factory=list)

    @property
    def went_well(self) -> bool:
        """Returns whether the keys of this instance can be renewed."""
        return not self.problems

    def lines(self) -> Iterator[str]:
        """Returns the report as lines of text."""
        yield f"{'kind':<10}{'rows':>9}{'left':>7}{'seconds':>9}"
        for kind, each in self.told["kinds"].items():
            yield f"{kind:<10}{each['rows']:>9}{each['left']:>7}{each['seconds']:>9.2f}"
        yield f"{self.told['people']} people opened what they may, and chose a new password: {self.told['holders']:.1f} s."
        for moment in ("before", "meanwhile", "afterwards"):
            yield f"{moment.capitalize()}: {_describe_counts(self.told[moment])}."
        yield f"The database of before with the keys of afterwards: {_describe_counts(self.earlier)}."
        for problem in self.problems:
            yield f"Wrong: {problem}"
        yield "The rehearsal went well." if self.went_well else "The rehearsal did NOT go well: rotate nothing yet."


def _describe_counts(opens: dict[str, int]) -> str:
    return f"{opens['texts']} texts, {opens['facts']} facts, {opens['factors']} second factors, {opens['proofs']} proofs open"


def rehearse(
    folder: Path, identity: Path, keys: Path, keys_identity: Path, *, user: str | None = None, password: str = ""
) -> Report:
    """Renews every kind of key on a restored copy, of which nothing is left. Raises BackupFault."""
    place = Path(tempfile.mkdtemp(prefix="amana-keys-"))
    who = {"AMANA_DRILL_USER": user or "", "AMANA_DRILL_PASSWORD": password}
    try:
        amana_in(
            place, "restore", str(folder), "--identity", str(identity), "--keys", str(keys),
            "--keys-identity", str(keys_identity), "--json",
        )  # fmt: skip
        shutil.copy(place / _DATABASE, place / _BEFORE)
        told = json.loads(module_in(place, "turning", who))
        for file in place.glob(f"{_DATABASE}*"):
            file.unlink()
        (place / _BEFORE).rename(place / _DATABASE)
        earlier = json.loads(module_in(place, "turning", who, "earlier"))
    finally:
        shutil.rmtree(place, ignore_errors=True)
    report = Report(told, earlier, list(_problems(told, earlier)))
    if report.went_well:
        rotations.record_rehearsal(now())
    return report


def _problems(told: dict[str, Any], earlier: dict[str, int]) -> Iterator[str]:
    for moment in ("meanwhile", "afterwards"):
        for what, count in told["before"].items():
            # New keys of people and units get new proofs, and earlier ones are deleted: their number may change.
            if told[moment][what] < count and not (what == "proofs" and moment == "afterwards"):
                yield f"{count - told[moment][what]} {what} that opened before do not open {moment}"
    for kind, each in told["kinds"].items():
        if each["left"] and kind not in BY_OTHERS:
            yield f"{each['left']} rows are left under the earlier key of {kind}"
    yield from (f"the rotation of {kind} did not end" for kind in told["under_way"] if kind not in BY_OTHERS)
    if not told["before"]["texts"]:
        yield "nobody who was named opened anything, so nothing is shown: --user NAME"
    yield from (
        f"{count} {what} of before open with the keys of afterwards" for what, count in earlier.items() if count
    )
