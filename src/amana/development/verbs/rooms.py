"""Checks who may import whom."""

import os
from collections.abc import Sequence

from amana.commandline.verb import DEVELOPMENT, Verb, parser


def run(arguments: Sequence[str]) -> int:
    """Compares every import with the contracts of pyproject.toml; returns 1 when one breaks them."""
    parser("rooms", VERB.help).parse_args(arguments)

    from amana.commandline.project import PROJECT
    from amana.development.checks.rooms import lint

    os.chdir(PROJECT)
    status, report = lint(PROJECT)
    print(report)
    return status


VERB = Verb("rooms", DEVELOPMENT, "", "who may import whom", run)
