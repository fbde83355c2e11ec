"""The tests, with everything they need."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from amana.commandline.verb import DEVELOPMENT, Verb, complain, parser

# What the tests run beside Python; the tests of each say so with a marker of its own.
PROGRAMS = ("chromium", "xgettext", "pdftotext", "softhsm2-util", "age", "faketime")
_TESTS_FAILED = 1  # pytest's exit status when all ran and some failed


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
    told = pytest_arguments(chosen.words, [*options, *marked], deep=chosen.deep)
    if chosen.words or chosen.deep:
        project.replace_with_module("pytest", told)
    return _whole_run(told)


def _whole_run(told: Sequence[str]) -> int:
    """What failed is tried once more, alone, so that one slow moment of the machine does not fail a whole run."""
    from amana.commandline import project
    from amana.web.cli import second_try

    def passes_alone(test: str) -> bool:
        return project.run_module("pytest", "-p", "no:randomly", test)[0] == 0

    with tempfile.TemporaryDirectory() as folder:
        failed = Path(folder) / "failed.json"
        os.environ[second_try.FAILED] = str(failed)
        status = project.run_module("pytest", *told)[0]
        del os.environ[second_try.FAILED]
        if status == _TESTS_FAILED and second_try.excused(second_try.read(failed), passes_alone, print):
            return 0
    return status


def pytest_arguments(words: Sequence[str], options: Sequence[str], *, deep: bool) -> list[str]:
    """What pytest is told: paths as they are, words as one expression, all processors when everything runs, one order.

    The tests of one file run in one process, however many there are: they share scenes.
    """
    from amana.commandline.project import PROJECT

    paths = [word for word in words if (PROJECT / word.split("::")[0]).exists() and ("/" in word or "." in word)]
    terms = [word for word in words if word not in paths]
    told = [*paths, *options]
    if terms:
        told += ["-k", " and ".join(terms)]
    if deep:
        told.append("--deep")
    elif not any("randomly" in option for option in options):
        told += ["-p", "no:randomly"]
    if not words and not any(option.startswith(("-n", "--pdb", "-s")) for option in options):
        told += ["-n", "auto"]
    if not any(option.startswith("--dist") for option in options):
        told += ["--dist", "loadfile", "--no-loadscope-reorder"]
    return told


VERB = Verb(
    "test", DEVELOPMENT, "[WORDS] [--deep] [--on postgresql]", "all tests, or those that speak of these words", run
)
