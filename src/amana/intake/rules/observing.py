"""The observation card: what the answers to its questions mean, without asking the person anything more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from amana_methods.screening import Answer, Prompt, RuleSet, observation_prompt

SEEN = ("yes", "no", "unknown")


@dataclass(frozen=True)
class CardQuestion:
    """A question of the card: a yes is the sign `observation`, or speaks of danger or of a child (`about`)."""

    id: str
    observation: str = ""
    about: str = ""


@dataclass(frozen=True)
class Seen:
    """What somebody saw: the answers by question of the card, and the signs of the country that were ticked."""

    answers: Mapping[str, str] = field(default_factory=dict)
    signs: frozenset[str] = frozenset()

    def about(self, what: str, questions: Iterable[CardQuestion]) -> str:
        """The answer on danger or on a child: a yes counts before an unknown, an unknown before a no.

        Unknown where the card does not ask for it or nobody answered.
        """
        given = {self.answers.get(each.id, "unknown") for each in questions if each.about == what}
        return next((answer for answer in ("yes", "unknown", "no") if answer in given), "unknown")


def signs_of(questions: Iterable[CardQuestion], seen: Seen) -> frozenset[str]:
    """The signs that were seen, each once, whichever way it was said."""
    asked = {each.observation for each in questions if each.observation and seen.answers.get(each.id) == "yes"}
    return seen.signs | asked


def prompt_of(rule_set: RuleSet, questions: Iterable[CardQuestion], seen: Seen) -> Prompt:
    """Whether the card calls for a full screening: enough signs, or one that always does. Unknown is never no."""
    asked = list(questions)
    given = {each.observation: seen.answers.get(each.id, "unknown") for each in asked if each.observation}
    said = {**given, **dict.fromkeys(signs_of(asked, seen), "yes")}
    answers = {name: cast("Answer", answer) for name, answer in said.items() if name in rule_set.observations}
    return observation_prompt(rule_set, answers)
