"""The room as a Django app."""

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "amana.upkeep"
    label = "upkeep"

    def ready(self) -> None:
        """Registers the duties for locks, rotations, retention and backups."""
        from amana.trust.duties import register_duty
        from amana.upkeep import backups, locks, retention, rotations

        register_duty("locks.keep", 60, locks.keep_locks)
        register_duty("rotations.end", 600, rotations.end_what_is_done)
        register_duty("locks.destroy_old", 3600, locks.destroy_old_versions)
        register_duty("retention.clear", 86400, retention.clear_what_is_old)
        register_duty("backups.clear", 3600, backups.clear_overdue)
        locks.register_oldest_backup(backups.oldest_left)
