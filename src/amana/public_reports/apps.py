"""The room as a Django app."""

from django.apps import AppConfig


class PublicReportsConfig(AppConfig):
    name = "amana.public_reports"
    label = "public_reports"

    def ready(self) -> None:
        """What providers send, duties, the key of the box, a tab of the desk, and receivers of intake's events."""
        from amana.intake import tabs
        from amana.intake.events import reporter_answered, status_changed
        from amana.messages import receiving
        from amana.messages.commands import tell_unit
        from amana.public_reports import commands, queries
        from amana.public_reports.commands import reporters
        from amana.trust.duties import register_duty
        from amana.upkeep import rotations

        tabs.register_tab(queries.tab)
        status_changed.connect(reporters.on_status_changed, dispatch_uid="public_reports.status_changed")
        reporter_answered.connect(reporters.on_reporter_answered, dispatch_uid="public_reports.reporter_answered")
        receiving.register_receiver(commands.receive_message)
        commands.register_listener(tell_unit)
        rotations.register(commands.kind_of_key())
        register_duty("intake.card", 5, commands.renew_card)
        register_duty("intake.empty_box", 2, commands.empty_box)
        register_duty("intake.take_in_earlier", 60, commands.take_in_earlier)
