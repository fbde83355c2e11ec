"""Lock files: every package at one version with its hashes, and no address of any registry."""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from amana.commandline.project import PROJECT, committed_files

ADDRESS = re.compile(r"[a-z]+://\S+")
NAME = re.compile(r"^[A-Za-z0-9._-]+")


def findings() -> list[str]:
    """What is wrong with the lock files of this project."""
    found = []
    for file in committed_files():
        if file.suffix == ".lock" or file.name == "pylock.toml":
            found += addresses(file)
        elif file.name == "package-lock.json":
            found += npm_addresses(file)
    locked = {group: PROJECT / f"requirements-{group}.lock" for group in ("dev", "link", "scale")}
    found += find_unlocked(PROJECT / "pyproject.toml", PROJECT / "requirements.lock", locked)
    return found


def addresses(file: Path) -> list[str]:
    """The lines of a lock file that hold an address."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [f"{file.name}:{number}: holds an address" for number, line in enumerate(lines, 1) if ADDRESS.search(line)]


def npm_addresses(file: Path) -> list[str]:
    """Returns the packages of an npm lock file that contain the address they were downloaded from."""
    packages = json.loads(file.read_text(encoding="utf-8")).get("packages", {})
    return [f"{file.name}: {name} has a resolved address" for name, entry in packages.items() if "resolved" in entry]


def find_unlocked(project: Path, runtime: Path, groups: Mapping[str, Path]) -> list[str]:
    """What pyproject.toml requires and the lock files lack, and what they have without a hash; `groups` by name."""
    asked = tomllib.loads(project.read_text(encoding="utf-8"))
    found = []
    wanted_by = {runtime: asked["project"]["dependencies"]}
    wanted_by |= {file: asked["dependency-groups"][group] for group, file in groups.items()}
    for file, wanted in wanted_by.items():
        entries = re.split(r"\n(?=\S)", file.read_text(encoding="utf-8").strip())
        locked = {entry.split("==")[0].split("[")[0].lower(): entry for entry in entries}
        found += [f"{file.name}: {name} has no hash" for name, entry in locked.items() if "--hash=sha256:" not in entry]
        for requirement in wanted:
            name = NAME.match(requirement)
            if name is None or name.group().lower() not in locked:
                found.append(f"{file.name}: {requirement} is asked for and not locked")
    return found
