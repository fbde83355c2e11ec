"""The value of the section on screening: the entry with its sentences resolved, and plain values for the methods."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from amana.countrypacks.schema import I18n
from amana.intake.pack_sections.screening.shape import ScreeningEntry
from amana_methods.screening import RuleSet


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence to say aloud; `to_woman` is the same where a language has no other form for women."""

    text: I18n
    to_woman: I18n

    def to(self, sex: str | None) -> I18n:
        """Returns the words for somebody of this sex (the pack's list `sex`); for anybody not known to be a woman, `text`."""
        return self.to_woman if sex == "female" else self.text


@dataclass(frozen=True, slots=True)
class ConversationPart:
    """A part of the conversation in its order; `items` are screening items, gentle ones before painful ones.

    An item belongs to exactly one part. Which of them are asked depends on the profiles that fit.
    """

    id: str
    title: I18n
    open_prompt: Said
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ConversationWords:
    """What is said before the first question (consent K1), when she is distressed, when she stops, and at the end."""

    before_start: tuple[Said, ...]
    distressed: tuple[Said, ...]
    stop: tuple[Said, ...]
    close: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """What a country says of screening.

    `entry` is what its files say: the items, factors and needs, the results, the card and the rules. `conversation` has
    the parts in their order, `prompts` and `child_prompts` the sentence in which each item, factor of vulnerability or
    need is asked. `plain_indicators` and `plain_rules` are what the methods read.
    """

    entry: ScreeningEntry
    conversation: tuple[ConversationPart, ...]
    words: ConversationWords
    prompts: Mapping[str, Said]
    child_prompts: Mapping[str, Said]
    plain_indicators: tuple[dict[str, Any], ...]
    plain_rules: dict[str, Any]

    def rule_set(self) -> RuleSet:
        """Returns the rules as the methods use them. Raises RuleError where they make no sense."""
        return RuleSet.from_data(self.plain_rules, self.plain_indicators)
