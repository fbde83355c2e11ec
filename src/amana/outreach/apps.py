"""The room as a Django app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "amana.outreach"
    label = "outreach"

    def ready(self) -> None:
        """My day."""
        from amana.cases import work
        from amana.outreach import registrations

        work.register_source(registrations.work)
