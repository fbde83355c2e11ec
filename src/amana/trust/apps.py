"""The room as a Django app."""

from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "amana.trust"
    label = "trust"

    def ready(self) -> None:
        """The sequencer of the trail is a duty of the worker."""
        from amana.trust import session, trail  # noqa: F401  (connects its signals)
        from amana.trust.duties import register_duty

        register_duty("trail.sequence", 1, lambda now: trail.sequence())
