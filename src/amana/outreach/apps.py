"""The room as a Django app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "amana.outreach"
    label = "outreach"

    def ready(self) -> None:
        """Registers what prevention adds to my day and to the diary."""
        from amana import my_day
        from amana.diary.entries import register_dates
        from amana.outreach import registrations

        my_day.register_source(registrations.work)
        register_dates(registrations.dates)
