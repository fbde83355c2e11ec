"""The room as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "amana.intake"
    label = "intake"

    def ready(self) -> None:
        """Grounds, my day, duties, and ears for what cases announces."""
        from amana.cases import events, work
        from amana.intake import queries, tabs
        from amana.intake.commands import letterbox, news, reporters
        from amana.intake.commands.calls import clear_calls
        from amana.intake.commands.concerns import clear_concerns
        from amana.intake.events import reporter_answered, status_changed
        from amana.intake.queries import calls, concerns, letters, told
        from amana.messages import receiving
        from amana.messages.commands import tell_unit
        from amana.trust.authorise import register_ground
        from amana.trust.duties import register_duty
        from amana.trust.forgetting import case_forgotten
        from amana.upkeep import retention, rotations

        register_ground(queries.Sign, "intake", queries.grounds)
        register_ground(queries.Call, "intake", calls.grounds)
        register_ground(queries.Concern, "intake", concerns.grounds)
        retention.register_class("calls", clear_calls)
        retention.register_class("concerns", clear_concerns)
        work.register_source(calls.work)
        work.register_source(concerns.work)
        work.register_source(told.work)
        events.step_recorded.connect(news.on_step_recorded, dispatch_uid="intake.step_recorded")
        events.step_taken.connect(news.on_step_taken, dispatch_uid="intake.step_taken")
        events.case_opened.connect(news.on_case_opened, dispatch_uid="intake.case_opened")
        case_forgotten.connect(news.on_case_forgotten, dispatch_uid="intake.case_forgotten")
        status_changed.connect(reporters.on_status_changed, dispatch_uid="intake.status_changed")
        reporter_answered.connect(reporters.on_reporter_answered, dispatch_uid="intake.reporter_answered")
        tabs.register_tab(letters.tab)
        receiving.register_receiver(letterbox.receive_message)
        letterbox.register_listener(tell_unit)
        rotations.register(letterbox.kind_of_key())
        register_duty("intake.card", 5, letterbox.renew_card)
        register_duty("intake.empty_box", 2, letterbox.empty_box)
        register_duty("intake.take_in_earlier", 60, letterbox.take_in_earlier)
