"""What is kept of signs and triage cards in the working drawer: references, moments, ids.

What was seen and what was told is sealed (`sealed`) or locked as facts under the same id.
`supervised_by` is the unit that supervised the intake when the record was made; it holds a key as well.
"""

from amana.intake.models.desk import Call, Concern, Joined
from amana.intake.models.signs import ContactCards, Reply, Sign, SignFile, TriageCard

__all__ = [
    "Call",
    "Concern",
    "ContactCards",
    "Joined",
    "Reply",
    "Sign",
    "SignFile",
    "TriageCard",
]
