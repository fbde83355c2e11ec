"""Screening on the command line: the same rules as the desk, on answers from a file."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from amana.web.cli.verb import WORK, Stop, Verb, parser, say, use_settings


def run(arguments: Sequence[str]) -> int:
    """What the answers indicate, and why, as JSON. Nothing is stored."""
    asked = parser("screen", "What the answers of an interview indicate by the rules of a pack. Nothing is stored.")
    asked.add_argument(
        "answers", help='a JSON file, or - for input: {"profile": "...", "flags": {...}, "answers": {"...": "yes"}}'
    )
    asked.add_argument("--pack", help="the pack whose rules decide; else the instance's own")
    chosen = asked.parse_args(arguments)
    use_settings()
    from amana.countrypacks import PackError, pack
    from amana_methods.screening import RuleError, RuleSet, evaluate

    try:
        text = sys.stdin.read() if chosen.answers == "-" else Path(chosen.answers).read_text(encoding="utf-8")
        given = json.loads(text)
        rules = pack(chosen.pack) if chosen.pack else pack()
        result = evaluate(
            RuleSet.from_data(rules.rules, rules.indicators),
            profile=given["profile"],
            flags=given.get("flags", {}),
            answers=given.get("answers", {}),
        )
    except (OSError, json.JSONDecodeError, RuleError, PackError) as fault:
        raise Stop(str(fault)) from fault
    except (KeyError, AttributeError, TypeError) as fault:
        raise Stop('the file needs the shape {"profile": "...", "flags": {...}, "answers": {"...": "yes"}}.') from fault
    say(json.dumps(result.as_data(), ensure_ascii=False, indent=2))
    return 0


VERB = Verb("screen", WORK, "FILE [--pack NAME]", "what the answers of an interview indicate, and why", run)
