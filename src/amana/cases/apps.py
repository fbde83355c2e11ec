"""The room as a Django app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "amana.cases"
    label = "cases"

    def ready(self) -> None:
        """Grounds, my day, story and deeds of the procedure."""
        from amana.cases import deeds, queries, registrations, story, work
        from amana.cases.queries import Procedure
        from amana.trust.authorise import register_ground

        register_ground(Procedure, "cases", queries.grounds)
        work.register_source(registrations.work)
        story.register_story(registrations.story)
        deeds.register_deed(registrations.deeds)
