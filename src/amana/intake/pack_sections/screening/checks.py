"""Checks of the section on screening: every reference leads somewhere, and every question has its boxes."""

from collections.abc import Mapping

from amana.countrypacks.build.builder import Builder
from amana.countrypacks.schema import I18n
from amana.countrypacks.source import Key
from amana.intake.pack_sections.screening.shape import RepliesEntry, ScreeningEntry
from amana.intake.pack_sections.screening.value import Screening
from amana_methods.screening import ANSWERS, RuleError


def check_entry(builder: Builder, said: ScreeningEntry) -> None:
    """Checks everything that the entry refers to, and that each question has its boxes."""
    _check_indicators(builder, said)
    _check_rules(builder, said)
    _check_laws(builder, said)
    _check_card(builder, said)
    _check_boxes(builder, said)
    _check_needs(builder, said)


def _check_indicators(builder: Builder, said: ScreeningEntry) -> None:
    dimensions = {*said.dimensions, "observation", "context_sign"}
    for key, item in said.indicators.items():
        here = ("screening", "indicators", key)
        builder.check_known((*here, "set"), item.set, said.sets, "set of indicators")
        builder.check_known((*here, "dimension"), item.dimension, dimensions, "dimension")
        builder.check_all_known((*here, "applies_to"), item.applies_to, said.profiles, "profile")
        builder.check_all_known((*here, "maps_to"), item.maps_to, said.indicators, "indicator")
        if item.strength is not None and item.confidence is None and item.strength_basis is None:
            builder.tree.complain(here, "strength_basis is missing (a weight says where it comes from)")
        if item.strength is None and item.confidence is None:
            builder.tree.complain((*here, "confidence"), "is missing")
        if item.strength is not None and item.dimension not in said.dimensions:
            builder.tree.complain((*here, "strength"), "only an item of a dimension has a weight")
        for profile in item.strength or {}:
            builder.check_known((*here, "strength", profile), profile, item.applies_to, "profile of this item:")


def _check_rules(builder: Builder, said: ScreeningEntry) -> None:
    rules, at = said.rules, ("screening", "rules")
    prompts = rules.parameters.get("observation_prompt_always", [])
    builder.check_all_known((*at, "parameters", "observation_prompt_always"), prompts, said.indicators, "indicator")
    for name, share in rules.derived.items():
        for kind, members in share.items():
            here = (*at, "derived", name, kind)
            if kind == "any_positive":
                builder.check_all_known(here, members, said.dimensions, "dimension")
            elif kind == "any_true":
                builder.check_all_known(here, members, rules.derived, "derived value")
            elif kind == "share_of_profile_items_answered":
                builder.check_all_known(here, members, ANSWERS, "answer")
            else:
                builder.tree.complain(here, "is not known here")
    machine = builder.said.machines.get("procedure")
    places = {state for track in machine.tracks.values() for state in track.states} if machine is not None else set()
    for result, leads in rules.result_to_place.items():
        result_at = (*at, "result_to_place", result)
        builder.check_known(result_at, result, said.results, "result")
        builder.check_known((*result_at, "place"), leads.get("place", ""), places, "place")


def _check_laws(builder: Builder, said: ScreeningEntry) -> None:
    """Checks that what the definition of a law covers is asked."""
    for key, law in builder.said.laws.items():
        for part, elements in (law.definition.covers if law.definition else {}).items():
            known = said.rules.checklist.get(part, {})
            builder.check_all_known(("laws", key, "definition", "covers", part), elements, known, f"element of {part}")


def _check_boxes(builder: Builder, said: ScreeningEntry) -> None:
    """Checks that every element, fact and sign that is asked without a sentence of its own has its boxes, too."""
    rules, at = said.rules, ("screening", "rules")
    apart = {**rules.smuggling.elements, **rules.smuggling.signs}
    for key, wanted, given in (
        ("checklist_answers", rules.checklist, rules.checklist_answers),
        ("smuggling_answers", apart, rules.smuggling_answers),
    ):
        for name in wanted:
            if name not in given:
                builder.tree.complain((*at, key, name), "is missing (what stands in the boxes?)")
        for name in given:
            builder.check_known((*at, key, name), name, wanted, "question")
    shared = (("answers", ("unknown", "declined", "not_asked")), ("replies", RepliesEntry.model_fields))
    for key, wanted_words in shared:
        given_words: Mapping[str, I18n] = getattr(said, key)
        for name in wanted_words:
            if name not in given_words:
                builder.tree.complain(("screening", key, name), "is missing")
        for name in given_words:
            builder.check_known(("screening", key, name), name, wanted_words, "answer")


def _check_card(builder: Builder, said: ScreeningEntry) -> None:
    """Checks the observation card: a sign is an item without a weight, a language is in the list."""
    card, at = said.card, ("screening", "card")
    seen = [key for key, item in said.indicators.items() if item.strength is None]
    for key, question in card.questions.items():
        if question.observation is not None:
            builder.check_known((*at, "questions", key, "observation"), question.observation, seen, "observation")
    for language in card.contact_in:
        builder.check_known((*at, "contact_in", language), language, builder.said.lists["language"], "language")


def _check_needs(builder: Builder, said: ScreeningEntry) -> None:
    for key, need in said.needs.items():
        at: Key = ("screening", "needs", key)
        builder.check_known((*at, "service"), need.service, builder.service_codes(), "service")
        builder.check_known((*at, "urgency"), need.urgency, builder.said.urgency, "urgency")
    for key, factor in said.vulnerability.items():
        if factor.leads_to is not None:
            builder.check_known(("screening", "vulnerability", key, "leads_to"), factor.leads_to, said.needs, "need")


def check_method(builder: Builder, screening: Screening) -> None:
    """Checks that the methods can read the rules, and that every flag they know has its boxes."""
    try:
        flags = screening.rule_set().flags
    except RuleError as wrong:
        builder.tree.complain(("screening", "rules"), str(wrong))
        return
    for flag in sorted(flags - {"act"} - screening.entry.rules.flag_answers.keys()):
        at = ("screening", "rules", "flag_answers", flag)
        builder.tree.complain(at, "is missing (what stands in the boxes?)")
