"""What is kept of signs, triage cards and screenings in the working drawer: references, moments, ids.

What was seen, what was answered and what is indicated is sealed (`sealed`) or locked as facts under the same id.
`supervised_by` is the unit that supervised the intake when the record was made; it holds a key as well.
"""

from amana.intake.models.desk import Call, Concern, Joined
from amana.intake.models.own_page import Feedback, OwnPage, OwnWord
from amana.intake.models.public import Card, Letter, PublicReport, SignFile
from amana.intake.models.signs import (
    Assessment,
    ContactCards,
    Reply,
    RuleSetText,
    Screening,
    Sign,
    Task,
    TriageCard,
    TypedSheet,
)

__all__ = [
    "Assessment",
    "Call",
    "Card",
    "Concern",
    "ContactCards",
    "Feedback",
    "Joined",
    "Letter",
    "OwnPage",
    "OwnWord",
    "PublicReport",
    "Reply",
    "RuleSetText",
    "Screening",
    "Sign",
    "SignFile",
    "Task",
    "TriageCard",
    "TypedSheet",
]
