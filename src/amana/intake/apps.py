"""The room as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "amana.intake"
    label = "intake"
