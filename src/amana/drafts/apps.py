"""The room as a Django app."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    name = "amana.drafts"
    label = "drafts"

    def ready(self) -> None:
        """Registers the end of old drafts and sent forms, and removes those that were typed in the file of an erased case."""
        from amana.drafts.commands import expire, on_case_forgotten, sent_forms
        from amana.trust.duties import register_duty
        from amana.trust.forgetting import case_forgotten

        register_duty("drafts.expire", 600, expire)
        register_duty("drafts.expire_sent_forms", 600, sent_forms.expire)
        case_forgotten.connect(on_case_forgotten, dispatch_uid="drafts.case_forgotten")
