"""The browser journeys, with pictures."""

from collections.abc import Sequence

from amana.web.cli.verb import DEVELOPMENT, Stop, Verb, parser, say


def run(arguments: Sequence[str]) -> int:
    """The story has been lived through in Chromium; the pictures are in artefacts/."""
    asked = parser("journey", "Runs the browser journeys and keeps a picture of each page in artefacts/.")
    asked.add_argument("words", nargs="*", help="only journeys that speak of these words")
    chosen, options = asked.parse_known_args(arguments)

    from amana.web.cli import project, system

    if still_missing := system.install(["chromium"]):
        raise Stop(f"the journeys need a browser: sudo apt-get install {' '.join(still_missing)}")
    words = ["-k", " and ".join(chosen.words)] if chosen.words else []
    status, _ = project.run_module("pytest", "tests/journeys", "-m", "browser", *words, *options)
    say(f"Pictures: {project.PROJECT / 'artefacts'}")
    return status


VERB = Verb("journey", DEVELOPMENT, "[WORDS]", "the story in a browser, with pictures", run)
