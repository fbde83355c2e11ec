"""What a story asks of the people who live it: clicks, fields that a page shows, entries that it requires.

`./amana journey --count` measures and writes docs/lookup/journey.json and .md. The daily run compares what it measures
with that file: a page may ask for less than it says, and never for more.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parents[2] / "docs" / "lookup"
FIGURES, PAGE = FOLDER / "journey.json", FOLDER / "journey.md"
# The part of the story that a survivor waits for: from the first report to an accepted referral.
TO_HELP: Final = ("report", "triage", "screening", "presumption", "case", "agreement", "referral", "acceptance")


@dataclass
class Effort:
    """Of one part of the story. `clicks` counts links, buttons and pages opened; `required` what nobody knew before."""

    clicks: int = 0
    shown: int = 0
    required: int = 0

    def __add__(self, other: "Effort") -> "Effort":
        return Effort(self.clicks + other.clicks, self.shown + other.shown, self.required + other.required)


def total(parts: Mapping[str, Effort]) -> Effort:
    """All parts together."""
    return sum(parts.values(), Effort())


def to_help(parts: Mapping[str, Effort]) -> Effort:
    """From the report to an accepted referral."""
    return sum((effort for name, effort in parts.items() if name in TO_HELP), Effort())


def budget() -> dict[str, Effort]:
    """What each part may ask at most, as it was measured last."""
    said = json.loads(FIGURES.read_text(encoding="utf-8"))
    return {name: Effort(**figures) for name, figures in said["parts"].items()}


def over(parts: Mapping[str, Effort], most: Mapping[str, Effort]) -> list[str]:
    """The parts that ask for more than `most` allows, with both figures; a part without a budget too."""
    found = []
    for name, effort in parts.items():
        allowed = most.get(name, Effort())
        for what, count in asdict(effort).items():
            if count > getattr(allowed, what):
                found.append(f"{name}: {count} {what}, at most {getattr(allowed, what)}")
    return found


def keep(parts: Mapping[str, Effort]) -> bool:
    """Writes the figures and their page where `./amana journey --count` asked for it. Returns whether it did."""
    commit = os.environ.get("AMANA_JOURNEY_COUNT")
    if not commit:
        return False
    before = json.loads(FIGURES.read_text(encoding="utf-8"))["first"] if FIGURES.exists() else None
    said = {
        "commit": commit,
        "first": before or {"commit": commit, "parts": {name: asdict(each) for name, each in parts.items()}},
        "parts": {name: asdict(each) for name, each in parts.items()},
    }
    FIGURES.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
    return True


def page() -> str:
    """The figures as a document, beside those that were measured first."""
    said = json.loads(FIGURES.read_text(encoding="utf-8"))
    first = {name: Effort(**figures) for name, figures in said["first"]["parts"].items()}
    now = {name: Effort(**figures) for name, figures in said["parts"].items()}
    rows = [_row(name, first.get(name, Effort()), now[name]) for name in now]
    rows.append(_row("**report to accepted referral**", to_help(first), to_help(now)))
    rows.append(_row("**whole story**", total(first), total(now)))
    table = "\n".join(rows)
    return f"""# What the story asks of its people

Counted by `./amana journey --count` while the story of the tests is lived in a browser: links and buttons pressed and pages
opened, fields that the forms show, and entries that a form requires and does not know. In brackets: as it was measured first,
at {said["first"]["commit"]}. Measured last at {said["commit"]}. The daily tests fail when a part asks for more.

More entries are required than at first, because nothing that matters is chosen for anybody any more: a recipient, a language, an
urgency or a provider that stood there silently counted as known, and is an entry now. The goal stays half of the first figures.

| part | clicks | fields shown | entries required |
|---|---|---|---|
{table}
"""


def _row(name: str, first: Effort, now: Effort) -> str:
    cells = (f"{getattr(now, each)} ({getattr(first, each)})" for each in ("clicks", "shown", "required"))
    return f"| {name} | {' | '.join(cells)} |"
