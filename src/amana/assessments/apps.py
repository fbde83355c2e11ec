"""The room as a Django app."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "amana.assessments"
    label = "assessments"

    def ready(self) -> None:
        """Registers grounds, my day, the case page, pages of a sign, and the receiver of intake's news of a child."""
        from amana import my_day
        from amana.assessments import queries
        from amana.assessments.commands import news
        from amana.assessments.queries import assessments, children
        from amana.cases import deeds
        from amana.intake import sign_page
        from amana.intake.commands import sharing
        from amana.intake.events import child_said
        from amana.trust.authorise import register_ground

        register_ground(queries.Assessment, "intake", assessments.grounds)
        my_day.register_source(assessments.work)
        deeds.register_deed(assessments.deeds)
        sign_page.register_panel("card", children.on_card)
        sign_page.register_deed(assessments.deeds)
        sharing.register_texts(assessments.texts_of)
        child_said.connect(news.on_child_said, dispatch_uid="assessments.child_said")
