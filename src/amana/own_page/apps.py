"""The room as a Django app."""

from django.apps import AppConfig


class OwnPageConfig(AppConfig):
    name = "amana.own_page"
    label = "own_page"

    def ready(self) -> None:
        """My day, case page, a tab of the desk, duties, and what the letter box and the keys ask for."""
        from amana import my_day
        from amana.cases import deeds
        from amana.intake import tabs
        from amana.own_page import queries
        from amana.own_page.commands import take_words
        from amana.own_page.commands.forgotten import clear_feedback
        from amana.public_reports import commands as letterbox
        from amana.trust.duties import register_duty
        from amana.upkeep import retention, rotations

        retention.register_class("feedback", clear_feedback)
        my_day.register_source(queries.work)
        deeds.register_deed(queries.deeds)
        tabs.register_tab(queries.tab)
        letterbox.register_ways(queries.ways)
        rotations.also_counts("codes", queries.ways_in_use)
        register_duty("intake.take_words", 2, take_words)
