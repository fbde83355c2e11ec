"""Explains why a screening has its result, in whole sentences in the reader's language.

The reasons are data (`amana_methods.screening.explain`); here each becomes one sentence, with the words of the pack.
`sentences` is for pages and papers; `paragraph` is what the command line prints.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext, pgettext

from amana.countrypacks.values import Pack
from amana.intake.pack_sections import SCREENING
from amana.screening import pack as says
from amana_methods.screening import Reason, Result, RuleSet, explain, screen, screen_results

_MOST_USEFUL = 3


def sentences(country: Pack, result: Result) -> list[str]:
    """Returns the result and its reasons, one sentence each, in the active language."""
    said = _SentenceBuilder(country)
    told = [said.outcome(result.profile, result.result, result.strength, result.rule)]
    told += [text for reason in explain(result) if (text := said.sentence(reason, result))]
    return told


def paragraph(
    country: Pack, rule_set: RuleSet, request: Mapping[str, Any], language: str, *, today: date, ask_next: bool = True
) -> str:
    """Returns the result of a request of plain values (see `amana_methods.screening.screen`), as one paragraph.

    Raises RequestError, whose `path` names the invalid element.
    """
    answer = screen(rule_set, request, today=today, ask_next=False, laws=country.raw["laws"])
    with translation.override(language):
        said = _SentenceBuilder(country)
        told: list[str] = []
        results = screen_results(rule_set, request, today=today)
        if answer["profile"] == "checklist":
            told.append(said.outcome("", answer["result"], answer["strength"], answer["rule"]))
            told += said.checklist(answer)
            others = results
        else:
            told += [each for each in sentences(country, results[0]) if ask_next or each not in said.asking(results[0])]
            others = results[1:]
        if others:
            words = [said.short(each.profile, each.result, each.strength) for each in others]
            told.append(gettext("In the other profiles that fit: %(results)s.") % {"results": _join_labels(words)})
        told += said.smuggling(answer.get("smuggling"))
        told.append(str(SCREENING.of(country).entry.rules.principles["P1"]))
        told.append(gettext("Rules %(version)s.") % {"version": answer["rules"]})
        return " ".join(told)


class _SentenceBuilder:
    """Builds the sentences with the labels of one pack."""

    def __init__(self, country: Pack) -> None:
        self.country = country
        rules = SCREENING.of(country).entry.rules
        self.rows = {
            row.id: row.label
            for tables in (rules.outcomes, rules.checklist_outcomes)
            for table in tables.values()
            for row in table
        }
        self.elements = {name: label for part in rules.checklist.values() for name, label in part.items()}

    def outcome(self, profile: str, result: str, strength: str | None, rule: str) -> str:
        """Returns the first sentence: what is indicated, by which row."""
        places = {
            "result": self._result(result, strength),
            "because": str(self.rows[rule]),
            "rule": rule,
            "profile": str(SCREENING.of(self.country).entry.profiles.get(profile, "")),
        }
        if not profile:
            return gettext("%(result)s. %(because)s (row %(rule)s, by act, means and purpose).") % places
        return gettext("%(result)s. %(because)s (row %(rule)s for: %(profile)s).") % places

    def short(self, profile: str, result: str, strength: str | None) -> str:
        """Returns a profile and its result, as an entry of a list."""
        places = {
            "profile": str(SCREENING.of(self.country).entry.profiles[profile]),
            "result": self._result(result, strength),
        }
        return gettext("%(profile)s: %(result)s") % places

    def sentence(self, reason: Reason, result: Result) -> str:
        """Returns the sentence of a reason; nothing for the row, which is in the first sentence."""
        items = {"items": self._labels(reason.items)}
        match reason.code:
            case "override":
                why = next(
                    each.why for each in SCREENING.of(self.country).entry.rules.overrides if each.id == reason.subject
                )
                return gettext("%(why)s (rule %(rule)s).") % {"why": why, "rule": reason.subject}
            case "dimension_positive":
                named = {"dimension": self._dimension(reason.subject), **items}
                return gettext("Indicated: %(dimension)s. Found there: %(items)s.") % named
            case "dimension_not_positive":
                named = {"dimension": self._dimension(reason.subject), **items}
                return gettext("Not enough by itself: %(dimension)s. Found there: %(items)s.") % named
            case "contradiction":
                rules = SCREENING.of(self.country).entry.rules
                why = next(each.why for each in rules.contradictions if each.id == reason.subject)
                named = {"why": str(why), "items": self._labels(reason.items[1:])}
                return gettext("Two answers do not fit together: %(why)s Found: %(items)s.") % named
            case "ruled_out":
                shares = {
                    "answered": _format_percent(result.completeness),
                    "ruled_out": _format_percent(result.ruled_out),
                }
                return (
                    gettext(
                        "Of the questions of this profile %(answered)s are answered, and in %(ruled_out)s the sign was not "
                        "there; what is not known or not said never counts as that."
                    )
                    % shares
                )
            case "declined":
                return gettext("The person preferred not to say: %(items)s.") % items
            case "rules_nothing_out":
                return (
                    gettext(
                        "Answered as not there, which rules nothing out, because two things are asked at once: %(items)s."
                    )
                    % items
                )
            case "required":
                return gettext("This result asks for: %(needed)s.") % {"needed": _describe_requirement(reason.subject)}
            case _:
                return "".join(self.asking(result, reason.code, reason.subject))

    def asking(self, result: Result, code: str = "", subject: str = "") -> list[str]:
        """What is open: facts that alone would change the row, what to ask next, what may matter on another day."""
        told = []
        for flag in result.open_flags:
            if code in ("", "flag_open") and subject in ("", flag):
                told.append(gettext("Not known, and it would change the result: %(fact)s") % {"fact": _fact(flag)})
        if result.ask_next and code in ("", "ask_next"):
            items = self._labels(result.ask_next[:_MOST_USEFUL])
            told.append(gettext("Most useful to ask next: %(items)s.") % {"items": items})
        if result.ask_again and code in ("", "ask_again"):
            items = self._labels(result.ask_again[:_MOST_USEFUL])
            told.append(gettext("Asked and not answered; on another day it may matter: %(items)s.") % {"items": items})
        return told

    def checklist(self, answer: Mapping[str, Any]) -> list[str]:
        """Returns what was found of act, means and purpose, and what is open."""
        found = [self.elements[element] for part in answer["because"].values() for element in part]
        told = [gettext("Found: %(items)s.") % {"items": _join_labels(found)}] if found else []
        if answer["missing"]:
            missing = _join_labels(_PARTS[part]() for part in answer["missing"])
            told.append(gettext("Still open: %(parts)s.") % {"parts": missing})
        if answer["leads_to"] is not None:
            told += [
                gettext("This result asks for: %(needed)s.") % {"needed": _describe_requirement(each)}
                for each in answer["leads_to"]["required"]
            ]
        return told

    def smuggling(self, heard: Mapping[str, Any] | None) -> list[str]:
        """Returns the signs of smuggling, which take nothing away."""
        if heard is None or not heard["because"]:
            return []
        rules = SCREENING.of(self.country).entry.rules
        words = {**rules.smuggling.elements, **rules.smuggling.signs}
        items = {"items": _join_labels(words[each] for each in heard["because"])}
        if heard["indicated"]:
            told = gettext("Beside it, smuggling is indicated: %(items)s.") % items
        else:
            told = gettext("Beside it, something of smuggling was heard: %(items)s.") % items
        against = [item for items in heard["against"].values() for item in items]
        if against:
            told += " " + gettext("What does not fit with it: %(items)s.") % {"items": self._labels(against)}
        return [told, str(rules.definition.smuggling)]

    def _result(self, result: str, strength: str | None) -> str:
        name = SCREENING.of(self.country).entry.results[result]
        if strength is None:
            return str(name)
        return gettext("%(result)s (%(strength)s)") % {"result": name, "strength": _STRENGTHS[strength]()}

    def _dimension(self, name: str) -> str:
        return str(SCREENING.of(self.country).entry.dimensions[name].title)

    def _labels(self, items: Iterable[str]) -> str:
        indicators = SCREENING.of(self.country).entry.indicators
        return _join_labels(indicators[item].label for item in items if item in indicators)


_STRENGTHS = {
    "low": lambda: pgettext("strength of a presumption", "low"),
    "standard": lambda: pgettext("strength of a presumption", "standard"),
    "strong": lambda: pgettext("strength of a presumption", "strong"),
}
_PARTS = {
    "act": lambda: gettext("what was done"),
    "means": lambda: gettext("by what means"),
    "purpose": lambda: gettext("for what purpose"),
}


def _describe_requirement(name: str) -> str:
    words = {"safety_plan": gettext("a safety plan"), "re_screen_date": gettext("a day on which to screen again")}
    return words.get(name, name)


def _fact(flag: str) -> str:
    """Returns a fact of the rules as the question that the interview asks."""
    if flag == "act":
        return gettext("Did somebody recruit, transport, transfer, harbour or receive the person?")
    return str(says.question(f"flag.{flag}").label)


def _join_labels(parts: Iterable[object]) -> str:
    """Joins several labels into one list; they contain commas themselves."""
    return pgettext("between the items of a list that hold commas", "; ").join(str(part) for part in parts)


def _format_percent(share: float) -> str:
    return f"{share:.0%}"
