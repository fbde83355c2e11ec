"""Models and migrations agree."""

import io


def findings() -> list[str]:
    """The changes of models that no migration makes."""
    from amana.commandline.verb import use_settings

    use_settings("test")
    from django.core.management import call_command

    said = io.StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, interactive=False, stdout=said, stderr=said)
    except SystemExit:
        return [line for line in said.getvalue().splitlines() if line.strip()]
    return []
