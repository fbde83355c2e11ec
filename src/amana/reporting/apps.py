"""The room as a Django app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "amana.reporting"
    label = "reporting"

    def ready(self) -> None:
        """What waits for somebody on my day, and what the worker measures."""
        from amana.cases.work import register_source
        from amana.reporting import commands, registrations
        from amana.trust.duties import register_duty

        register_source(registrations.work)
        register_duty("reporting.releases", 5, commands.begin)
