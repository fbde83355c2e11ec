"""A release: the waiting lines of `changes/` become a part of the CHANGELOG, the version is written down, and a tag says both.

The platform is named for its month, `2026.12.0`, and the third number counts the releases of that month. The methods follow semantic
versioning, because others compute with them: `1.4.2`.
"""

import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from amana.commandline.project import PROJECT

_OF_THE_PLATFORM: Final = re.compile(r"(20\d\d)\.(0?[1-9]|1[0-2])\.(0|[1-9]\d*)")
_OF_THE_METHODS: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
_NO_LINE: Final = "README.md"
_VERSION_OF_PLATFORM: Final = re.compile(r'(\[project\]\nname = "amana"\nversion = ")([^"]*)(")')
_VERSION_IN_LOCK: Final = re.compile(r'(\[\[package\]\]\nname = "amana"\nversion = ")([^"]*)(")')
_VERSION_OF_METHODS: Final = re.compile(r'(\n__version__ = ")([^"]*)(")')


class Refused(Exception):
    """The release cannot be made; the sentence says why, and nothing was written."""


@dataclass(frozen=True, slots=True)
class Project:
    """The files that a release reads and writes."""

    folder: Path = PROJECT

    @property
    def changelog(self) -> Path:
        """The CHANGELOG."""
        return self.folder / "CHANGELOG.md"

    def waiting(self) -> dict[Path, str]:
        """Returns what each file of `changes/` says, in the order of their names."""
        files = sorted(file for file in (self.folder / "changes").glob("*.md") if file.name != _NO_LINE)
        return {file: _as_list(file.read_text(encoding="utf-8").strip()) for file in files}

    def files_with_versions(self) -> dict[re.Pattern[str], Path]:
        """Returns the files that name a version, by the pattern of its place; without the lock where there is none, as in a clone."""
        files = {
            _VERSION_OF_PLATFORM: self.folder / "pyproject.toml",
            _VERSION_IN_LOCK: self.folder / "uv.lock",
            _VERSION_OF_METHODS: self.folder / "src" / "amana_methods" / "__init__.py",
        }
        if not files[_VERSION_IN_LOCK].exists():
            del files[_VERSION_IN_LOCK]
        return files

    def version_at(self, place: re.Pattern[str]) -> str:
        """Returns the version that is written at a place. Raises Refused."""
        file = self.files_with_versions()[place]
        found = place.search(file.read_text(encoding="utf-8"))
        if found is None:
            raise Refused(f"{file.relative_to(self.folder)} names no version where one is expected.")
        return found[2]

    def with_versions(self, versions: Mapping[re.Pattern[str], str]) -> dict[Path, str]:
        """Returns the texts of the files in which these versions are written, by file. Raises Refused."""
        texts = {}
        for place, file in self.files_with_versions().items():
            if place in versions:
                text, found = place.subn(rf"\g<1>{versions[place]}\g<3>", file.read_text(encoding="utf-8"), count=1)
                if not found:
                    raise Refused(f"{file.relative_to(self.folder)} names no version where one is expected.")
                texts[file] = text
        return texts


def _as_list(text: str) -> str:
    """Returns the text as an item of a list, unless it is a list already."""
    return text if text.startswith("- ") else "- " + text.replace("\n", "\n  ")


def notes(lines: Iterable[str]) -> str:
    """Returns the waiting lines as the list of a release."""
    return "\n".join(lines)


def prepare(version: str, methods: str | None, day: date, project: Project | None = None) -> str:
    """Writes the part of the CHANGELOG and the versions, and takes the waiting lines away; returns the part. Raises Refused."""
    of = project or Project()
    waiting = of.waiting()
    if not waiting:
        raise Refused("No line waits in changes/, so there is nothing to release.")
    _refuse_unless_later(_OF_THE_PLATFORM, version, of.version_at(_VERSION_OF_PLATFORM), "like 2026.12.0")
    new = {_VERSION_OF_PLATFORM: version, _VERSION_IN_LOCK: version}
    if methods is not None:
        _refuse_unless_later(_OF_THE_METHODS, methods, of.version_at(_VERSION_OF_METHODS), "of three numbers")
        new[_VERSION_OF_METHODS] = methods
    texts = of.with_versions(new)
    part = _part(version, methods or of.version_at(_VERSION_OF_METHODS), day, notes(waiting.values()))
    head, mark, rest = of.changelog.read_text(encoding="utf-8").partition("\n## ")
    texts[of.changelog] = f"{head}\n{part}{mark}{rest}"
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8")
    for file in waiting:
        file.unlink()
    return part


def _part(version: str, methods: str, day: date, lines: str) -> str:
    return f"## {version} ({day.isoformat()}; methods {methods})\n\n{lines}\n"


def _refuse_unless_later(pattern: re.Pattern[str], version: str, before: str, form: str) -> None:
    if pattern.fullmatch(version) is None:
        raise Refused(f"{version} is no version {form}.")
    if _numbers(version) <= _numbers(before):
        raise Refused(f"{version} does not come after {before}, which is the version now.")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in version.split("."))


def tag(project: Project | None = None) -> list[str]:
    """Tags the commit that is checked out with the newest release of its CHANGELOG; returns the tags made. Raises Refused."""
    of = project or Project()
    if _git(of, "status", "--porcelain"):
        raise Refused("There are changes that are in no commit. Commit the release first.")
    version, methods = of.version_at(_VERSION_OF_PLATFORM), of.version_at(_VERSION_OF_METHODS)
    parts = of.changelog.read_text(encoding="utf-8").split("\n## ")[1:]
    if not parts or not parts[0].startswith(f"{version} ("):
        raise Refused(f"The CHANGELOG does not begin with {version}. Run ./amana release-notes VERSION first.")
    made = []
    for name in (version, f"methods-{methods}"):
        if not _git(of, "tag", "--list", name):
            _git(of, "tag", "--annotate", name, "--cleanup=verbatim", "--message", f"{name}\n\n{parts[0]}")
            made.append(name)
    if not made:
        raise Refused(f"{version} is tagged already.")
    return made


def _git(project: Project, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=project.folder, check=False, capture_output=True, text=True)
    if done.returncode:
        raise Refused(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout.strip()
