"""The tests, with everything they need."""

import os
from collections.abc import Sequence

from amana.commandline.verb import DEVELOPMENT, Verb, complain, parser

# What the tests run beside Python; the tests of each say so with a marker of its own.
PROGRAMS = ("chromium", "xgettext", "pdftotext", "softhsm2-util", "age", "faketime")


def run(arguments: Sequence[str]) -> int:
    """pytest has run, and its summary is the last thing on the terminal. Options of pytest are passed on."""
    asked = parser("test", "Runs all tests, or those that speak of the given words.")
    asked.add_argument("words", nargs="*", help="only tests whose name or file speaks of all these words; or paths")
    asked.add_argument("--deep", action="store_true", help="the full counts, where a proof needs many repeats")
    asked.add_argument("-m", dest="marked", metavar="MARKS", help="only tests with these markers, as pytest reads them")
    asked.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite", help="the database of the tests")
    chosen, options = asked.parse_known_args(arguments)

    from amana.commandline import project
    from amana.web.cli import system

    still_missing = system.install(PROGRAMS)
    if still_missing:
        complain(
            f"Not everything can run here: {', '.join(still_missing)} is missing. "
            f"To install: sudo apt-get install {' '.join(still_missing)}\n"
            "The tests that need it are left out, and are listed above pytest's last line."
        )
    os.environ.setdefault("PYTHONPATH", str(project.SOURCE))
    os.environ["AMANA_TEST_ON"] = chosen.on
    marked = ["-m", chosen.marked] if chosen.marked else []
    project.replace_with_module("pytest", pytest_arguments(chosen.words, [*options, *marked], deep=chosen.deep))
    return 1


def pytest_arguments(words: Sequence[str], options: Sequence[str], *, deep: bool) -> list[str]:
    """What pytest is told: paths as they are, words as one expression, and all processors when everything runs."""
    from amana.commandline.project import PROJECT

    paths = [word for word in words if (PROJECT / word.split("::")[0]).exists() and ("/" in word or "." in word)]
    terms = [word for word in words if word not in paths]
    told = [*paths, *options]
    if terms:
        told += ["-k", " and ".join(terms)]
    if deep:
        told.append("--deep")
    if not words and not any(option.startswith(("-n", "--pdb", "-s")) for option in options):
        told += ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
    return told


VERB = Verb(
    "test", DEVELOPMENT, "[WORDS] [--deep] [--on postgresql]", "all tests, or those that speak of these words", run
)
