"""What is true about signs, triage cards and screenings: pure statements."""

from amana.intake.rules.advice import Advice, advice_on, differs, elements_of, facts_of, proposed_elements
from amana.intake.rules.conversation import (
    Part,
    Stage,
    chosen,
    neighbours,
    next_to_ask,
    order_of,
    parts_of,
    place_of,
    unknown_questions,
)
from amana.intake.rules.desk import SHOWN_FROM, Common, holds_a_number, in_common, rank, sound_ending, weight
from amana.intake.rules.interview import ANSWERS, Entry, Interview, Known, Sitting, Stop, begun_again, kept
from amana.intake.rules.safety import (
    ASKED_FOR,
    IN_THE_WAY,
    PRESENT,
    Hindrance,
    Status,
    hindrances,
    not_now,
    prompted_by,
    status_of,
    urgency_with_floor,
)

ACT = "act"

__all__ = [
    "ACT",
    "ANSWERS",
    "ASKED_FOR",
    "IN_THE_WAY",
    "PRESENT",
    "SHOWN_FROM",
    "Advice",
    "Common",
    "Entry",
    "Hindrance",
    "Interview",
    "Known",
    "Part",
    "Sitting",
    "Stage",
    "Status",
    "Stop",
    "advice_on",
    "begun_again",
    "chosen",
    "differs",
    "elements_of",
    "facts_of",
    "hindrances",
    "holds_a_number",
    "in_common",
    "kept",
    "neighbours",
    "next_to_ask",
    "not_now",
    "order_of",
    "parts_of",
    "place_of",
    "prompted_by",
    "proposed_elements",
    "rank",
    "sound_ending",
    "status_of",
    "unknown_questions",
    "urgency_with_floor",
    "weight",
]
