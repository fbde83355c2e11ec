"""Prints the access rules between protection and enforcement, for review."""

import csv
import sys
from collections.abc import Sequence

from amana.commandline.verb import RUNNING, Verb, parser, say, use_settings


def run(arguments: Sequence[str]) -> int:
    """Prints every cell of the access rules, with its reason and source."""
    asked = parser("wall", "Prints who never sees what, why, and what that rests on.")
    asked.add_argument("--pack", default=None, metavar="NAME", help="another pack than the one of this instance")
    asked.add_argument("--language", choices=["en", "ar", "ckb"], default="en", help="language of the words")
    asked.add_argument("--format", choices=["md", "csv"], default="md", help="a page to read, or rows for a table")
    chosen = asked.parse_args(arguments)
    use_settings()
    from amana.countrypacks import pack
    from amana.trust import wall_text

    country = pack(chosen.pack)
    if chosen.format == "csv":
        csv.writer(sys.stdout).writerows(wall_text.rows(country, chosen.language))
    else:
        say(wall_text.page(country, chosen.language))
    return 0


VERB = Verb("wall", RUNNING, "[--language en|ar|ckb]", "prints who never sees what, and why", run)
