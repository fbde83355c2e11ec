"""The room as a Django app."""

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "amana.duplicates"
    label = "duplicates"

    def ready(self) -> None:
        """Registers rows of my day, a panel of the case page, the worker's duties, and receivers that keep the index."""
        from amana import my_day
        from amana.cases import events, panels
        from amana.duplicates import commands, linked
        from amana.duplicates.commands import indexing
        from amana.trust.duties import register_duty
        from amana.upkeep import rotations

        my_day.register_source(linked.work)
        panels.register_panel("side", 30, linked.panel)
        events.person_described.connect(indexing.on_person_described, dispatch_uid="duplicates.person_described")
        events.facts_changed.connect(indexing.on_facts_changed, dispatch_uid="duplicates.facts_changed")
        register_duty("cases.propose_links", 60, commands.propose_links)
        register_duty("cases.count_registers", 3600, commands.count_registers)
        rotations.after("index", commands.forget_earlier_codes)
