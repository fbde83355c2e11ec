"""The room as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "amana.cases"
    label = "cases"

    def ready(self) -> None:
        """Grounds, my day, history and actions of the procedure."""
        from amana import my_day
        from amana.cases import (
            commands,
            consent_story,
            deeds,
            leaving,
            numbers,
            queries,
            registrations,
            staying,
            story,
        )
        from amana.cases.case_list import case_list
        from amana.cases.queries import Procedure
        from amana.lists.declaring import register_list
        from amana.trust.authorise import register_ground
        from amana.trust.staying import register_check
        from amana.trust.wall import register_record
        from amana.upkeep import retention

        register_ground(Procedure, "cases", queries.grounds)
        register_record(Procedure, queries.wall_record)
        register_check(staying.may_stay)
        leaving.register()
        register_list("cases", "cases:list", lambda actor, _address: case_list(actor), "which")
        my_day.register_source(registrations.work)
        numbers.register_numbers(numbers.cases_by_number)
        story.register_story(registrations.story)
        story.register_story(consent_story.story)
        deeds.register_deed(registrations.deeds)
        retention.register_class("shift_notes", commands.clear_shift_notes)
