# SPDX-License-Identifier: Apache-2.0
"""The checklist compared with a definition in law, and what one definition lacks that another one has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from amana_methods.screening.checklist import Checklist, any_of, check_elements, checklist_of
from amana_methods.screening.evaluation import Answers
from amana_methods.screening.expressions import RuleError
from amana_methods.screening.rules import RuleSet

__all__ = ["CHILD_EXCEPTION", "Definition", "Held", "definitions_in_force", "held_against", "international", "lacks"]

# The name of a difference that is no element: the other definition asks for no means where the person is a child.
CHILD_EXCEPTION = "child_exception"


@dataclass(frozen=True, slots=True)
class Definition:
    """Trafficking as one law defines it, in the elements of the checklist.

    `law` is the instrument in force (it may take over the words of another one, `words_of`). `at_least` are parts whose
    list is a minimum: something that is not on it is neither named nor ruled out.
    """

    law: str
    words_of: str
    covers: Mapping[str, frozenset[str]]
    means_needed_for_child: bool
    at_least: frozenset[str] = frozenset()
    international: bool = False


@dataclass(frozen=True, slots=True)
class Held:
    """The checklist under one definition, and the differences that mattered here.

    `differences` are elements that were answered yes and that the definition does not name, by name, and
    `child_exception` where it asks for a means that was not found, although the person is a child.
    """

    definition: Definition
    checklist: Checklist
    differences: tuple[str, ...]


def definitions_in_force(laws: Mapping[str, Mapping[str, object]], territory: str, day: date) -> tuple[Definition, ...]:
    """Returns the domestic definitions of trafficking in force in the territory on the day of the act, newest first.

    `laws` are instruments with territories, valid_from, valid_to (dates or ISO texts), incorporates and definition; one
    without a beginning has always been in force. An empty answer is valid too: then trafficking was not defined there
    and then, and other law applied. International ones are left out; see `international`.
    """
    found: list[tuple[date, Definition]] = []
    for law, said in laws.items():
        definition = _definition(law, laws)
        if definition is None or definition.international or territory not in _list(said.get("territories")):
            continue
        begins, ends = _day(said.get("valid_from")) or date.min, _day(said.get("valid_to")) or date.max
        if begins <= day <= ends:
            found.append((begins, definition))
    return tuple(definition for _, definition in sorted(found, key=lambda each: each[0], reverse=True))


def international(laws: Mapping[str, Mapping[str, object]]) -> Definition | None:
    """Returns the international definition among the laws (the UN Protocol), for every place and day; None without one."""
    definitions = (_definition(law, laws) for law in laws)
    return next((each for each in definitions if each is not None and each.international), None)


def held_against(rule_set: RuleSet, answers: Answers, definition: Definition, *, child: bool) -> Held:
    """Returns the checklist under this definition.

    An element that the definition does not name has no effect there, and is among the differences when it was answered
    yes. Raises RuleError for an element that the checklist lacks.
    """
    check_elements(rule_set, answers)
    named = {
        part: tuple(element for element in elements if element in definition.covers.get(part, frozenset()))
        for part, elements in rule_set.checklist.items()
    }
    beyond = {
        part: tuple(e for e in elements if e not in named[part] and answers.get(e) == "yes")
        for part, elements in rule_set.checklist.items()
    }
    parts = {part: any_of(answers, elements) for part, elements in named.items()}
    for part in definition.at_least:
        if parts.get(part) is False and beyond[part]:
            parts[part] = None
    means_needed = definition.means_needed_for_child or not child
    differences = sorted(element for elements in beyond.values() for element in elements)
    if child and definition.means_needed_for_child and parts["means"] is not True:
        differences.append(CHILD_EXCEPTION)
    checklist = checklist_of(parts, means_needed=means_needed, answers=answers, elements=named)
    return Held(definition, checklist, tuple(differences))


def lacks(definition: Definition, other: Definition) -> tuple[str, ...]:
    """Returns what `other` has and `definition` lacks, regardless of the answers: elements by name, then the child exception."""
    elements = sorted(
        element for part, named in other.covers.items() for element in named - definition.covers.get(part, frozenset())
    )
    if definition.means_needed_for_child and not other.means_needed_for_child:
        elements.append(CHILD_EXCEPTION)
    return tuple(elements)


def _definition(law: str, laws: Mapping[str, Mapping[str, object]]) -> Definition | None:
    words_of, seen = law, {law}
    while not isinstance(said := laws[words_of].get("definition"), Mapping):
        following = laws[words_of].get("incorporates")
        if not isinstance(following, str) or following in seen or following not in laws:
            return None
        words_of = following
        seen.add(words_of)
    covers = said.get("covers")
    if not isinstance(covers, Mapping) or not covers:
        return None
    return Definition(
        law=law,
        words_of=words_of,
        covers={str(part): frozenset(_list(names)) for part, names in covers.items()},
        means_needed_for_child=said.get("means_needed_for_child") is True,
        at_least=frozenset(_list(said.get("at_least"))),
        international=said.get("international") is True,
    )


def _list(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, Sequence) and not isinstance(value, str) else []


def _day(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as wrong:
        raise RuleError(f"laws: '{value}' is not a day") from wrong
