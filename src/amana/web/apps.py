"""The room as a Django app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "amana.web"
    label = "web"

    def ready(self) -> None:
        """Registers the recurring work of those who keep and watch the instance, the first case, and the worker's sign of life."""
        from amana.first_day.items import register_item
        from amana.my_day import register_source
        from amana.trust.duties import register_duty
        from amana.upkeep.heartbeat import beat
        from amana.web.first_case import FIRST_CASE
        from amana.web.watching import work

        register_source(work)
        register_item(FIRST_CASE)
        register_duty("worker.beat", 10, beat)
