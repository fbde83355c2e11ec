"""The room as a Django app."""

from django.apps import AppConfig


class ErasureConfig(AppConfig):
    name = "amana.erasure"
    label = "erasure"

    def ready(self) -> None:
        """Registers the work that finishes an erasure which was interrupted."""
        from amana.erasure.commands import finish_forgetting
        from amana.trust.duties import register_duty

        register_duty("cases.finish_forgetting", 60, finish_forgetting)
