"""Everything that is asked of a change besides its tests, fastest first."""

import time
from collections.abc import Sequence

from amana.commandline.verb import DEVELOPMENT, Stop, Verb, parser, say


def run(arguments: Sequence[str]) -> int:
    """Every check has run, also after one that failed; 1 when any found something."""
    asked = parser("check", "Runs every check, fastest first, or those that are named.")
    asked.add_argument("names", nargs="*", metavar="NAME", help="only these checks")
    chosen = asked.parse_args(arguments)

    from amana.web.cli.checks import CHECKS

    unknown = set(chosen.names) - {check.name for check in CHECKS}
    if unknown:
        raise Stop(f"no check is called {sorted(unknown)[0]}; there are {', '.join(check.name for check in CHECKS)}.")
    failed = []
    for check in CHECKS:
        if chosen.names and check.name not in chosen.names:
            continue
        began = time.monotonic()
        findings = check.run()
        say(f"{'FOUND' if findings else 'ok':<6} {check.name:<13} {time.monotonic() - began:5.1f} s  {check.asks}")
        for finding in findings:
            say(f"         {finding}")
        if findings:
            say(f"         Remedy: {check.remedy}")
            failed.append(check.name)
    say(f"Found something: {', '.join(failed)}." if failed else "Nothing was found.")
    return 1 if failed else 0


VERB = Verb("check", DEVELOPMENT, "[NAME ...]", "everything CI asks for besides the tests, fastest first", run)
