"""The room as a Django app."""

from django.apps import AppConfig


class SubjectAccessConfig(AppConfig):
    name = "amana.subject_access"
    label = "subject_access"
