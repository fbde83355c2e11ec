"""The room as a Django app."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "amana.screening"
    label = "screening"

    def ready(self) -> None:
        """Registers grounds, my day, the case page, the page of a sign, and the receivers of the signals of cases."""
        from amana import my_day
        from amana.cases import deeds, events, numbers, panels, story
        from amana.intake import sign_page, tabs
        from amana.intake.commands import sharing
        from amana.screening import queries
        from amana.screening.commands import news
        from amana.screening.queries import screenings, told
        from amana.trust.authorise import register_ground

        register_ground(queries.Screening, "intake", queries.grounds)
        my_day.register_source(told.work)
        numbers.register_numbers(told.find_by_number)
        story.register_story(told.story)
        deeds.register_deed(told.deeds)
        panels.register_panel("side", 20, told.panel)
        sign_page.register_panel("sign", told.on_sign)
        tabs.register_tab(told.tab)
        sharing.register_texts(screenings.texts_of)
        events.step_recorded.connect(news.on_step_recorded, dispatch_uid="screening.step_recorded")
        events.step_taken.connect(news.on_step_taken, dispatch_uid="screening.step_taken")
