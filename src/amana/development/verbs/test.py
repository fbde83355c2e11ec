"""Runs the tests, and installs what they need."""

import argparse
import os
import random
import shlex
import tempfile
from collections.abc import Sequence
from pathlib import Path

from amana.commandline.verb import DEVELOPMENT, Verb, complain, parser, say

# What the tests run besides Python; the tests of each are marked with its marker.
PROGRAMS = ("chromium", "xgettext", "pdftotext", "softhsm2-util", "age", "faketime")
_TESTS_FAILED = 1  # pytest's exit status when all ran and some failed
_NO_BROWSER = "not browser"


def run(arguments: Sequence[str]) -> int:
    """Runs pytest, whose summary is the last thing on the terminal. Options of pytest are passed on."""
    chosen, options = _parser().parse_known_args(arguments)
    if chosen.deep and len(chosen.shuffle or ()) > 1:
        complain("A deep run has one order: give one SEED. Nothing was run.")
        return 2

    from amana.commandline import project
    from amana.development import second_try, system

    still_missing = system.install(PROGRAMS)
    if still_missing:
        complain(
            f"Not everything can run here: {', '.join(still_missing)} is missing. "
            f"To install: sudo apt-get install {' '.join(still_missing)}\n"
            "The tests that need it are left out, and are listed above pytest's last line."
        )
    os.environ.setdefault("PYTHONPATH", str(project.SOURCE))
    os.environ["AMANA_TEST_ON"] = chosen.on
    if chosen.changed:
        if not _choose_changed(chosen):
            return 0
        options.append("-nauto")
    other_order = chosen.shuffle is not None or chosen.load or chosen.hours  # each run names its own
    told = pytest_arguments(
        chosen.words, [*options, *_pytest_options(chosen)], deep=chosen.deep, ordered=not other_order
    )
    if _is_turns(chosen):
        return _turns(chosen, told, arguments)
    if chosen.shuffle is not None or chosen.deep:
        seed = (chosen.shuffle or [random.randrange(10_000)])[0]  # noqa: S311  (an order, no secret)
        told.append(f"--randomly-seed={seed}")
        os.environ[second_try.ASKED] = f"{_as_asked(arguments)} --shuffle {seed}"
    else:
        os.environ[second_try.ASKED] = _as_asked(arguments)
    if chosen.words or chosen.deep or chosen.share:
        project.replace_with_module("pytest", told)
    return _whole_run(told)


def _parser() -> argparse.ArgumentParser:
    asked = parser("test", "Runs all tests, or those that speak of the given words.")
    asked.add_argument("words", nargs="*", help="only tests whose name or file speaks of all these words; or paths")
    asked.add_argument("--deep", action="store_true", help="the full counts, where a proof needs many repeats")
    asked.add_argument("-m", dest="marked", metavar="MARKS", help="only tests with these markers, as pytest reads them")
    asked.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite", help="the database of the tests")
    asked.add_argument("--changed", action="store_true", help="what the changed files reach, without a browser")
    asked.add_argument("--shuffle", nargs="*", type=int, metavar="SEED", help="in other orders, one run for each seed")
    asked.add_argument("--hours", action="store_true", help="without a browser under other clocks, one run for each")
    asked.add_argument("--load", type=int, default=0, metavar="N", help="beside N processes that keep a processor busy")
    asked.add_argument("--share", metavar="K/N", help="what the K-th of N processes runs, in its order, in one process")
    asked.add_argument("--until", metavar="TEST", help="nothing after this test")
    asked.add_argument("--record", action="store_true", help="write down the seconds of each file, to deal them by")
    return asked


def _pytest_options(chosen: argparse.Namespace) -> list[str]:
    """Returns the options that pytest has by the same name."""
    marked = ["-m", chosen.marked] if chosen.marked else []
    share = [f"--share={chosen.share}"] if chosen.share else []
    until = [f"--until={chosen.until}"] if chosen.until else []
    return [*marked, *share, *until, *(["--record"] if chosen.record else [])]


def _choose_changed(chosen: argparse.Namespace) -> bool:
    """Replaces the words with the paths that the change affects; returns False, with a message, when there are none."""
    from amana.development import changed

    files = changed.files()
    paths = changed.reached_by(files)
    everything = changed.is_everything(files)
    reached = "everything" if everything else ", ".join(paths) or "no test"
    say(f"{len(files)} changed files reach {reached}. Journeys in a browser are left out.")
    chosen.words = [*chosen.words, *([] if everything else paths)]
    chosen.marked = f"({chosen.marked}) and {_NO_BROWSER}" if chosen.marked else _NO_BROWSER
    return everything or bool(paths)


def _is_turns(chosen: argparse.Namespace) -> bool:
    """Whether it is one or several runs in another order, at another hour or under load, and not one to repeat."""
    other = chosen.hours or chosen.load or (chosen.shuffle is not None and not chosen.deep)
    return bool(other) and not chosen.share and not chosen.until


def _turns(chosen: argparse.Namespace, told: list[str], arguments: Sequence[str]) -> int:
    from amana.development import turns

    marked = chosen.marked
    if chosen.hours:
        marked = f"{f'({marked}) and ' if marked else ''}{_NO_BROWSER} and not real_clock"
        told = [*told, "-m", marked]
    seeds = chosen.shuffle if chosen.shuffle is not None else [None]
    seeds = seeds or [random.randrange(1_000)]  # noqa: S311  (an order, no secret)
    clocks = turns.HOURS if chosen.hours else (None,)
    each = [turns.Turn(seed, clock, chosen.load) for clock in clocks for seed in seeds]
    return turns.run(each, told, what=marked or "all", keep=not chosen.words, asked=_as_asked(arguments))


def _as_asked(arguments: Sequence[str]) -> str:
    """Returns the command of this run without the number of processes and the order."""
    kept: list[str] = []
    dropping = False  # the values of an option that is left out
    for each in arguments:
        if each.startswith("-"):
            dropping = each in {"--shuffle", "--share", "--until", "--load", "-n"}
        if not (
            dropping or each.startswith(("-n", "--share=", "--until=", "--load=")) or each in {"--hours", "--record"}
        ):
            kept.append(each)
    return shlex.join(["./amana", "test", *kept])


def _whole_run(told: Sequence[str]) -> int:
    """Retries what failed, once and alone, so that one slow moment of the machine does not fail a whole run."""
    from amana.commandline import project
    from amana.development import second_try

    def passes_alone(test: str) -> bool:
        return project.run_module("pytest", "-p", "no:randomly", test)[0] == 0

    with tempfile.TemporaryDirectory() as folder:
        failed = Path(folder) / "failed.json"
        os.environ[second_try.FAILED] = str(failed)
        status = project.run_module("pytest", *told)[0]
        del os.environ[second_try.FAILED]
        if status == _TESTS_FAILED and second_try.is_excused(second_try.read(failed), passes_alone, say):
            return 0
    return status


def pytest_arguments(words: Sequence[str], options: Sequence[str], *, deep: bool, ordered: bool = True) -> list[str]:
    """Pytest's arguments: paths as they are, words as one expression, all processors for a whole run, one order.

    A deep run, or one that is not `ordered`, chooses its own order.

    The tests of one file run in one process, however many there are: they share scenes.
    """
    from amana.commandline.project import PROJECT

    paths = [word for word in words if (PROJECT / word.split("::")[0]).exists() and ("/" in word or "." in word)]
    terms = [word for word in words if word not in paths]
    told = [*(paths or _files_that_speak_of(terms)), *options]
    if terms:
        told += ["-k", " and ".join(terms)]
    if deep:
        told += ["--deep", "-o", "faulthandler_timeout=0"]
    elif ordered and not any("randomly" in option for option in options):
        told += ["-p", "no:randomly"]
    if not words and not any(option.startswith(("-n", "--pdb", "-s", "--share")) for option in options):
        told += ["-n", "auto"]
    if not any(option.startswith("--dist") for option in options):
        told += ["--dist", "loadfile", "--no-loadscope-reorder"]
    return told


def _files_that_speak_of(terms: Sequence[str]) -> list[str]:
    """Returns the test files with all these words, in the path or in the text: the others need not be read.

    None of them when a word is an expression of pytest, which only pytest reads, or is in no file.
    """
    from amana.commandline.project import PROJECT

    if not terms or not all(term.isidentifier() for term in terms):
        return []
    found = []
    for folder in ("src", "tests"):
        for file in sorted((PROJECT / folder).rglob("test_*.py")):
            path = str(file.relative_to(PROJECT))
            text = f"{path}\n{file.read_text()}".lower()
            if all(term.lower() in text for term in terms):
                found.append(path)
    return found


VERB = Verb(
    "test", DEVELOPMENT, "[WORDS] [--deep] [--on postgresql]", "all tests, or those that speak of these words", run
)
