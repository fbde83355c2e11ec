"""Runs all checks of a change besides its tests, fastest first."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from amana.commandline.verb import DEVELOPMENT, Stop, Verb, parser, say


def run(arguments: Sequence[str]) -> int:
    """Runs every check, also after one that failed; returns 1 when any found something."""
    asked = parser("check", "Runs every check, fastest first, or those that are named.")
    asked.add_argument("names", nargs="*", metavar="NAME", help="only these checks")
    asked.add_argument("--changed", action="store_true", help="only those that read what changed since the last commit")
    chosen = asked.parse_args(arguments)

    from amana.development import changed
    from amana.development.checks import CHECKS

    unknown = set(chosen.names) - {check.name for check in CHECKS}
    if unknown:
        raise Stop(f"no check is called {sorted(unknown)[0]}; there are {', '.join(check.name for check in CHECKS)}.")
    failed = []
    wanted = [check for check in CHECKS if not chosen.names or check.name in chosen.names]
    if chosen.changed:
        files = changed.files()
        wanted = [check for check in wanted if check.reads_any(files)]
    with ThreadPoolExecutor() as threads:
        begun = {check.name: threads.submit(_run_timed, check.run) for check in wanted if check.by_a_program}
        for check in wanted:
            findings, seconds = begun[check.name].result() if check.by_a_program else _run_timed(check.run)
            say(f"{'FOUND' if findings else 'ok':<6} {check.name:<13} {seconds:5.1f} s  {check.asks}")
            for finding in findings:
                say(f"         {finding}")
            if findings:
                say(f"         Remedy: {check.remedy}")
                failed.append(check.name)
    say(f"Found something: {', '.join(failed)}." if failed else "Nothing was found.")
    return 1 if failed else 0


def _run_timed(run: Callable[[], list[str]]) -> tuple[list[str], float]:
    """(findings, seconds)"""
    began = time.monotonic()
    return run(), time.monotonic() - began


VERB = Verb(
    "check", DEVELOPMENT, "[NAME ...] [--changed]", "everything CI asks for besides the tests, fastest first", run
)
