"""The project's folder, and programs run in it."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]
SOURCE = PROJECT / "src"


def room_lines() -> list[list[str]]:
    """The rooms as the contract of imports divides them, highest line first, each line a list of names."""
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    lines = next(each["layers"] for each in contracts if each["id"] == "rooms")
    return [[name.strip() for name in line.split("|")] for line in lines]


def run_module(module: str, *arguments: str, quiet: bool = False) -> tuple[int, str]:
    """The Python module has run in the project's folder: its exit status, and its output when it was quiet."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=PROJECT,
        env=os.environ | {"PYTHONPATH": str(SOURCE)},
        check=False,
        text=True,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
    )
    return done.returncode, done.stdout or ""


def replace_with_module(module: str, arguments: Sequence[str]) -> None:
    """This process becomes the Python module, in the project's folder."""
    os.chdir(PROJECT)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", module, *arguments])  # noqa: S606  (no shell is meant)


def committed_files() -> list[Path]:
    """Every file that git knows or would take, so that a new file is checked before its first commit."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        check=False,
        capture_output=True,
        text=True,
    )
    if listed.returncode != 0:  # an unpacked archive instead of a clone
        return [file for file in PROJECT.rglob("*") if file.is_file() and not _made_here(file)]
    return [file for name in listed.stdout.split("\0") if name and (file := PROJECT / name).is_file()]


def _made_here(file: Path) -> bool:
    """Whether the file was made on this machine and is no part of the project."""
    first = file.relative_to(PROJECT).parts[0]
    return first in {".venv", "var", ".git"} or "__pycache__" in file.parts or first.endswith("_cache")
