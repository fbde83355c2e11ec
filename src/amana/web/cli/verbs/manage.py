"""Django's own commands."""

from collections.abc import Sequence

from amana.commandline.verb import DEVELOPMENT, Stop, Verb, use_settings


def run(arguments: Sequence[str]) -> int:
    """Django's command has run with the desk's settings."""
    use_settings()
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from amana.row_security import owning

    if arguments[:1] == ["migrate"] and settings.AMANA_OWNER:
        # The shape of a PostgreSQL database is its owner's affair; policies and the server's rights stand afterwards.
        try:
            with owning.as_owner():
                execute_from_command_line(["./amana manage", *arguments])
                owning.guard()
        except owning.NotPrepared as fault:
            raise Stop(str(fault)) from fault
        return 0
    execute_from_command_line(["./amana manage", *arguments])
    return 0


VERB = Verb("manage", DEVELOPMENT, "COMMAND", "Django's own commands, such as makemigrations", run)
