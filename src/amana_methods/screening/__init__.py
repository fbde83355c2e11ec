# SPDX-License-Identifier: Apache-2.0
"""What the answers of an interview indicate, why, and what to ask next.

The rules and questions are data (`RuleSet.from_data`); the result is advice to a person who decides. Unknown is never
"no", the order of the answers never matters, and one more "yes" never lowers protection.
Explained in docs/understand/screening.md.
"""

from amana_methods.screening.checklist import (
    Checklist,
    Profiles,
    Prompt,
    act_means_purpose,
    observation_prompt,
    profiles_for,
)
from amana_methods.screening.evaluation import Answer, Answers, Dimension, Reason, Result, evaluate, explain, strongest
from amana_methods.screening.expressions import RuleError
from amana_methods.screening.rules import RuleSet

__all__ = [
    "Answer",
    "Answers",
    "Checklist",
    "Dimension",
    "Profiles",
    "Prompt",
    "Reason",
    "Result",
    "RuleError",
    "RuleSet",
    "act_means_purpose",
    "evaluate",
    "explain",
    "observation_prompt",
    "profiles_for",
    "strongest",
]
