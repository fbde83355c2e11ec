"""Commands of a screening: ask, keep answers, type in a sheet, end it, look at it a second time."""

from amana.screening.commands.screening import (
    advise,
    choose_profile,
    end_screening,
    explain_stop,
    keep_answers,
    open_screening,
    pause_screening,
    resume_screening,
    sit_down,
)
from amana.screening.commands.second_look import AT_ONCE, SecondLook, look_again, second_look_done
from amana.screening.commands.sheets import open_sheets, type_in

__all__ = [
    "AT_ONCE",
    "SecondLook",
    "advise",
    "choose_profile",
    "end_screening",
    "explain_stop",
    "keep_answers",
    "look_again",
    "open_screening",
    "open_sheets",
    "pause_screening",
    "resume_screening",
    "second_look_done",
    "sit_down",
    "type_in",
]
