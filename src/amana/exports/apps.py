"""The room as a Django app."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "amana.exports"
    label = "exports"

    def ready(self) -> None:
        """Registers the list of accounts as a file and the expiry of files; recalls those that hold an erased case."""
        from amana.exports import of_colleagues
        from amana.exports.commands import expire, on_case_forgotten
        from amana.exports.of_lists import take_beside
        from amana.lists.pages import register_beside
        from amana.trust.duties import register_duty
        from amana.trust.forgetting import case_forgotten

        register_duty("exports.expire", 60, expire)
        register_beside(take_beside)
        of_colleagues.register()
        case_forgotten.connect(on_case_forgotten, dispatch_uid="exports.case_forgotten")
