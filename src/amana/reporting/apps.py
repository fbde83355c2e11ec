"""The room as a Django app."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "amana.reporting"
    label = "reporting"
