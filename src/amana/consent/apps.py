"""The room as a Django app."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "amana.consent"
    label = "consent"

    def ready(self) -> None:
        """Registers the duty of the worker that closes expired consents."""
        from amana.consent import commands
        from amana.trust.duties import register_duty
        from amana.trust.forgetting import case_forgotten
        from amana.upkeep.retention import register_class

        register_duty("consent.close", 20, commands.close_what_ran_out)
        register_class("notices", commands.clear_notices)
        case_forgotten.connect(commands.on_case_forgotten, dispatch_uid="consent.case_forgotten")
