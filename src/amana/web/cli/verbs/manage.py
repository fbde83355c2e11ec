"""Django's own commands."""

from collections.abc import Sequence

from amana.web.cli.verb import DEVELOPMENT, Verb, use_settings


def run(arguments: Sequence[str]) -> int:
    """Django's command has run with the desk's settings."""
    use_settings()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["./amana manage", *arguments])
    return 0


VERB = Verb("manage", DEVELOPMENT, "COMMAND", "Django's own commands, such as makemigrations", run)
