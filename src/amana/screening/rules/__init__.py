"""Rules of interviews: what is asked, what the answers indicate, when nobody is asked: pure functions."""

from amana.screening.rules.advice import (
    Advice,
    advice_on,
    differs,
    elements_of,
    facts_of,
    may_be_doubtful,
    proposed_elements,
)
from amana.screening.rules.conversation import (
    Part,
    Stage,
    choose_profiles,
    neighbours,
    next_to_ask,
    order_of,
    parts_of,
    place_of,
    unknown_questions,
)
from amana.screening.rules.interview import (
    ANSWERS,
    Entry,
    Interview,
    Known,
    Sitting,
    Stop,
    begin_again,
    doubtful,
    merge_changes,
    relied_on,
)
from amana.screening.rules.safety import ASKED_FOR, IN_THE_WAY, PRESENT, not_now

ACT = "act"

__all__ = [
    "ACT",
    "ANSWERS",
    "ASKED_FOR",
    "IN_THE_WAY",
    "PRESENT",
    "Advice",
    "Entry",
    "Interview",
    "Known",
    "Part",
    "Sitting",
    "Stage",
    "Stop",
    "advice_on",
    "begin_again",
    "choose_profiles",
    "differs",
    "doubtful",
    "elements_of",
    "facts_of",
    "may_be_doubtful",
    "merge_changes",
    "neighbours",
    "next_to_ask",
    "not_now",
    "order_of",
    "parts_of",
    "place_of",
    "proposed_elements",
    "relied_on",
    "unknown_questions",
]
