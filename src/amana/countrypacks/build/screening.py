"""Indicators, rules, the conversation and needs."""

from collections.abc import Mapping
from typing import Any

from amana.countrypacks import schema, values
from amana.countrypacks.build.builder import Builder
from amana.countrypacks.build.sentences import faults
from amana.countrypacks.schema import I18n
from amana.countrypacks.schema.base import LANGUAGES
from amana.countrypacks.source import Key
from amana_methods.screening import ANSWERS


def _build_sentence(entry: schema.SaidEntry) -> values.Said:
    return values.Said(entry.text, _to_woman(entry.text, entry.to_woman))


def _to_woman(text: I18n, forms: Mapping[schema.Language, str]) -> I18n:
    """Returns the text with the forms for a woman in the languages that have one."""
    return I18n(en=forms.get("en", text.en), ar=forms.get("ar", text.ar), ckb=forms.get("ckb", text.ckb))


class Screening(Builder):
    """Checks and resolves the screening."""

    def _screening(self) -> None:
        said = self.said.screening
        at: Key = ("screening",)
        dimensions = {*said.dimensions, "observation", "context_sign"}
        for key, item in said.indicators.items():
            here = (*at, "indicators", key)
            self.check_known((*here, "set"), item.set, said.sets, "set of indicators")
            self.check_known((*here, "dimension"), item.dimension, dimensions, "dimension")
            self.check_all_known((*here, "applies_to"), item.applies_to, said.profiles, "profile")
            self.check_all_known((*here, "maps_to"), item.maps_to, said.indicators, "indicator")
            if item.strength is not None and item.confidence is None and item.strength_basis is None:
                self.tree.complain(here, "strength_basis is missing (a weight says where it comes from)")
            if item.strength is None and item.confidence is None:
                self.tree.complain((*here, "confidence"), "is missing")
            if item.strength is not None and item.dimension not in said.dimensions:
                self.tree.complain((*here, "strength"), "only an item of a dimension has a weight")
            for profile in item.strength or {}:
                self.check_known((*here, "strength", profile), profile, item.applies_to, "profile of this item:")
        rules = said.rules
        prompts = rules.parameters.get("observation_prompt_always", [])
        self.check_all_known(
            (*at, "rules", "parameters", "observation_prompt_always"), prompts, said.indicators, "indicator"
        )
        for name, share in rules.derived.items():
            for kind, members in share.items():
                here = (*at, "rules", "derived", name, kind)
                if kind == "any_positive":
                    self.check_all_known(here, members, said.dimensions, "dimension")
                elif kind == "any_true":
                    self.check_all_known(here, members, rules.derived, "derived value")
                elif kind == "share_of_profile_items_answered":
                    self.check_all_known(here, members, ANSWERS, "answer")
                else:
                    self.tree.complain(here, "is not known here")
        places = {s for t in self.said.machines["procedure"].tracks.values() for s in t.states} if (
            "procedure" in self.said.machines
        ) else set()  # fmt: skip
        for result, leads in rules.result_to_place.items():
            self.check_known((*at, "rules", "result_to_place", result), result, said.results, "result")
            self.check_known(
                (*at, "rules", "result_to_place", result, "place"), leads.get("place", ""), places, "place"
            )

        self._card()
        self._findings()

    def _findings(self) -> None:
        """Checks that every element, fact and sign that is asked without a sentence of its own has its boxes, too."""
        rules, at = self.said.screening.rules, ("screening", "rules")
        apart = {**rules.smuggling.elements, **rules.smuggling.signs}
        for key, wanted, given in (
            ("checklist_answers", rules.checklist, rules.checklist_answers),
            ("smuggling_answers", apart, rules.smuggling_answers),
        ):
            for name in wanted:
                if name not in given:
                    self.tree.complain((*at, key, name), "is missing (what stands in the boxes?)")
            for name in given:
                self.check_known((*at, key, name), name, wanted, "question")
        shared = (("answers", ("unknown", "declined", "not_asked")), ("replies", schema.RepliesEntry.model_fields))
        for key, wanted_words in shared:
            said: Mapping[str, I18n] = getattr(self.said.screening, key)
            for name in wanted_words:
                if name not in said:
                    self.tree.complain(("screening", key, name), "is missing")
            for name in said:
                self.check_known(("screening", key, name), name, wanted_words, "answer")

    def _check_sentence(self, at: Key, text: I18n) -> None:
        """Checks a spoken sentence against the countable rules."""
        for language in LANGUAGES:
            for fault in faults(text.text(language), language):
                self.tree.complain((*at, language), fault)

    def _card(self) -> None:
        """Checks the observation card: a sign is an item without a weight, a language is in the list."""
        card, at = self.said.screening.card, ("screening", "card")
        seen = [key for key, item in self.said.screening.indicators.items() if item.strength is None]
        for key, question in card.questions.items():
            if question.observation is not None:
                self.check_known((*at, "questions", key, "observation"), question.observation, seen, "observation")
        for language in card.contact_in:
            self.check_known((*at, "contact_in", language), language, self.said.lists["language"], "language")

    def _conversation(self) -> tuple[values.ConversationPart, ...]:
        """Returns the parts with their items; an item that is in no part, or in two, is a problem."""
        indicators = self.said.screening.indicators
        parts, seen = [], set[str]()
        for key, entry in self.said.screening.conversation.parts.items():
            at: Key = ("screening", "conversation", "parts", key)
            for topic, items in entry.topics.items():
                self.check_all_known((*at, "topics", topic), items, indicators, "indicator")
                for item in items:
                    if item in seen:
                        self.tree.complain((*at, "topics", topic), f"{item} stands in the conversation twice")
                    seen.add(item)
            items = tuple(item for group in entry.topics.values() for item in group)
            self._check_sentence((*at, "open_prompt", "text"), entry.open_prompt.text)
            parts.append(values.ConversationPart(key, entry.title, _build_sentence(entry.open_prompt), items))
        for item in indicators:
            if item not in seen:
                self.tree.complain(("screening", "indicators", item), "belongs to no part of the conversation")
        return tuple(parts)

    def _conversation_words(self) -> values.ConversationWords:
        said = self.said.screening.conversation.words
        for moment in ("before_start", "distressed", "stop", "close"):
            if not said.get(moment):
                self.tree.complain(("screening", "conversation", "words", moment), "is missing")
        for moment, lines in said.items():
            for number, line in enumerate(lines):
                self._check_sentence(("screening", "conversation", "words", moment, number, "text"), line.text)
        words = {moment: tuple(_build_sentence(each) for each in lines) for moment, lines in said.items()}
        return values.ConversationWords(
            before_start=words.get("before_start", ()),
            distressed=words.get("distressed", ()),
            stop=words.get("stop", ()),
            close=words.get("close", ()),
        )

    def _prompts(self) -> dict[str, values.Said]:
        """Returns the sentences in which items, factors of vulnerability and needs are asked, by their id."""
        found = {}
        for section in ("indicators", "vulnerability", "needs"):
            entries: Mapping[str, schema.AsksEntry] = getattr(self.said.screening, section)
            for key, entry in entries.items():
                if entry.prompt is None:
                    self.tree.complain(("screening", section, key, "prompt"), "is missing (how is it asked?)")
                else:
                    self._check_sentence(("screening", section, key, "prompt"), entry.prompt)
                    found[key] = values.Said(entry.prompt, _to_woman(entry.prompt, entry.prompt_to_woman))
        return found

    def _child_prompts(self) -> dict[str, values.Said]:
        """Returns the sentences in which a child is asked, where they differ."""
        found = {}
        for section in ("indicators", "vulnerability", "needs"):
            entries: Mapping[str, schema.AsksEntry] = getattr(self.said.screening, section)
            for key, entry in entries.items():
                if entry.child is not None and entry.child.prompt is not None:
                    self._check_sentence(("screening", section, key, "child", "prompt"), entry.child.prompt)
                    found[key] = values.Said(entry.child.prompt, _to_woman(entry.child.prompt, entry.child.to_girl))
        return found

    def _indicators(self) -> tuple[dict[str, Any], ...]:
        """Returns the screening items as plain values, each with its id, in the order of the files."""
        return tuple({"id": key, **item} for key, item in self.tree.value["screening"]["indicators"].items())

    def _rules(self) -> dict[str, Any]:
        """Returns the rules as plain values, with the elements of act, means and purpose by id."""
        rules = dict(self.tree.value["screening"]["rules"])
        rules["act_means_purpose_checklist"] = {part: list(names) for part, names in rules.pop("checklist").items()}
        return rules

    def _needs(self, services: Mapping[str, values.Service]) -> None:
        said = self.said.screening
        for key, need in said.needs.items():
            at: Key = ("screening", "needs", key)
            self.check_known((*at, "service"), need.service, services, "service")
            self.check_known((*at, "urgency"), need.urgency, self.said.urgency, "urgency")
        for key, factor in said.vulnerability.items():
            if factor.leads_to is not None:
                self.check_known(("screening", "vulnerability", key, "leads_to"), factor.leads_to, said.needs, "need")
