"""The room as a Django app."""

from datetime import UTC, datetime

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "amana.exchange"
    label = "exchange"

    def ready(self) -> None:
        """Registers what this room adds to cases, the events it receives, and its duties of the worker."""
        from amana.cases.deeds import register_deed, register_early_deed
        from amana.cases.events import person_described
        from amana.consent.events import consent_withdrawn
        from amana.exchange import commands, registrations
        from amana.exchange.keys import halves_to_renew
        from amana.trust.duties import register_duty
        from amana.trust.forgetting import case_forgotten
        from amana.upkeep import rotations

        register_deed(registrations.deeds)
        register_early_deed(registrations.deeds)
        person_described.connect(commands.on_person_described, dispatch_uid="exchange.person_described")
        consent_withdrawn.connect(commands.on_consent_withdrawn, dispatch_uid="exchange.consent_withdrawn")
        case_forgotten.connect(commands.on_case_forgotten, dispatch_uid="exchange.case_forgotten")
        register_duty("exchange.enrol", 20, commands.enrol)
        register_duty("exchange.forget", 3600, commands.forget_what_ended)
        rotations.register(
            rotations.versioned_kind(
                "exchange", names=lambda: halves_to_renew(datetime.now(UTC).year), count=commands.counted_enrolled
            )
        )
