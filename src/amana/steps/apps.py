"""The room as a Django app."""

from django.apps import AppConfig


class StepsConfig(AppConfig):
    name = "amana.steps"
    label = "steps"

    def ready(self) -> None:
        """Registers steps and agreements as entries of the second person's page."""
        from amana.cases import confirming
        from amana.steps import confirmations

        confirming.register_source(confirmations.STEPS)
        confirming.register_source(confirmations.AGREEMENTS)
