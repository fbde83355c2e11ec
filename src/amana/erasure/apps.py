"""The room as a Django app."""

from django.apps import AppConfig


class ErasureConfig(AppConfig):
    name = "amana.erasure"
    label = "erasure"

    def ready(self) -> None:
        """Registers what the worker does: agreed erasures, and those that were interrupted; and items of my day."""
        from amana import my_day
        from amana.erasure import work
        from amana.erasure.commands import do_agreed, finish_forgetting
        from amana.trust.duties import register_duty

        register_duty("cases.finish_forgetting", 60, finish_forgetting)
        register_duty("cases.erase_agreed", 60, do_agreed)
        my_day.register_source(work.work)
