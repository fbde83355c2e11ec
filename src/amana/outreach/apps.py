"""The room as a Django app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "amana.outreach"
    label = "outreach"
