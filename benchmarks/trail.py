"""How fast a stranger checks an exported trail, beside pymerkle and beside hashing alone; and what a line costs the house.

    .venv/bin/python benchmarks/trail.py [--lines 1000000] [--seed 7]

Everything runs on one core in one process. The file that is checked has a checkpoint of its own after every thousand
lines, and two are kept outside. All sides must come to the same root, and a file with one forged line must be found
out and its line named, or the run stops. CPU seconds are what the program needed, wall seconds what it took beside the
rest of the machine (`load`). Prints a table, writes benchmarks/trail.json, and puts the figures on docs/understand/merkle.md.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Callable

    from amana_methods.trail import Note

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
PAGE, BEGIN, END = ROOT / "docs" / "understand" / "merkle.md", "<!-- measured -->", "<!-- end of what was measured -->"
LINES_TO_A_CHECKPOINT = 1000
PRINTED = 20_000  # lines whose prints came with the last checkpoint
VERBS = ("cases.section_opened", "referrals.package_opened", "intake.sign_opened", "cases.looked_up", "refused")


def timed[T](deed: Callable[[], T]) -> tuple[T, dict[str, float]]:
    """(what `deed` returned, CPU and wall seconds)."""
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    made = deed()
    return made, {"cpu_s": round(time.process_time() - cpu, 4), "wall_s": round(time.perf_counter() - wall, 4)}


def some_line(chance: random.Random, row: int) -> bytes:
    """A line as the trail hashes it."""
    some = [str(UUID(int=chance.getrandbits(128), version=4)) for _ in range(3)]
    minute = (
        f"2026-03-{1 + row % 28:02}T{row // 3600 % 24:02}:{row // 60 % 60:02}:{row % 60:02}.{row % 1000:03}000+00:00"
    )
    return json.dumps(
        {
            "actor": some[0],
            "happened_at": minute,
            "ids": {"ground": "team", "section": some[1]},
            "object": some[2],
            "recorded_at": minute,
            "row": row,
            "verb": chance.choice(VERBS),
        },
        separators=(",", ":"),
    ).encode()


def write_file(path: Path, count: int, seed: int, forged: int | None = None) -> list[Note]:
    """An export of `count` lines; two checkpoints that a witness keeps, which do not know of the `forged` line."""
    from amana_methods.merkle import Frontier, leaf_hash
    from amana_methods.trail import end_row, head, line_row, note_row, prints_of
    from tests.methods.trail_scene import Operator

    chance = random.Random(seed)  # noqa: S311  (a load, not a key)
    operator, frontier, true = Operator(), Frontier(), Frontier()
    leaves: list[bytes] = []
    earlier, start = operator.sign(true), max(0, count - PRINTED)
    with path.open("wb") as file:
        file.write(head(operator.key))
        for number in range(count):
            line = some_line(chance, number)
            if number == start:
                earlier = operator.sign(true)
            true = true.append(leaf_hash(line))
            leaves.append(leaf_hash(line))
            if number == forged:
                line = line.replace(b'"team"', b'"lead"')
            frontier = frontier.append(leaf_hash(line))
            file.write(line_row(number, leaf_hash(line), line))
            if frontier.size % LINES_TO_A_CHECKPOINT == 0:
                file.write(note_row(operator.sign(frontier)))
        file.write(end_row(count, 0))
    return [earlier, operator.sign(true, prints_of(leaves[start:], start))]


def lines_in(path: Path) -> list[bytes]:
    """The lines of a file, as they are hashed."""
    with path.open("rb") as file:
        return [row.split(b" ", 2)[2][:-1] for row in file if row[:1].isdigit()]


def with_pymerkle(path: Path) -> bytes:
    """The root by pymerkle, which keeps the whole tree."""
    import pymerkle

    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for line in lines_in(path):
        tree.append_entry(line)
    root: bytes = tree.get_root()
    return root


def only_hashed(path: Path) -> int:
    """Every line hashed, without any tree: what no check can go below."""
    return sum(sha256(b"\0" + line).digest()[0] for line in lines_in(path))


def cost_of_a_line(count: int) -> dict[str, float]:
    """Microseconds of CPU for one line of an act, and later for its number and hash in the worker."""
    from django.core.management import call_command
    from django.db import transaction

    from amana.trust.actor import SYSTEM
    from amana.trust.trail import record, sequence
    from amana.vault.clock import now

    call_command("migrate", verbosity=0)
    moment, some = now(), UUID(int=1)

    def write() -> None:
        with transaction.atomic():
            for _ in range(count):
                record(SYSTEM, "cases.section_opened", some, moment, section=some, ground="team")

    write()
    sequence()
    _, written = timed(write)
    _, numbered = timed(sequence)
    return {
        "record_us": round(written["cpu_s"] / count * 1e6, 1),
        "number_and_hash_us": round(numbered["cpu_s"] / count * 1e6, 1),
    }


def measured(count: int, seed: int) -> dict[str, Any]:
    """Everything, in one run. Raises SystemExit when two sides do not agree."""
    from amana_methods.trail import verify

    with tempfile.TemporaryDirectory() as folder:
        path, forged = Path(folder) / "trail.txt", Path(folder) / "forged.txt"
        kept = write_file(path, count, seed)
        megabytes = round(path.stat().st_size / 1e6, 1)

        def check() -> Any:
            with path.open("rb") as file:
                return verify(file, kept)

        verdict, ours = timed(check)
        if verdict.faults or verdict.witnessed != count:
            raise SystemExit(f"an honest file was called wrong: {verdict.faults}")
        root, theirs = timed(lambda: with_pymerkle(path))
        _, floor = timed(lambda: only_hashed(path))
        if root != verdict.root:
            raise SystemExit("pymerkle and we do not agree on the root")
        bad = count - 1 - random.Random(seed).randrange(min(count, PRINTED))  # noqa: S311
        outside = write_file(forged, count, seed, forged=bad)
        with forged.open("rb") as file:
            found = verify(file, outside).faults
        if not any(fault.first == bad for fault in found):
            raise SystemExit(f"the forged line {bad} was not named: {found}")
    return {
        "lines": count,
        "megabytes": megabytes,
        "check": ours,
        "pymerkle_root": theirs,
        "hashing_alone": floor,
        "line": cost_of_a_line(2000),
    }


def page_table(result: dict[str, Any]) -> str:
    """The figures as the page shows them."""
    rows = [
        ("our check of the file, every line and all its checkpoints", result["check"]),
        ("the root alone by pymerkle, which keeps the whole tree", result["pymerkle_root"]),
        ("hashing each line, without a tree: no check can be quicker", result["hashing_alone"]),
    ]
    line = result["line"]
    return "\n".join(
        [
            f"{result['lines']:,} lines, {result['megabytes']:.0f} MB, one core, Python {result['python']}, seed {result['seed']},"
            f" commit {result['commit']}, beside a load of {result['load']} on {result['processors']} processors.",
            "",
            "| | CPU seconds | wall seconds |",
            "|---|---:|---:|",
            *(f"| {name} | {took['cpu_s']:.2f} | {took['wall_s']:.2f} |" for name, took in rows),
            "",
            "All come to the same root, and one forged line among them was named."
            f" A line costs {line['record_us']:.0f} µs of CPU in the act, and {line['number_and_hash_us']:.0f} µs later in the worker.",
        ]
    )


def put_on_page(result: dict[str, Any]) -> None:
    """The figures stand on the page between their two marks."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{page_table(result)}\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def main() -> None:
    """Measure, print the table, write the file."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lines", type=int, default=1_000_000)
    asked.add_argument("--seed", type=int, default=7)
    given = asked.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.web.settings.test")
    import django

    django.setup()
    load = os.getloadavg()[0]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    result = {
        "seed": given.seed,
        "commit": commit,
        "load": round(load, 1),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        **measured(given.lines, given.seed),
    }
    (ROOT / "benchmarks" / "trail.json").write_text(json.dumps(result, indent=1) + "\n")
    put_on_page(result)
    print(f"seed {given.seed}, commit {commit}, load {load:.1f}, {given.lines} lines, {result['megabytes']} MB")
    for name in ("check", "pymerkle_root", "hashing_alone"):
        print(f"{name:<16}{result[name]['cpu_s']:>8} s cpu{result[name]['wall_s']:>8} s wall")
    print(
        f"a line: {result['line']['record_us']} us in the act, {result['line']['number_and_hash_us']} us in the worker"
    )


if __name__ == "__main__":
    main()
