"""Reads the parts of a country pack that screening uses: words and order of its questions, results of its decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from amana.countrypacks import I18n, pack, pack_folder
from amana.countrypacks.values import Pack
from amana.intake.pack import (
    BEGIN_SCREENING,
    INCONCLUSIVE,
    NO_INDICATION,
    OTHER_AFTER_SCREENING,
    PRESUME,
    SCREEN_AGAIN,
    SCREEN_AGAIN_FROM_OTHER,
    rule_set,
)
from amana.intake.pack_sections import SCREENING, AnswersEntry, RepliesEntry
from amana.process_state import follows_from_arguments
from amana.referrals.rules import age_span
from amana.screening.rules import Advice, Interview, Stage, advice_on
from amana_methods.screening import RuleSet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

SCREENINGS_BEGIN = frozenset({BEGIN_SCREENING, SCREEN_AGAIN, SCREEN_AGAIN_FROM_OTHER})
DECISIONS = frozenset({PRESUME, INCONCLUSIVE, OTHER_AFTER_SCREENING, NO_INDICATION})
# Results of the decisions: entries of the pack's list of results.
_DECIDED = {
    PRESUME: "presumed_victim",
    INCONCLUSIVE: "inconclusive",
    OTHER_AFTER_SCREENING: "other_protection",
    NO_INDICATION: "no_indication",
}
# Fields of the decisions: why it differs from the advice, and the safety plan of somebody at risk.
WHY_NOT, SAFETY_PLAN = "why_not_as_advised", "safety_plan_if_at_risk"


def result_of_decision(transition_id: str) -> str:
    """Returns the result that a decision gives, as an entry of the pack's list of results."""
    return _DECIDED[transition_id]


@follows_from_arguments
@lru_cache(maxsize=8)
def _stages(pack_id: str, packs: Path) -> tuple[Stage, ...]:
    screening = SCREENING.of(pack(pack_id, packs))
    phases = {name: dimension.phase for name, dimension in screening.entry.dimensions.items()}
    phase_of = {item: phases.get(entry.dimension) for item, entry in screening.entry.indicators.items()}
    parts = screening.conversation

    def fullest(phase: str) -> str:
        return max(parts, key=lambda part: sum(phase_of[item] == phase for item in part.items)).id

    also = {fullest("recruitment"): ("act",)}
    there = fullest("destination")
    also[there] = (*also.get(there, ()), "flags", "means", "purpose")
    apart = {item for items in screening.entry.rules.smuggling.against.values() for item in items}
    way = max(parts, key=lambda part: len(apart & set(part.items))).id
    also[way] = (*also.get(way, ()), "smuggling")
    return tuple(Stage(part.id, part.items, also.get(part.id, ())) for part in parts)


def stages() -> tuple[Stage, ...]:
    """Returns the conversation of this instance's pack.

    The acts are asked where recruitment is, smuggling where the way is, the rest of the checklist where exploitation
    is.
    """
    return _stages(pack().id, pack_folder())


@dataclass(frozen=True)
class Question:
    """The words of one question or open prompt: its name, and the sentence to read to her where the pack has one.

    `prompt_to_woman` is the same sentence for a woman; it differs in languages that address her in another form.
    `answers` are its boxes (none for an open prompt), `replies` the plain replies to this sentence. `observer`: the
    sentence is for the screener, who looks and listens, and is never read aloud. `leave` says why a child is not asked.
    """

    id: str
    label: I18n | StrPromise
    prompt: I18n | None
    prompt_to_woman: I18n | None = None
    answers: AnswersEntry | None = None
    replies: RepliesEntry | None = None
    observer: bool = False
    leave: I18n | None = None
    compound: bool = False

    @property
    def read_aloud(self) -> bool:
        """Returns whether there is a sentence to read to the person."""
        return self.prompt is not None and not self.observer

    @property
    def replies_aloud(self) -> RepliesEntry | None:
        """Returns the plain replies to the sentence; None where nothing is read to the person."""
        return self.replies if self.read_aloud else None


def question(question_id: str, *, child: bool = False) -> Question:
    """Returns the words of an item, of an element of the checklist (`check.x`) or of a fact of the rules (`flag.x`).

    With `child`, the sentence is the one for a child where the pack has another one.
    """
    country = pack()
    screening = SCREENING.of(country)
    rules = screening.entry.rules
    kind, _, name = question_id.partition(".")
    if kind == "open" and name:
        part = next(each for each in screening.conversation if each.id == name)
        return Question(question_id, part.title, part.open_prompt.text, part.open_prompt.to_woman)
    if kind == "check" and name:
        for group, elements in rules.checklist.items():
            if name in elements:
                return Question(question_id, elements[name], None, answers=rules.checklist_answers[group])
    if kind == "flag" and name:
        return Question(question_id, _flag_label(country, name), None, answers=rules.flag_answers[name])
    if kind == "smuggling" and name:
        apart = rules.smuggling
        label = {**apart.elements, **apart.signs}[name]
        return Question(question_id, label, None, answers=rules.smuggling_answers[name])
    item = screening.entry.indicators[question_id]
    said, replies, leave = screening.prompts[question_id], item.answers.replies, None
    if child and item.child is not None:
        said = screening.child_prompts.get(question_id, said)
        replies, leave = item.child.replies or replies, item.child.leave
    return Question(
        question_id,
        item.label,
        None if leave else said.text,
        None if leave else said.to_woman,
        item.answers,
        replies,
        item.asks == "observer",
        leave,
        item.compound,
    )


def asked_as_child(interview: Interview) -> bool:
    """Returns whether the sentences for a child are read: the person was under age, or nobody knows."""
    age = interview.age_that_counts
    return age is None or age < rule_set().profile_age_threshold


def wording() -> int:
    """Returns the version of the rules in whose wording questions are asked now."""
    return SCREENING.of(pack()).entry.rules.schema_version


def advise(interview: Interview, rules: RuleSet | None = None) -> Advice:
    """Returns the advice of these rules, or of this instance's own, on an interview.

    A "no" counts as not known under rules that are newer than the wording in which it may have been stored reversed.
    """
    used = rules or rule_set()
    version = int(used.version.partition("-")[0])
    return advice_on(used, interview, {name: since for name, since in doubtful_before().items() if since <= version})


def doubtful_before() -> Mapping[str, int]:
    """Maps each item to the version of the rules before which its "no" may have been stored reversed."""
    return {
        name: item.doubtful_before
        for name, item in SCREENING.of(pack()).entry.indicators.items()
        if item.doubtful_before is not None
    }


# Facts that the rules of screening need in addition to the indicators, as questions to the screener.
_FLAGS: Mapping[str, StrPromise] = {
    "sexual_exploitation_recorded": _("Was there any sexual exploitation?"),
    "sexual_act_under_force": _("Was there a sexual act under force or threat?"),
    "child_in_worst_form_of_labour": _(
        "A child in slavery, armed conflict, crime, or work that harms health or safety?"
    ),
    "exploitation_intended_not_yet_happened": _("Was exploitation planned that has not happened yet?"),
}
# Kinds of exploitation that lead to a profile and are no kind of their own in the pack's list.
_KINDS: Mapping[str, StrPromise] = {
    "forced_or_child_marriage_with_sexual_exploitation": _("Forced or child marriage with sexual exploitation"),
    "forced_marriage_without_sexual_exploitation": _("Forced marriage without sexual exploitation"),
}
_PURPOSE_OF_KIND = dict.fromkeys(_KINDS, "forced_marriage")


def _flag_label(country: Pack, flag: str) -> I18n | StrPromise:
    """Returns the question for a fact of the rules; else the description in the rules."""
    if flag in _FLAGS:
        return _FLAGS[flag]
    return next(
        rule.why for rule in SCREENING.of(country).entry.rules.overrides if flag in re.findall(r"[\w.-]+", rule.when)
    )


def kinds() -> tuple[tuple[str, str], ...]:
    """Returns the kinds of exploitation that lead to a profile or to the checklist, in the reader's language."""
    words = {option.id: str(option.label) for option in pack().lists["exploitation"]}
    words.update({kind: str(label) for kind, label in _KINDS.items()})
    named = dict.fromkeys(kind for group in _kind_groups().values() for kind in group)
    return tuple((kind, words.get(kind, kind)) for kind in named)


def _kind_groups() -> Mapping[str, list[str]]:
    groups: Mapping[str, list[str]] = SCREENING.of(pack()).plain_rules["profile_selection"]["exploitation_kinds"]
    return groups


def purposes_of(chosen: Iterable[str]) -> list[str]:
    """Returns kinds of exploitation as entries of the pack's list of exploitation."""
    known = {option.id for option in pack().lists["exploitation"]}
    found = dict.fromkeys(_PURPOSE_OF_KIND.get(kind, kind) for kind in chosen)
    return [kind for kind in found if kind in known]


def age_codes(years: int | None) -> dict[str, str]:
    """Returns the pack's age group and finer age for these years; nothing for an age that is not known."""
    if years is None:
        return {}
    fields = {field.id: field for field in pack().case_facts}
    found = {}
    for name in ("age_group", "age_band"):
        for option in fields[name].options if name in fields else ():
            span = age_span(option.id)
            if span is not None and span[0] <= years <= span[1]:
                found[name] = option.id
    return found


def screen_again_days() -> int:
    """Days until somebody is screened again, where no day was named. Source: screening parameter `re_screen_days`."""
    return int(rule_set().parameters.get("re_screen_days", 14))
