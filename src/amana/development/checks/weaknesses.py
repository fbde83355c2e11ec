"""Patterns of weak code (bandit), of medium and high severity: none that nobody has reviewed."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from amana.commandline.project import PROJECT, run_module

# (file, rule): how many, and why it is no weakness. The author of a line has reviewed each.
REVIEWED: Mapping[tuple[str, str], tuple[int, str]] = {
    ("src/amana/exchange/keyservice/ledger.py", "B608"): (2, "names of our own columns; every value is a parameter"),
    ("src/amana/trust/rows/policies.py", "B608"): (1, "names of our own tables and roles, put down by the owner"),
    ("src/amana/signin/sign_in.py", "B308"): (1, "a picture drawn by segno; no text stands in it"),
    ("src/amana/signin/sign_in.py", "B703"): (1, "a picture drawn by segno; no text stands in it"),
    ("src/amana/vault/ciphers.py", "B305"): (
        2,
        "one block a row as a keyed permutation of a random id, no message",
    ),
    ("src/amana/vault/states.py", "B608"): (1, "question marks, as many as there are values"),
    ("src/amana/vault/store.py", "B608"): (1, "question marks, as many as there are values"),
    ("src/amana/backups/making.py", "B608"): (2, "names of our own tables"),
    ("src/amana/doctor/looking.py", "B310"): (1, "the address that the operator gives on the command line"),
}
_FOLDERS = ("src/amana", "src/amana_methods")


def findings() -> list[str]:
    """Returns bandit's findings in the code that runs, less those that were reviewed."""
    return compare_with_reviewed(looked_at([str(PROJECT / folder) for folder in _FOLDERS]), REVIEWED, PROJECT)


def looked_at(folders: Iterable[str]) -> list[dict[str, Any]]:
    """Returns bandit's findings below these folders, outside tests and migrations."""
    _status, said = run_module(
        "bandit", "-q", "-ll", "-r", *folders, "-x", "*/tests/*,*/migrations/*", "-f", "json", quiet=True
    )
    found: list[dict[str, Any]] = json.loads(said[said.index("{") :])["results"]
    return found


def compare_with_reviewed(
    results: Iterable[Mapping[str, Any]], reviewed: Mapping[tuple[str, str], tuple[int, str]], root: Path
) -> list[str]:
    """Returns a line for each place with more findings than were reviewed, and for each reviewed one that is gone."""
    lines: dict[tuple[str, str], list[str]] = {}
    for each in results:
        path = Path(each["filename"])
        file = str(path.relative_to(root) if path.is_relative_to(root) else path)
        lines.setdefault((file, each["test_id"]), []).append(f"{each['line_number']}: {each['issue_text']}")
    seen = Counter({key: len(places) for key, places in lines.items()})
    more = [
        f"{file}:{lines[file, rule][-1]} ({rule}; {count} found, {reviewed.get((file, rule), (0, ''))[0]} were looked at)"
        for (file, rule), count in sorted(seen.items())
        if count > reviewed.get((file, rule), (0, ""))[0]
    ]
    gone = [f"{file}: {rule} was looked at {count} times and is found {seen[file, rule]} times" for (file, rule), (count, _)
            in sorted(reviewed.items()) if seen[file, rule] < count]  # fmt: skip
    return more + gone
