"""Running a contestant in a process of its own, and saying under which circumstances."""

import json
import os
import platform
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.names.generator import make
from benchmarks.names.generator.counts import counts

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "var" / "names"


@dataclass(frozen=True, slots=True)
class Used:
    """What a process took: CPU seconds (user and system), seconds on the wall, the highest memory in MiB, what it printed."""

    cpu_s: float
    wall_s: float
    peak_mib: float
    printed: str

    def figures(self) -> dict[str, float]:
        """Rounded, for the results."""
        return {"cpu_s": round(self.cpu_s, 1), "wall_s": round(self.wall_s, 1), "peak_mib": round(self.peak_mib)}


class Failed(Exception):
    """A contestant did not finish; the message is the end of what it said."""


def run(command: list[str | Path], environment: dict[str, str] | None = None) -> Used:
    """Runs `command` to its end in the folder of the project. Raises Failed when it ends badly."""
    begun = time.monotonic()
    with subprocess.Popen(
        [str(c) for c in command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PYTHONHASHSEED": "0", **(environment or {})},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        printed = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failed(printed[-600:] or f"ended with {process.returncode}")
    return Used(usage.ru_utime + usage.ru_stime, time.monotonic() - begun, usage.ru_maxrss / 1024, printed)


def register(records: int, seed: int) -> Path:
    """The folder of a register, made when it is not there yet."""
    folder = DATA / f"{records}-{seed}"
    if not (folder / "counts.json").exists():
        made = make(seed, records=records)
        made.write(folder)
        (folder / "counts.json").write_text(
            json.dumps({"seed": seed, **counts(made)}, indent=1) + "\n", encoding="utf-8"
        )
    return folder


def circumstances() -> dict[str, str]:
    """Commit, load and machine of a figure."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = git("status", "--porcelain", "src/amana_methods", "benchmarks/names/generator")
    return {
        "commit": git("rev-parse", "--short", "HEAD") + (" and changes" if changed else ""),
        "load": " ".join(f"{x:.1f}" for x in os.getloadavg()),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "date": time.strftime("%Y-%m-%d"),
    }
