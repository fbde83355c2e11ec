"""The room as a Django app."""

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "amana.lists"
    label = "lists"
