"""The room as a Django app."""

from django.apps import AppConfig


class FirstDayConfig(AppConfig):
    name = "amana.first_day"
    label = "first_day"

    def ready(self) -> None:
        """Registers the items that need nothing of a case, the row of my day, and the duty that ends it."""
        from amana import my_day
        from amana.first_day.commands import end_first_day
        from amana.first_day.items import register_item
        from amana.first_day.own_items import ITEMS
        from amana.first_day.progress import work
        from amana.trust.duties import register_duty

        for item in ITEMS:
            register_item(item)
        my_day.register_source(work)
        register_duty("first_day.end", 300, end_first_day)
