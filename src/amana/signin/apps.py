"""The room as a Django app."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.conf import settings


class SigninConfig(AppConfig):
    name = "amana.signin"
    label = "signin"

    def ready(self) -> None:
        """Connects the signals of second factors, and registers the deletion of expired sessions and the states of factors."""
        from amana.trust.duties import register_duty

        if apps.is_installed("allauth.mfa"):  # the public face has no sign-in
            from amana.signin import factor_changes, factor_rows, session  # noqa: F401  (connects their signals)

            register_duty("trust.factor_states", 3600, factor_rows.watch)
        register_duty("sessions.forget", 600, lambda now: forget_sessions())


def forget_sessions() -> None:
    """Deletes expired sessions: their rows say who signed in when."""
    store = import_module(settings.SESSION_ENGINE)
    store.SessionStore.clear_expired()
