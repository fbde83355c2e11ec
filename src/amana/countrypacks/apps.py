"""The Django app of this room."""

from django.apps import AppConfig


class CountryPacksConfig(AppConfig):
    """Registers the room under its own name."""

    name = "amana.countrypacks"
    label = "countrypacks"
    verbose_name = "Country packs"
    default_auto_field = "django.db.models.BigAutoField"
