"""The room as a Django app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "amana.referrals"
    label = "referrals"
