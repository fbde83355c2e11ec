"""The commands on messages: making one, calling it back, marking it done by a human; sending; notifying a desk."""

from amana.messages.commands.ending import (
    call_back,
    cancel_all_of,
    on_case_closed,
    on_consent_withdrawn,
    on_person_described,
    say_done,
)
from amana.messages.commands.keys import kind as kind_of_key
from amana.messages.commands.keys import renew_key
from amana.messages.commands.notices import send_notices, tell_unit
from amana.messages.commands.notifying import Preview, look, notify
from amana.messages.commands.sending import leave_to_humans, send_due

__all__ = [
    "Preview",
    "call_back",
    "cancel_all_of",
    "kind_of_key",
    "leave_to_humans",
    "look",
    "notify",
    "on_case_closed",
    "on_consent_withdrawn",
    "on_person_described",
    "renew_key",
    "say_done",
    "send_due",
    "send_notices",
    "tell_unit",
]
