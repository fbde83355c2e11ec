"""The room as a Django app."""

from django.apps import AppConfig


class SavedViewsConfig(AppConfig):
    name = "amana.saved_views"
    label = "saved_views"

    def ready(self) -> None:
        """Shows the saved views of the reader next to every list."""
        from amana.lists.pages import register_beside
        from amana.saved_views.beside import views_beside

        register_beside(views_beside)
