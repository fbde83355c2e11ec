"""The room as a Django app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "amana.intake"
    label = "intake"

    def ready(self) -> None:
        """Grounds, my day, retention, and receivers of what cases announces."""
        from amana import my_day
        from amana.cases import events, numbers
        from amana.intake import leaving, queries
        from amana.intake.commands import news
        from amana.intake.commands.calls import clear_calls
        from amana.intake.commands.concerns import clear_concerns
        from amana.intake.queries import calls, concerns, told
        from amana.intake.sign_list import sign_list
        from amana.lists.declaring import register_list
        from amana.trust.authorise import register_ground
        from amana.trust.forgetting import case_forgotten
        from amana.upkeep import retention

        register_ground(queries.Sign, "intake", queries.grounds)
        register_ground(queries.Call, "intake", calls.grounds)
        register_ground(queries.Concern, "intake", concerns.grounds)
        leaving.register()
        register_list("signs", "intake:signs", lambda actor, _address: sign_list(actor, everything=False))
        register_list("all_signs", "intake:all_signs", lambda actor, _address: sign_list(actor, everything=True))
        retention.register_class("calls", clear_calls)
        retention.register_class("concerns", clear_concerns)
        my_day.register_source(calls.work)
        my_day.register_source(concerns.work)
        my_day.register_source(told.work)
        numbers.register_numbers(told.find_by_number)
        events.step_recorded.connect(news.on_step_recorded, dispatch_uid="intake.step_recorded")
        events.step_taken.connect(news.on_step_taken, dispatch_uid="intake.step_taken")
        events.case_opened.connect(news.on_case_opened, dispatch_uid="intake.case_opened")
        case_forgotten.connect(news.on_case_forgotten, dispatch_uid="intake.case_forgotten")
