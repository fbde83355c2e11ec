"""Attacks Amana: runs all attacks against an instance that is thrown away, and prints what held."""

from collections.abc import Sequence

from amana.commandline.verb import DEVELOPMENT, Verb, parser, say


def run(arguments: Sequence[str]) -> int:
    """Prints a line for each kind of attack; returns 1 when something did not hold."""
    asked = parser(
        "attack", "Runs all attacks against instances that are thrown away: what was tried, how often, what held."
    )
    asked.add_argument("--on", choices=("sqlite", "postgresql"), default="sqlite", help="the database of the instances")
    asked.add_argument("--deep", action="store_true", help="the full counts")
    asked.add_argument("--write", action="store_true", help="also writes the table into the documents")
    chosen = asked.parse_args(arguments)

    from amana.development import attacks

    say("Each attack in turn; two or three minutes ...")
    outcome = attacks.run(chosen.on, deep=chosen.deep)
    for line in attacks.lines(outcome):
        say(line)
    if chosen.write:
        attacks.keep(outcome)
        say(f"Written into {attacks.PAGE.name}.")
    return 0 if attacks.holds(outcome) else 1


VERB = Verb("attack", DEVELOPMENT, "[--on postgresql] [--write]", "runs all attacks, and says what held", run)
