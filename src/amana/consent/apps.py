"""The room as a Django app."""

from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "amana.consent"
    label = "consent"
