"""The room as a Django app."""

from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    name = "amana.assistance"
    label = "assistance"

    def ready(self) -> None:
        """Registers grounds of deliveries; panels, story and actions of the case page; my day and the diary."""
        from amana import my_day
        from amana.assistance import commands, confirmations, leaving, queries, registrations
        from amana.assistance.stock_list import stock_list
        from amana.cases import conditions, confirming, deeds, events, panels, story
        from amana.consent import events as consents
        from amana.countrypacks.dates import day_of
        from amana.diary.entries import register_deadlines
        from amana.lists.declaring import register_list
        from amana.trust.forgetting import case_forgotten
        from amana.vault.clock import now

        queries.register_grounds()
        register_list("stock", "assistance:stock", lambda actor, _address: stock_list(actor, day_of(now())))
        leaving.register()
        conditions.register_help(queries.help_given)
        panels.register_panel("main", 40, registrations.money_and_items)
        panels.register_panel("main", 45, registrations.services)
        panels.register_panel("main", 50, registrations.plan)
        story.register_story(registrations.story)
        deeds.register_deed(registrations.deeds)
        my_day.register_source(registrations.work)
        register_deadlines(registrations.follow_ups)
        confirming.register_source(confirmations.MONEY)
        events.case_closed.connect(registrations.case_was_closed)
        for ended in (consents.consent_withdrawn, consents.consent_expired):
            ended.connect(commands.close_words, dispatch_uid="assistance.close_words")
        case_forgotten.connect(commands.on_case_forgotten, dispatch_uid="assistance.case_forgotten")
