"""The room as a Django app."""

from datetime import timedelta
from importlib import import_module

from django.apps import AppConfig, apps
from django.conf import settings


class TrustConfig(AppConfig):
    name = "amana.trust"
    label = "trust"

    def ready(self) -> None:
        """The worker orders the trail and hands out its checkpoints, keeps the locks, and forgets sessions that are over."""
        from amana.trust import backups, pace, retention, rotations, trail, upkeep
        from amana.trust.duties import register_duty
        from amana.trust.exports.commands import expire
        from amana.trust.trail import handing, watch

        if apps.is_installed("allauth.mfa"):  # where somebody signs in; the public face has no door
            from amana.trust import factor_changes, factor_rows, session  # noqa: F401  (connects their signals)

        register_duty("trail.sequence", 1, lambda now: trail.sequence())
        register_duty("trail.hand_out", 5, handing.hand_out)
        register_duty("trail.clock", 30, watch.watch_clock)
        register_duty("trail.check", 3600, watch.check_daily)
        register_duty("locks.keep", 60, upkeep.keep_locks)
        register_duty("rotations.end", 600, rotations.end_what_is_done)
        register_duty("locks.destroy_old", 3600, upkeep.destroy_old_versions)
        register_duty("retention.clear", 86400, retention.clear_what_is_old)
        register_duty("backups.clear", 3600, backups.clear_overdue)
        upkeep.register_oldest_backup(backups.oldest_left)
        register_duty("exports.expire", 60, expire)
        register_duty("sessions.forget", 600, lambda now: forget_sessions())
        register_duty("pace.forget", 3600, lambda now: pace.forget_before(now - timedelta(days=90)))


def forget_sessions() -> None:
    """Sessions that are over are gone: their rows say who signed in when."""
    store = import_module(settings.SESSION_ENGINE)
    store.SessionStore.clear_expired()
