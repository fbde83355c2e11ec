"""Runs the browser journeys, with pictures."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from amana.commandline.verb import DEVELOPMENT, Stop, Verb, parser, say


def run(arguments: Sequence[str]) -> int:
    """Runs the story in Chromium; a picture of each page, at both widths, is in the folder."""
    asked = parser("journey", "Runs the browser journeys and keeps pictures of their pages.")
    asked.add_argument("words", nargs="*", help="only journeys that speak of all these words: story, ckb, two, public")
    asked.add_argument("--deep", action="store_true", help="look at every page in every language")
    asked.add_argument(
        "--count", action="store_true", help="count clicks, fields, entries and statements, and write the pages of docs"
    )
    asked.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite", help="the database of the journeys")
    asked.add_argument("--to", metavar="FOLDER", help="where the pictures go; else $AMANA_ARTEFACTS, or var/journeys")
    chosen, options = asked.parse_known_args(arguments)

    from amana.commandline import project
    from amana.development import system

    if still_missing := system.install(["chromium"]):
        raise Stop(f"the journeys need a browser: sudo apt-get install {' '.join(still_missing)}")
    os.environ["AMANA_TEST_ON"] = chosen.on
    if chosen.count:
        return _count()
    folder = Path(chosen.to or os.environ.get("AMANA_ARTEFACTS") or project.PROJECT / "var" / "journeys").resolve()
    os.environ["AMANA_ARTEFACTS"] = str(folder)
    told = ["-k", " and ".join(chosen.words)] if chosen.words else []
    told += ["--deep"] if chosen.deep else []
    status, _ = project.run_module("pytest", "tests/journeys", "-m", "browser", "--durations=8", *told, *options)
    say(f"Pictures: {folder}")
    return status


def _count() -> int:
    """Runs the story once, and writes the counts of clicks, fields and database statements into the docs."""
    from amana.commandline import project

    named = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=project.PROJECT, check=False, capture_output=True, text=True
    )
    os.environ["AMANA_JOURNEY_COUNT"] = named.stdout.strip() or "an unknown commit"
    status, _ = project.run_module("pytest", "tests/journeys/test_story.py", "-m", "browser", "-k", "ckb", "-q")
    if status == 0:
        for page in ("journey.md", "statements.md"):
            say((project.PROJECT / "docs" / "lookup" / page).read_text(encoding="utf-8"))
    return status


VERB = Verb("journey", DEVELOPMENT, "[WORDS] [--deep] [--count]", "the story in a browser, with pictures", run)
