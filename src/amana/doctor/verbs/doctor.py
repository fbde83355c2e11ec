"""Checks what is set up and what is missing around this instance."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from amana.commandline.verb import RUNNING, Stop, Verb, parser, say, use_settings


def run(arguments: Sequence[str]) -> int:
    """Judges every control; returns 0 when none is red, else 1."""
    asked = parser("doctor", "Says of every control of this deployment whether it stands, and what to do.")
    asked.add_argument("--json", action="store_true", help="for a program: a list of control, light, seen, remedy")
    asked.add_argument("--at", metavar="ADDRESS", default="", help="looks at the address that people use, too")
    asked.add_argument("--all", action="store_true", help="also what is green")
    chosen = asked.parse_args(arguments)
    use_settings()
    from django.db import OperationalError

    from amana.doctor.finding import GREEN, RED, worst
    from amana.doctor.looking import examine

    try:
        found = examine(chosen.at)
    except OperationalError as fault:
        raise Stop(
            "the database does not answer, so nothing else was looked at. Start it, or correct AMANA_DATABASE."
        ) from fault
    if chosen.json:
        say(json.dumps([asdict(each) for each in found], indent=1))
    else:
        width = max(len(each.control) for each in found)
        for each in found:
            if chosen.all or each.light != GREEN:
                say(f"{each.light:<6} {each.control:<{width}}  {each.seen}.")
                if each.remedy:
                    say(f"{'':<6} {'':<{width}}  Remedy: {each.remedy}.")
        lights = [each.light for each in found]
        say(", ".join(f"{lights.count(light)} {light}" for light in ("green", "amber", "red")) + ".")
    return 1 if worst(found) == RED else 0


VERB = Verb(
    "doctor",
    RUNNING,
    "[--all] [--json] [--at ADDRESS]",
    "what stands around this instance, what is missing, and the remedy",
    run,
)
