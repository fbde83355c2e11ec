"""The commands on a consent."""

from amana.consent.commands.answers import About, Said
from amana.consent.commands.confirming import confirm, look_at, reject
from amana.consent.commands.copies import clear_notices, say_destroyed
from amana.consent.commands.ending import (
    close_what_ran_out,
    end,
    on_case_forgotten,
    withdraw,
    withdraw_again,
    withdraw_all,
    withdraw_by_herself,
)
from amana.consent.commands.giving import agree, give_fields, give_sections, refuse
from amana.consent.commands.words import limits_for, open_words

__all__ = [
    "About",
    "Said",
    "agree",
    "clear_notices",
    "close_what_ran_out",
    "confirm",
    "end",
    "give_fields",
    "give_sections",
    "limits_for",
    "look_at",
    "on_case_forgotten",
    "open_words",
    "refuse",
    "reject",
    "say_destroyed",
    "withdraw",
    "withdraw_again",
    "withdraw_all",
    "withdraw_by_herself",
]
