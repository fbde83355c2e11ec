"""The room as a Django app."""

from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "amana.releases"
    label = "releases"

    def ready(self) -> None:
        """Registers what waits for somebody on my day, and the worker's measuring of approved releases."""
        from amana.my_day import register_source
        from amana.releases import commands, registrations
        from amana.trust.duties import register_duty

        register_source(registrations.work)
        register_duty("reporting.releases", 5, commands.begin)
