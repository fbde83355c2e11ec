# SPDX-License-Identifier: Apache-2.0
"""Which kind of violence an incident was, in which context, which care is a matter of hours, and who consents at which age.

The types, contexts, hours and ages are data (`Guide.from_data`). Unknown is never "no", the order of the answers never
matters, and an answer that decides nothing changes nothing. The type is for statistics: it never decides which help
somebody gets, and care whose hours have passed is still shown. Explained in docs/understand/violence.md.
"""

from amana_methods.violence.ages import Age, consent_at
from amana_methods.violence.care import Care, care_at
from amana_methods.violence.conditions import Condition
from amana_methods.violence.contexts import contexts_of
from amana_methods.violence.guide import Guide, GuideError, Kind, Window
from amana_methods.violence.kinds import Answer, Classified, classify

__all__ = [
    "Age",
    "Answer",
    "Care",
    "Classified",
    "Condition",
    "Guide",
    "GuideError",
    "Kind",
    "Window",
    "care_at",
    "classify",
    "consent_at",
    "contexts_of",
]
