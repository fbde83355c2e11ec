# SPDX-License-Identifier: Apache-2.0
"""What the answers of an interview indicate, why, and what to ask next.

The rules and questions are data (`RuleSet.from_data`); the result is advice to a person who decides. Unknown is never
"no", the order of the answers never matters, and one more "yes" never lowers protection.

- `evaluate`, `strongest`, `explain`: one profile, the most protective of several, the reasons as data for sentences.
- `questions` of a result: what is unknown and would change it, items and facts, the most valuable first.
- `age_during`, `profiles_during`: the age while exploited, with its precision, and the profiles it chooses.
- `act_means_purpose`, `checklist_advice`: the definition asked directly, and what it indicates by itself.
- `held_against`, `definitions_in_force`, `international`, `lacks`: the same checklist under the UN Protocol and under the
  law of that place and day, and what one lacks.
- `smuggling`: its elements, separate from trafficking. `observation_prompt`: when to screen at all.
- `record`, `replay`, `compare`: a result stored with its rules, calculated again, and compared under other rules.
- `screen`: the same from plain JSON values to plain JSON values.

Explained in docs/understand/screening.md.
"""

from amana_methods.screening.ages import AgeDuring, When, age_during
from amana_methods.screening.asking import Question
from amana_methods.screening.checklist import (
    Checklist,
    ChecklistAdvice,
    Profiles,
    Prompt,
    Smuggling,
    act_means_purpose,
    checklist_advice,
    observation_prompt,
    profiles_during,
    profiles_for,
    smuggling,
)
from amana_methods.screening.evaluation import (
    Answer,
    Answers,
    Contradiction,
    Dimension,
    Reason,
    Result,
    evaluate,
    explain,
    screen_again_on,
    strongest,
    summary,
)
from amana_methods.screening.expressions import ANSWERS, RuleError
from amana_methods.screening.keeping import Changes, compare, record, replay
from amana_methods.screening.laws import (
    CHILD_EXCEPTION,
    Definition,
    Held,
    definitions_in_force,
    held_against,
    international,
    lacks,
)
from amana_methods.screening.requests import RequestError, screen, screen_results, shown_path
from amana_methods.screening.rules import LeadsTo, RuleSet

__all__ = [
    "ANSWERS",
    "CHILD_EXCEPTION",
    "AgeDuring",
    "Answer",
    "Answers",
    "Changes",
    "Checklist",
    "ChecklistAdvice",
    "Contradiction",
    "Definition",
    "Dimension",
    "Held",
    "LeadsTo",
    "Profiles",
    "Prompt",
    "Question",
    "Reason",
    "RequestError",
    "Result",
    "RuleError",
    "RuleSet",
    "Smuggling",
    "When",
    "act_means_purpose",
    "age_during",
    "checklist_advice",
    "compare",
    "definitions_in_force",
    "evaluate",
    "explain",
    "held_against",
    "international",
    "lacks",
    "observation_prompt",
    "profiles_during",
    "profiles_for",
    "record",
    "replay",
    "screen",
    "screen_again_on",
    "screen_results",
    "shown_path",
    "smuggling",
    "strongest",
    "summary",
]
