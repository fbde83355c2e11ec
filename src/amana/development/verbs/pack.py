"""Checks a country pack."""

from collections.abc import Sequence

from amana.commandline.verb import DEVELOPMENT, Verb, complain, parser, say, use_settings


def run(arguments: Sequence[str]) -> int:
    """Reads the pack and runs its examples; names every fault with file, key and line."""
    asked = parser("pack", "Checks a country pack and runs its examples.")
    asked.add_argument("name", help="the pack's folder in packs/, for example iraq")
    chosen = asked.parse_args(arguments)
    use_settings()
    from amana.countrypacks.checking import check

    faults = [str(fault) for fault in check(chosen.name)]
    for fault in faults:
        complain(fault)
    say(f"{chosen.name}: {len(faults)} faults" if faults else f"{chosen.name}: nothing is wrong.")
    return 1 if faults else 0


VERB = Verb("pack", DEVELOPMENT, "NAME", "checks a country pack and runs its examples", run)
