"""The room as a Django app."""

from django.apps import AppConfig


class EmergenciesConfig(AppConfig):
    name = "amana.emergencies"
    label = "emergencies"

    def ready(self) -> None:
        """Registers the ground of an emergency, its record, its items of my day, and when its pages close."""
        from amana import my_day
        from amana.cases.rules import GROUND
        from amana.emergencies import access_work, queries, staying, work
        from amana.trust.authorise import register_ground
        from amana.trust.staying import register_grant_check
        from amana.trust.wall import register_record

        register_ground(queries.GlassGrant, GROUND, queries.ground)
        register_record(queries.GlassGrant, lambda _record, _ground: "file")
        my_day.register_source(work.work)
        my_day.register_source(access_work.work)
        register_grant_check(staying.glass_runs)
