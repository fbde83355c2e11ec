"""The room as a Django app."""

from datetime import timedelta

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "amana.oversight"
    label = "oversight"

    def ready(self) -> None:
        """Registers the deletion of old tallies."""
        from amana.oversight import pace
        from amana.trust.duties import register_duty

        register_duty("pace.forget", 3600, lambda now: pace.forget_before(now - timedelta(days=90)))
