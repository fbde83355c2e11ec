"""The room as a Django app."""

from django.apps import AppConfig


class JusticeConfig(AppConfig):
    name = "amana.justice"
    label = "justice"
