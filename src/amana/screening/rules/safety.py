"""Whether the person can be asked at this sitting."""

from typing import Literal

from amana.screening.rules.interview import Sitting

type Obstacle = Literal["emergency_open", "exploiter_present", "family_present", "not_agreed"]


# Who may be in the room besides the screener, as the screener says it.
PRESENT = (
    "nobody",
    "interpreter",
    "chosen_person",
    "guardian",
    "lawyer",
    "relative",
    "stranger",
    "employer",
    "suspect",
)
IN_THE_WAY = frozenset({"employer", "suspect"})
ASKED_FOR = frozenset({"relative", "stranger"})


def not_now(sitting: Sitting) -> Obstacle | None:
    """Returns the reason not to ask her anything at this sitting; None where there is none.

    Urgent need comes first. With an employer or a suspect in the room nobody is asked; with a relative or somebody
    unknown only when she said, while alone, that she wants them there. Without her agreement there is no interview.
    """
    present = set(sitting.present)
    if sitting.urgent != "no":
        return "emergency_open"
    if present & IN_THE_WAY:
        return "exploiter_present"
    if present & ASKED_FOR and not sitting.she_asked:
        return "family_present"
    return None if sitting.words_said else "not_agreed"
