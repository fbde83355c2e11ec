"""The room as a Django app: its page is a template."""

from django.apps import AppConfig


class EarlierConfig(AppConfig):
    name = "amana.earlier"
    label = "earlier"
