# SPDX-License-Identifier: Apache-2.0
"""Plain data in, plain data out: one screening as a request of JSON values, and its answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from amana_methods.screening.ages import age_during
from amana_methods.screening.checklist import (
    act_means_purpose,
    checklist_advice,
    profiles_during,
    smuggling,
)
from amana_methods.screening.evaluation import Result, evaluate, strongest, summary
from amana_methods.screening.expressions import RuleError
from amana_methods.screening.laws import definitions_in_force, held_against, international, lacks
from amana_methods.screening.rules import LeadsTo, RuleSet

__all__ = ["RequestError", "screen", "screen_results"]

_KEYS = frozenset(
    {"id", "note", "profile", "profiles", "age", "kinds", "flags", "answers", "rest", "checklist", "smuggling",
     "territory", "day"}
)  # fmt: skip
_AGE_KEYS = frozenset({"born", "exploited_from", "exploited_to", "disputed"})
_SHAPE = '{"profile": "...", "flags": {"act": true}, "answers": {"ITEM": "yes"}, "rest": "no"}'


class RequestError(RuleError):
    """A request that cannot be read; `path` leads to the element, as keys and places in lists."""

    def __init__(self, path: Sequence[str | int], problem: str) -> None:
        self.path = tuple(path)
        self.problem = problem
        super().__init__(f"{shown_path(self.path)}: {problem}" if self.path else problem)


def shown_path(path: Sequence[str | int]) -> str:
    """Formats a path as people write it: [3].answers.ILO-DR01."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def screen(
    rule_set: RuleSet,
    request: Mapping[str, Any],
    *,
    today: date,
    ask_next: bool = True,
    laws: Mapping[str, Mapping[str, object]] | None = None,
) -> dict[str, Any]:
    """Returns what the answers of a request indicate, as plain JSON values.

    A request names a `profile`, or several `profiles`, or `age` and `kinds`, which choose them; `flags`, `answers` and
    `rest` as `evaluate` takes them; it may have `checklist` (elements of act, means and purpose) and `smuggling` (its
    elements and signs), each with their answers. `age` is in whole years while exploited, or "disputed", or {"born":
    ..., "exploited_from": ..., "exploited_to": ..., "disputed": ...}. `id` and `note` are given back or ignored.
    `territory` and `day` (of the act) with a checklist ask for the result under the UN Protocol and the law of that
    place and day among `laws`. Where several profiles fit, the most protective result is given, with the `others`.
    Raises RequestError, whose `path` leads to the element that is wrong.
    """
    if isinstance(request, dict) and "profile" in request and request.keys() <= _PLAIN:
        return _plain(rule_set, request, ask_next=ask_next)
    _known_keys(request)
    chosen, needs_checklist, child = _choose_profiles(rule_set, request, today)
    flags, answers = _mapping(request, "flags"), _mapping(request, "answers")
    rest = request.get("rest", "not_asked")
    checklist = _checklist(rule_set, request, child=child) if "checklist" in request or needs_checklist else None
    if checklist is not None and "act" in rule_set.flags and flags.get("act") is None and checklist["act"] is not None:
        flags = {**flags, "act": checklist["act"]}
    found: list[dict[str, Any]] = []
    for profile in chosen:
        given = {"profile": profile, "flags": flags, "answers": answers, "rest": rest}
        found.append(_plain(rule_set, given, ask_next=ask_next))
    if checklist is not None:
        found.append(checklist)
    found.sort(key=lambda each: -rule_set.protection_rank(each["result"], each["strength"]))
    answer = {**found[0]}
    if "id" in request:
        answer = {"id": request["id"], **answer}
    if len(found) > 1:
        answer["others"] = found[1:]
    if "smuggling" in request:
        answer["smuggling"] = _smuggling(rule_set, request, answers)
    if "territory" in request or "day" in request:
        answer["law"] = _law(rule_set, request, laws or {}, child=child)
    return answer


_PLAIN = frozenset({"profile", "flags", "answers", "rest"})


def screen_results(rule_set: RuleSet, request: Mapping[str, Any], *, today: date) -> list[Result]:
    """Returns the results behind `screen`, one for each profile that fits, the most protective first; for explanations."""
    _known_keys(request)
    chosen, _, _ = _choose_profiles(rule_set, request, today)
    results = [
        evaluate(
            rule_set,
            profile=profile,
            flags=_mapping(request, "flags"),
            answers=_mapping(request, "answers"),
            rest=request.get("rest", "not_asked"),
        )
        for profile in chosen
    ]
    ordered = []
    while results:
        ordered.append(strongest(rule_set, results))
        results.remove(ordered[-1])
    return ordered


def _plain(rule_set: RuleSet, request: Mapping[str, Any], *, ask_next: bool) -> dict[str, Any]:
    profile, flags, answers = request["profile"], request.get("flags", _NOTHING), request.get("answers", _NOTHING)
    if not (isinstance(profile, str) and isinstance(flags, Mapping) and isinstance(answers, Mapping)):
        _mapping(request, "flags")
        _mapping(request, "answers")
        raise RequestError(["profile"], "a text is expected")
    try:
        return summary(
            rule_set,
            profile=profile,
            flags=flags,
            answers=answers,
            rest=request.get("rest", "not_asked"),
            ask_next=ask_next,
        )
    except RuleError as wrong:
        raise _with_path(wrong) from wrong


_NOTHING: Mapping[str, Any] = {}


def _with_path(wrong: RuleError) -> RequestError:
    """Returns the error with its place as a path: "answers.ILO-DR01: ..." is about answers, ILO-DR01."""
    if isinstance(wrong, RequestError):
        return wrong
    place, _, problem = str(wrong).partition(": ")
    path: list[str | int] = list(place.split(".", 1))
    if problem.startswith("'") and path in (["answers"], ["checklist"], ["smuggling"]):
        path.append(problem[1:].partition("'")[0])
    if path == ["flags"]:
        path.append(problem.rpartition("'")[0].rpartition("'")[2])
    return RequestError(path, problem)


def _known_keys(request: object) -> None:
    if not isinstance(request, Mapping):
        raise RequestError([], f"an object is expected: {_SHAPE}")
    for key in request:
        if key not in _KEYS:
            raise RequestError([key], f"is not known here (known: {', '.join(sorted(_KEYS))})")


def _choose_profiles(rule_set: RuleSet, request: Mapping[str, Any], today: date) -> tuple[list[str], bool, bool]:
    """Returns the profiles to evaluate, whether the checklist is needed in addition, and whether she is a child."""
    ways = [way for way in ("profile", "profiles", "age") if way in request]
    if len(ways) > 1:
        raise RequestError([ways[1]], f"'{ways[0]}' chooses the profiles already")
    if "kinds" in request and ways != ["age"]:
        raise RequestError(["kinds"], "go with 'age', which chooses the profiles together with them")
    if not ways:
        raise RequestError(["profile"], f"is missing: {_SHAPE}")
    if ways == ["age"]:
        kinds = _names(request, "kinds") if "kinds" in request else []
        try:
            age = age_during(rule_set, **_age(request["age"], today))
            fitting = profiles_during(rule_set, age, frozenset(kinds))
        except RequestError:
            raise
        except RuleError as wrong:
            said, _, problem = str(wrong).partition(": ")
            raise RequestError(["age", said] if said != "kinds" else ["kinds"], problem) from wrong
        return list(fitting.profiles), fitting.checklist, age.child
    named = [request["profile"]] if ways == ["profile"] else _names(request, "profiles")
    if not named:
        raise RequestError(["profiles"], "at least one is needed")
    for place, profile in enumerate(named):
        path: list[str | int] = ["profile"] if ways == ["profile"] else ["profiles", place]
        if not isinstance(profile, str):
            raise RequestError(path, "a text is expected")
        if profile not in rule_set.profiles:
            raise RequestError(path, f"'{profile}' is not a profile of these rules")
    return list(dict.fromkeys(named)), False, any(profile.startswith("child") for profile in named)


def _age(age: object, today: date) -> dict[str, Any]:
    """Returns the age as `age_during` takes it."""
    if age == "disputed" or age is None:
        return {"today": today}
    if isinstance(age, int) and not isinstance(age, bool) and 0 <= age < 130:
        return {"born": date(today.year - age, 1, 1), "exploited_from": today, "today": today}
    if not isinstance(age, Mapping):
        raise RequestError(["age"], 'whole years, "disputed", or dates are expected')
    for key, value in age.items():
        if key not in _AGE_KEYS:
            raise RequestError(["age", key], f"is not known here (known: {', '.join(sorted(_AGE_KEYS))})")
        if key == "disputed" and not isinstance(value, bool):
            raise RequestError(["age", key], "true or false is expected")
        if key != "disputed" and not (value is None or isinstance(value, str) or _is_pair(value)):
            raise RequestError(["age", key], "a date like 2008, 2008-03 or 2008-03-21, or a pair of them, is expected")
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in age.items()}
    return {**given, "today": today}


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(each, str) for each in value)


def _checklist(rule_set: RuleSet, request: Mapping[str, Any], *, child: bool) -> dict[str, Any]:
    try:
        checklist = act_means_purpose(rule_set, _mapping(request, "checklist"), child=child)
        advice = checklist_advice(rule_set, checklist, child=child)
    except RuleError as wrong:
        raise _with_path(wrong) from wrong
    return {
        "result": advice.result,
        "rule": advice.rule,
        "strength": advice.strength,
        "profile": "checklist",
        "met": checklist.met,
        "act": checklist.act,
        "means": checklist.means,
        "purpose": checklist.purpose,
        "because": {part: list(elements) for part, elements in checklist.present.items()},
        "missing": list(checklist.missing),
        "leads_to": told_leads(advice.leads_to),
        "rules": rule_set.version,
    }


def _smuggling(rule_set: RuleSet, request: Mapping[str, Any], answers: Mapping[str, Any]) -> dict[str, Any]:
    try:
        heard = smuggling(rule_set, _mapping(request, "smuggling"), answers)
    except RuleError as wrong:
        raise _with_path(wrong) from wrong
    return {
        "indicated": heard.indicated,
        "because": list(heard.present),
        "missing": list(heard.missing),
        "against": {word: list(items) for word, items in heard.against.items()},
    }


def _law(
    rule_set: RuleSet, request: Mapping[str, Any], laws: Mapping[str, Mapping[str, object]], *, child: bool
) -> dict[str, Any]:
    """Returns the checklist under the UN Protocol and under each domestic definition in force there and then."""
    for key in ("territory", "day", "checklist"):
        if key not in request:
            raise RequestError([key], "is missing: the law is asked with territory, day and checklist")
    territory, written, answers = request["territory"], request["day"], _mapping(request, "checklist")
    if not isinstance(territory, str) or territory not in {
        each for law in laws.values() for each in _plain_list(law.get("territories"))
    }:
        raise RequestError(["territory"], f"'{territory}' is not a territory of these laws")
    try:
        day = date.fromisoformat(written)
    except (TypeError, ValueError) as wrong:
        raise RequestError(["day"], "a day like 2024-05-01 is expected") from wrong
    protocol = international(laws)
    found: dict[str, Any] = {"protocol": None, "domestic": []}
    if protocol is not None:
        held = held_against(rule_set, answers, protocol, child=child).checklist
        found["protocol"] = {"law": protocol.law, "met": held.met, "missing": list(held.missing)}
    for definition in definitions_in_force(laws, territory, day):
        there = held_against(rule_set, answers, definition, child=child)
        found["domestic"].append(
            {
                "law": definition.law,
                "words_of": definition.words_of,
                "met": there.checklist.met,
                "missing": list(there.checklist.missing),
                "differences": list(there.differences),
                "lacks": list(lacks(definition, protocol)) if protocol is not None else [],
            }
        )
    return found


def _plain_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _mapping(request: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = request.get(key, _NOTHING)
    if not isinstance(value, Mapping):
        raise RequestError([key], "an object with its answers is expected")
    return value


def _names(request: Mapping[str, Any], key: str) -> list[str]:
    value = request[key]
    if not isinstance(value, list):
        raise RequestError([key], "a list is expected")
    for at, name in enumerate(value):
        if not isinstance(name, str):
            raise RequestError([key, at], "a text is expected")
    return value


def told_leads(leads_to: LeadsTo | None) -> dict[str, Any] | None:
    """Returns where a result leads, as plain values."""
    if leads_to is None:
        return None
    return {"place": leads_to.place, "need": leads_to.need, "required": list(leads_to.required)}
