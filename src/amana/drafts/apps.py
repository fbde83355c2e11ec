"""The room as a Django app."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "amana.drafts"
    label = "drafts"

    def ready(self) -> None:
        """Registers the end of old drafts, and removes those that were typed in the file of an erased case."""
        from amana.drafts.commands import expire, on_case_forgotten
        from amana.trust.duties import register_duty
        from amana.trust.forgetting import case_forgotten

        register_duty("drafts.expire", 600, expire)
        case_forgotten.connect(on_case_forgotten, dispatch_uid="drafts.case_forgotten")
