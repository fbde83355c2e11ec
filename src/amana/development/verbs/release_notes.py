"""Says what is new since the last release, and makes the next one."""

from collections.abc import Sequence
from datetime import UTC, datetime

from amana.commandline.verb import DEVELOPMENT, Stop, Verb, parser, say


def run(arguments: Sequence[str]) -> int:
    """Prints the waiting lines; with a version writes the release; with --tag tags the commit that holds it."""
    asked = parser("release-notes", VERB.help)
    asked.add_argument("version", nargs="?", help="the next release, by its month: 2026.12.0")
    asked.add_argument(
        "--methods", metavar="VERSION", help="the next version of the methods, where they changed: 1.4.0"
    )
    asked.add_argument("--tag", action="store_true", help="tag the commit of the release; it is committed before")
    said = asked.parse_args(arguments)
    if said.methods and not said.version:
        asked.error("--methods needs the version of the platform")

    from amana.development import releasing

    try:
        if said.tag:
            say(f"Tagged: {', '.join(releasing.tag())}. They are pushed with: git push --tags")
        elif said.version:
            say(releasing.prepare(said.version, said.methods, datetime.now(UTC).date()))
            say("Written to the CHANGELOG. Commit it, then: ./amana release-notes --tag")
        else:
            say(releasing.notes(releasing.Project().waiting().values()) or "Nothing waits for the next release.")
    except releasing.Refused as why:
        raise Stop(str(why)) from None
    return 0


VERB = Verb(
    "release-notes",
    DEVELOPMENT,
    "[VERSION [--methods VERSION]|--tag]",
    "what is new since the last release; with a version makes the next one",
    run,
)
