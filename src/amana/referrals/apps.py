"""The room as a Django app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "amana.referrals"
    label = "referrals"

    def ready(self) -> None:
        """Registers what referrals adds to cases, my day, the diary, the first day and the worker, and the events it receives."""
        from amana.cases.deeds import register_deed
        from amana.cases.events import case_closed, step_taken
        from amana.cases.numbers import register_numbers
        from amana.cases.panels import register_panel
        from amana.cases.story import register_story
        from amana.cases.subjects import register_subject
        from amana.consent.events import consent_withdrawn
        from amana.diary.entries import register_dates
        from amana.first_day.items import register_item
        from amana.lists.declaring import register_list
        from amana.my_day import register_source
        from amana.referrals import commands, leaving, queries, registrations
        from amana.referrals.first_day import DIRECTORY
        from amana.referrals.pack import TRACK
        from amana.referrals.referral_list import list_by_address
        from amana.trust.authorise import register_ground
        from amana.trust.duties import register_duty
        from amana.upkeep.retention import register_class

        register_ground(queries.Referral, "referral", queries.ground)
        register_subject(TRACK, commands.subject_in)
        leaving.register()
        register_list("referrals", "referrals:list", list_by_address, "side", "which")
        register_panel("main", 30, registrations.case_panel)
        register_panel("side", 10, registrations.helping)
        register_story(registrations.story)
        register_deed(registrations.deeds)
        register_source(registrations.work)
        register_dates(registrations.dates)
        register_item(DIRECTORY)
        register_numbers(registrations.find_by_number)
        register_class("referral_drafts", commands.clear_drafts)
        register_duty("referrals.clocks", 30, commands.run_clocks)
        step_taken.connect(commands.after_step, dispatch_uid="referrals.after_step")
        consent_withdrawn.connect(commands.on_consent_withdrawn, dispatch_uid="referrals.consent_withdrawn")
        case_closed.connect(commands.on_case_closed, dispatch_uid="referrals.case_closed")
