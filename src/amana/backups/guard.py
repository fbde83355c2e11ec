"""Refuses work while a restore has started and not ended."""

from amana.commandline.verb import Stop


def refuse_while_restoring() -> None:
    """Raises Stop where a restore has started and not ended."""
    from django.conf import settings

    from amana.backups.restoring import is_shut

    if is_shut(settings.AMANA_DATA):
        raise Stop(
            f"a restore into {settings.AMANA_DATA} has not ended. Say the same ./amana restore ... again: it goes on."
        )
