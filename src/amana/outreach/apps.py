"""The room as a Django app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "amana.outreach"
    label = "outreach"

    def ready(self) -> None:
        """Registers what prevention adds to my day."""
        from amana.cases import work
        from amana.outreach import registrations

        work.register_source(registrations.work)
