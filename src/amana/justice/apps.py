"""The room as a Django app."""

from django.apps import AppConfig


class JusticeConfig(AppConfig):
    name = "amana.justice"
    label = "justice"

    def ready(self) -> None:
        """Registers what this room adds to cases, my day and the diary, and the events it receives."""
        from amana.cases.deeds import register_deed
        from amana.cases.events import step_taken
        from amana.cases.numbers import register_numbers
        from amana.cases.panels import register_panel
        from amana.cases.story import register_story
        from amana.cases.subjects import register_subject
        from amana.consent.events import consent_withdrawn
        from amana.diary.entries import register_dates
        from amana.justice import commands, leaving, queries, registrations
        from amana.justice.letter_list import letter_list
        from amana.justice.pack import LETTER, PROCEEDING
        from amana.lists.declaring import register_list
        from amana.my_day import register_source
        from amana.trust.authorise import register_ground

        register_ground(queries.Letter, "letter", queries.letter_ground)
        register_ground(queries.Proceeding, "proceeding", queries.proceeding_ground)
        register_ground(queries.JudgeRequest, "own_request", queries.request_ground)
        leaving.register()
        register_list("letters", "justice:list", lambda actor, _address: letter_list(actor))
        register_subject(LETTER, commands.letter_in)
        register_subject(PROCEEDING, commands.proceeding_in)
        register_panel("main", 35, registrations.panel)
        register_story(registrations.story)
        register_deed(registrations.deeds)
        register_source(registrations.work)
        register_dates(registrations.dates)
        register_numbers(registrations.find_by_number)
        step_taken.connect(commands.after_step, dispatch_uid="justice.after_step")
        consent_withdrawn.connect(commands.on_consent_withdrawn, dispatch_uid="justice.consent_withdrawn")
