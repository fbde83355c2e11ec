"""The room as a Django app."""

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "amana.diary"
    label = "diary"
