"""The room as a Django app."""

from django.apps import AppConfig


class GuideConfig(AppConfig):
    name = "amana.guide"
    label = "guide"
