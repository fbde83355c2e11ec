"""The Django app of this room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CountryPacksConfig(AppConfig):
    """Registers the room under its own name."""

    name = "amana.countrypacks"
    label = "countrypacks"
    verbose_name = "Country packs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Loads the sections of the pack that rooms register."""
        from amana.countrypacks import room_sections

        autodiscover_modules(room_sections.MODULE)
