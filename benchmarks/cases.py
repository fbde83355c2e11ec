"""An instance with many made-up cases, made once and kept: the same seed gives the same cases.

    .venv/bin/python -m benchmarks.cases [--cases 100000] [--seed 7]

Each case has a real lock key, locked facts and its place in the procedure; the caseload of one manager (200 cases) is made by the
commands of the desk, with sealed sections; every tenth case has a clock. The instance is kept in `var/benchmarks`, by size, seed and what
made it (this file and the migrations), and a benchmark gets a copy. A room that keeps rows of cases adds a function to `PARTS`.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

if TYPE_CHECKING:
    from amana.cases.models import Procedure
    from tests.cast import World

ROOT: Final = Path(__file__).resolve().parents[1]
KEPT: Final = ROOT / "var" / "benchmarks"
CASELOAD: Final = 200
MANY: Final = 100_000
_AT_ONCE: Final = 5_000
_NATIONALITIES: Final = ("ET", "KE", "PH", "NG", "SY", "IQ", "BD", "UG")
_SECTIONS_OF_A_MANAGER, _NOTES = "rawan", "made.json"


@dataclass(frozen=True)
class Batch:
    """Some thousand cases that were just made, for the parts that rooms add."""

    world: "World"
    procedures: "Sequence[Procedure]"
    chance: random.Random


type Part = Callable[[Batch], None]


def _clocks(batch: Batch) -> None:
    """Every tenth case has a clock of its manager, some of them over."""
    from amana.cases.models import Deadline

    Deadline.objects.bulk_create(
        [
            Deadline(
                procedure_id=each.id, subject=each.id, transition="t28", user=each.manager,
                due_at=batch.world.now + timedelta(hours=batch.chance.randrange(-200, 2000)),
            )
            for each in batch.procedures[::10]
        ],
        batch_size=500,
    )  # fmt: skip


PARTS: Final[tuple[Part, ...]] = (_clocks,)


def facts(chance: random.Random) -> dict[str, str]:
    """The coded facts of one made-up person."""
    return {
        "sex": "male" if chance.random() < 0.2 else "female",
        "age_group": chance.choice(("under_18", "18_25", "26_59", "60_plus")),
        "nationality": chance.choice(_NATIONALITIES),
    }


def _identity(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def fill(world: "World", cases: int, seed: int) -> list[UUID]:
    """Makes `cases` cases of the Hawa Centre, spread over its managers; returns the ids of those of one manager."""
    chance = random.Random(seed)  # noqa: S311  (a load, not a key)
    mine = [world.case().id for _ in range(min(CASELOAD, cases))]
    managers = [_identity(chance) for _ in range(max(1, cases // CASELOAD))]
    for start in range(0, cases - len(mine), _AT_ONCE):
        size = min(_AT_ONCE, cases - len(mine) - start)
        procedures = _batch(world, start, size, managers, chance)
        for part in PARTS:
            part(Batch(world, procedures, chance))
        print(f"  {start + size + len(mine)} cases", file=sys.stderr, flush=True)
    return mine


def _batch(world: "World", start: int, size: int, managers: Sequence[UUID], chance: random.Random) -> "list[Procedure]":
    from amana.cases.models import Procedure
    from amana.vault import ciphers, keystore
    from amana.vault.models import Facts

    store = keystore._store()
    unit, organisation = world.units["supervisors"], world.cast.organisations["hawa"]
    store.base.execute("BEGIN")
    procedures, rows = [], []
    for n in range(start, start + size):
        lock, id_ = _identity(chance), _identity(chance)
        key = store.make(str(lock))
        at = world.now - timedelta(minutes=chance.randrange(1, 3_000_000))
        procedures.append(
            Procedure(
                id=id_, lock=lock, number=f"XX-2020-{n:06d}", organisation=organisation, manager=chance.choice(managers),
                intake_unit=world.units["intake"], supervisors_unit=unit, identification="presumed",
                identification_since=at, help="assistance", help_since=at, begun_at=at, opened_at=at, changed_at=at,
            )
        )  # fmt: skip
        row = Facts(id=_identity(chance), lock=lock, kind="case", owner=id_, lock_version=1)
        place = ciphers.build_associated_data("facts", "case", row.id, 1)
        text = json.dumps(facts(chance)).encode()
        row.envelope = ciphers.encrypt(ciphers.derive_key(key, "facts"), ciphers.pad(text), place)
        rows.append(row)
    store.base.execute("COMMIT")
    Procedure.objects.bulk_create(procedures, batch_size=500)
    Facts.objects.bulk_create(rows, batch_size=500)
    return procedures


# The instance that is kept ------------------------------------------------------------------------


def maker() -> str:
    """What made an instance: this file and the migrations, as a short hash."""
    files = [Path(__file__), *sorted((ROOT / "src").rglob("migrations/*.py"))]
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def folder_of(cases: int, seed: int) -> Path:
    """Where the instance is kept."""
    return KEPT / f"cases-{cases}-{seed}-{maker()}"


def kept(cases: int = MANY, seed: int = 7) -> Path:
    """Returns the folder of the instance; one that is not there is made first, and half a one never stays."""
    folder = folder_of(cases, seed)
    if not (folder / _NOTES).exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT, prefix="making-") as making:
            data = Path(making) / "data"
            data.mkdir()
            _in_process(data, "--make", str(cases), "--seed", str(seed))
            shutil.rmtree(folder, ignore_errors=True)
            data.rename(folder)
    return folder


def notes(folder: Path) -> dict[str, Any]:
    """What is known of an instance: `cases`, `mine` (the ids of one manager's), `moment` (when its cases were made)."""
    found: dict[str, Any] = json.loads((folder / _NOTES).read_text(encoding="utf-8"))
    return found


@contextmanager
def a_copy(cases: int = MANY, seed: int = 7) -> Iterator[Path]:
    """A copy of the instance in a throw-away folder, for a benchmark that writes."""
    with tempfile.TemporaryDirectory(prefix="amana-cases-") as folder:
        copy = Path(folder) / "data"
        shutil.copytree(kept(cases, seed), copy)
        yield copy


def environment(data: Path) -> dict[str, str]:
    """The environment of a process that works in the instance."""
    return os.environ | {
        "AMANA_KEPT_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "amana.web.settings.test",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
    }


def _in_process(data: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "benchmarks.cases", *arguments], env=environment(data), cwd=ROOT, check=True)


def _make(cases: int, seed: int) -> None:
    """Makes the instance in the data folder of this process."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.cast import make_world

    world = make_world("iraq")
    moment: datetime = world.now
    told = {"cases": cases, "mine": [str(each) for each in fill(world, cases, seed)], "moment": moment.isoformat()}
    (Path(settings.AMANA_DATA) / _NOTES).write_text(json.dumps(told), encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> None:
    """Makes the instance, or says where it is."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--cases", type=int, default=MANY)
    asked.add_argument("--seed", type=int, default=7)
    asked.add_argument("--make", type=int, help=argparse.SUPPRESS)
    given = asked.parse_args(arguments)
    if given.make is not None:
        _make(given.make, given.seed)
        return
    print(kept(given.cases, given.seed).relative_to(ROOT))


if __name__ == "__main__":
    main()
