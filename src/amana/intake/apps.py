"""The room as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "amana.intake"
    label = "intake"

    def ready(self) -> None:
        """Grounds, my day, case page, and ears for what cases announces."""
        from amana.cases import deeds, events, panels, story, work
        from amana.intake import queries
        from amana.intake.commands import news
        from amana.intake.queries import assessments, told
        from amana.trust.authorise import register_ground
        from amana.trust.forgetting import case_forgotten

        for kind in queries.RECORDS:
            register_ground(kind, "intake", queries.grounds)
        work.register_source(told.work)
        story.register_story(told.story)
        deeds.register_deed(told.deeds)
        work.register_source(assessments.work)
        deeds.register_deed(assessments.deeds)
        panels.register_panel("side", 20, told.panel)
        events.step_recorded.connect(news.on_step_recorded, dispatch_uid="intake.step_recorded")
        events.step_taken.connect(news.on_step_taken, dispatch_uid="intake.step_taken")
        events.case_opened.connect(news.on_case_opened, dispatch_uid="intake.case_opened")
        case_forgotten.connect(news.on_case_forgotten, dispatch_uid="intake.case_forgotten")
