"""The trail, checked."""

from collections.abc import Sequence

from amana.web.cli.verb import RUNNING, Verb, complain, parser, say, use_settings


def run(arguments: Sequence[str]) -> int:
    """Every line of the trail was hashed again and compared; 1 when the log was changed."""
    asked = parser("trail", "Checks that no line of the trail was changed, removed or put in.")
    asked.add_argument("act", choices=["verify"])
    asked.parse_args(arguments)
    use_settings()
    from amana.trust.trail.log import verify

    verdict = verify()
    say(f"{verdict.lines} lines, {verdict.waiting} waiting to be numbered.")
    say(f"Root {verdict.root.hex()}")
    for fault in verdict.wrong:
        complain(f"Wrong: {fault}")
    say("The trail is not as it was written." if verdict.wrong else "Every line is as it was written.")
    return 1 if verdict.wrong else 0


VERB = Verb("trail", RUNNING, "verify", "checks that nobody changed the trail", run)
