"""The room as a Django app."""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "amana.assistance"
    label = "assistance"
