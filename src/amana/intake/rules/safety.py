"""The urgency of a report after triage, what hinders an interview, and what has to be over before anybody is asked anything."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from amana_methods.screening import Prompt, RuleSet, observation_prompt

type Hindrance = Literal["card_missing", "emergency_open", "exploiter_present"]
type Status = Literal["received", "read", "looked_at", "closed"]


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


def status_of(*, read: bool, moved: bool, over: bool = False) -> Status:
    """The word a reporter gets: received, read, being looked at, or closed. Nothing about the person."""
    if over:
        return "closed"
    if moved:
        return "looked_at"
    return "read" if read else "received"


def prompted_by(rule_set: RuleSet, observations: Iterable[str]) -> Prompt:
    """Whether signs that somebody saw call for a full screening: enough of them, or one that always does."""
    return observation_prompt(rule_set, dict.fromkeys(set(observations) & rule_set.observations.keys(), "yes"))
