"""What is true about reports that lie side by side: how much two have in common, and which one comes first."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from amana_methods.digits import western_digits

type Common = Literal["district", "governorate", "observed", "language", "days"]
# How much each thing in common weighs; two reports are shown side by side from `SHOWN_FROM` on.
_WEIGHT: Mapping[Common, int] = {"district": 3, "governorate": 2, "observed": 2, "language": 1, "days": 1}
SHOWN_FROM = 3
NEAR_DAYS = 14
_DIGITS = re.compile(r"\d(?:[\s().+/-]{0,2}\d){6,}")


def in_common(
    one: Mapping[str, Any], other: Mapping[str, Any], *, governorate_of: Mapping[str, str], days_apart: float
) -> tuple[Common, ...]:
    """What the coded facts of two reports have in common, in the order of weight; nothing that nobody knows.

    `governorate_of` gives the governorate of a district.

    >>> in_common({"area_pcode": "D1"}, {"area_pcode": "D1"}, governorate_of={"D1": "G"}, days_apart=2)
    ('district', 'days')
    """
    found: list[Common] = []
    here, there = str(one.get("area_pcode") or ""), str(other.get("area_pcode") or "")
    if here and here == there and here in governorate_of:
        found.append("district")
    elif here and governorate_of.get(here, here) == governorate_of.get(there, there):
        found.append("governorate")
    if set(one.get("observations") or ()) & set(other.get("observations") or ()):
        found.append("observed")
    if one.get("language") and one.get("language") == other.get("language"):
        found.append("language")
    if days_apart <= NEAR_DAYS:
        found.append("days")
    return tuple(found)


def person_calls(call: Mapping[str, Any]) -> bool:
    """Whether the caller is the person herself. Only then are her language and her safe hours in the call's facts.

    >>> person_calls({"call_kind": "herself"}), person_calls({"call_kind": "about_somebody"}), person_calls({})
    (True, False, False)
    """
    return call.get("call_kind") == "herself"


def weight(common: Sequence[Common]) -> int:
    """How much that is in common weighs together."""
    return sum(_WEIGHT[each] for each in common)


def present(told: Mapping[str, Any], person: Mapping[str, Any], card: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of a sign now: the report `told`, and over it what triage found; an unanswered question changes nothing.

    >>> present({"urgency": "routine", "danger": "no"}, {"urgency": "immediate"}, {"immediate_danger_answer": "yes"})
    {'urgency': 'immediate', 'danger': 'yes'}
    >>> present({"danger": "yes", "child": "unknown"}, {}, {"immediate_danger_answer": "unknown", "child_flag": "no"})
    {'danger': 'yes', 'child': 'no'}
    """
    found = dict(told)
    if person.get("urgency"):
        found["urgency"] = person["urgency"]
    for name, answer in (("danger", "immediate_danger_answer"), ("child", "child_flag")):
        if card.get(answer) in ("yes", "no"):
            found[name] = card[answer]
    return found


def rank(facts: Mapping[str, Any], urgencies: Sequence[str]) -> int:
    """Where a sign stands in the list: 0 for danger that was said, then by urgency; what has none comes last.

    `urgencies` are the pack's, the most urgent first.

    >>> rank({"danger": "yes", "urgency": "immediate"}, ["immediate", "soon", "routine"])
    0
    >>> rank({"urgency": "routine"}, ["immediate", "soon", "routine"])
    3
    """
    if facts.get("danger") == "yes":
        return 0
    urgency = facts.get("urgency")
    return 1 + (urgencies.index(urgency) if urgency in urgencies else len(urgencies))


def holds_a_number(text: str) -> bool:
    """Whether a telephone number, a document's number or the like stands in a text: seven digits or more, of any script.

    >>> holds_a_number("the house with the green door, after 22:00"), holds_a_number("٠٧٥٠ ١٢٣ ٤٥٦٧")
    (False, True)
    """
    return _DIGITS.search(western_digits(text)) is not None
