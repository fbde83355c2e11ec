"""The commands between organisations: opening and closing answering, making her findable, asking."""

from amana.exchange.commands.answering import close_answering, open_answering
from amana.exchange.commands.asking import ask
from amana.exchange.commands.enrolling import counted_enrolled, enrol, forget_what_ended
from amana.exchange.commands.finding import (
    agree_to_be_found,
    forget,
    on_case_forgotten,
    on_consent_withdrawn,
    on_person_described,
    refuse_to_be_found,
)

__all__ = [
    "agree_to_be_found",
    "ask",
    "close_answering",
    "counted_enrolled",
    "enrol",
    "forget",
    "forget_what_ended",
    "on_case_forgotten",
    "on_consent_withdrawn",
    "on_person_described",
    "open_answering",
    "refuse_to_be_found",
]
