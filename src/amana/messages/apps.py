"""The room as a Django app."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "amana.messages"
    label = "messages"

    def ready(self) -> None:
        """Registers what messages adds to a case and to my day, the events it receives, and its duties of the worker."""
        from amana.cases.deeds import register_deed
        from amana.cases.events import case_closed, person_described
        from amana.consent.events import consent_expired, consent_withdrawn
        from amana.messages import commands, receiving, registrations
        from amana.my_day import register_source
        from amana.trust.duties import register_duty
        from amana.upkeep import rotations

        register_deed(registrations.deeds)
        register_source(registrations.work)
        person_described.connect(commands.on_person_described, dispatch_uid="messages.person_described")
        consent_withdrawn.connect(commands.on_consent_withdrawn, dispatch_uid="messages.consent_withdrawn")
        consent_expired.connect(commands.on_consent_withdrawn, dispatch_uid="messages.consent_expired")
        case_closed.connect(commands.on_case_closed, dispatch_uid="messages.case_closed")
        register_duty("messages.send", 20, commands.send_due)
        register_duty("messages.notices", 20, commands.send_notices)
        register_duty("messages.fetch_mail", 60, receiving.fetch_mail)
        rotations.register(commands.kind_of_key())
        register_duty("messages.renew_key", 3600, commands.renew_key)
