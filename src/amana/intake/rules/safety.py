"""What is true about signs and triage cards, and what has to be over before anybody is asked anything."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from amana_methods.screening import Prompt, RuleSet, observation_prompt

if TYPE_CHECKING:
    from amana.intake.rules.interview import Sitting

type Hindrance = Literal["card_missing", "emergency_open", "exploiter_present", "family_present", "not_agreed"]
type Status = Literal["received", "read", "looked_at"]


def urgency_with_floor(urgency: str, *, danger: bool, most_urgent_first: Sequence[str]) -> str:
    """The urgency of a sign: danger that is stated or seen is the most urgent one, whatever was chosen.

    Source: pack key `urgency`, whose first entry has the shortest times.

    >>> urgency_with_floor("routine", danger=True, most_urgent_first=["immediate", "soon", "routine"])
    'immediate'
    """
    return most_urgent_first[0] if danger else urgency


def hindrances(card: Mapping[str, Any] | None) -> tuple[Hindrance, ...]:
    """What has to be over before anybody asks her questions: no card yet, an open emergency, an exploiter who listens.

    "Unknown" is no hindrance: asking is how it becomes known, and the card says to look first.
    """
    if card is None:
        return ("card_missing",)
    found: list[Hindrance] = []
    if "yes" in (card.get("immediate_danger_answer"), card.get("medical_emergency_answer")):
        found.append("emergency_open")
    if card.get("exploiter_present") == "yes":
        found.append("exploiter_present")
    return tuple(found)


# Who may be in the room beside the screener, as the screener says it.
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


def not_now(sitting: "Sitting") -> Hindrance | None:
    """What stands against asking her anything at this sitting; None where nothing does.

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


def status_of(*, read: bool, moved: bool) -> Status:
    """The word a reporter gets: received, read, or being looked at. Nothing about the person."""
    if moved:
        return "looked_at"
    return "read" if read else "received"


def prompted_by(rule_set: RuleSet, observations: Iterable[str]) -> Prompt:
    """Whether signs that somebody saw call for a full screening: enough of them, or one that always does."""
    return observation_prompt(rule_set, dict.fromkeys(set(observations) & rule_set.observations.keys(), "yes"))
