"""The room as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "amana.cases"
    label = "cases"

    def ready(self) -> None:
        """Grounds, my day, story and deeds of the procedure."""
        from amana.cases import (
            commands,
            deeds,
            glass_work,
            leaving,
            linked,
            oversight_work,
            panels,
            queries,
            registrations,
            staying,
            story,
            work,
        )
        from amana.cases.queries import Procedure, glass
        from amana.trust import retention, rotations
        from amana.trust.authorise import register_ground
        from amana.trust.duties import register_duty
        from amana.trust.staying import register_check, register_grant_check
        from amana.trust.wall import register_record

        register_ground(Procedure, "cases", queries.grounds)
        register_record(Procedure, queries.wall_record)
        register_ground(glass.GlassGrant, "break_glass", glass.ground)
        register_record(glass.GlassGrant, lambda _record, _ground: "file")
        work.register_source(glass_work.work)
        work.register_source(oversight_work.work)
        register_check(staying.may_stay)
        register_grant_check(staying.glass_runs)
        leaving.register()
        work.register_source(registrations.work)
        story.register_story(registrations.story)
        deeds.register_deed(registrations.deeds)
        work.register_source(linked.work)
        panels.register_panel("side", 30, linked.panel)
        register_duty("cases.propose_links", 60, commands.propose_links)
        register_duty("cases.count_registers", 3600, commands.count_registers)
        register_duty("cases.finish_forgetting", 60, commands.finish_forgetting)
        retention.register_class("shift_notes", commands.clear_shift_notes)
        rotations.after("index", commands.forget_earlier_codes)
