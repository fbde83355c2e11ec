"""Checks a pack and its examples: the results that a lawyer wrote down must come out."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path as Folder
from typing import Any

from amana.countrypacks.deadlines import due_at
from amana.countrypacks.loader import PACKS, examples, read_pack, read_tree
from amana.countrypacks.source import Problem, Tree
from amana.countrypacks.tariffs import fine
from amana.countrypacks.values import Pack
from amana_methods.screening import RuleError, RuleSet, evaluate
from amana_methods.violence import Answer, Guide, care_at, classify, consent_at, contexts_of

type Example = Mapping[str, Any]


class NotAsExpected(Exception):
    """An example had another result, or asks for something the pack lacks."""


def check(name: str, packs: Folder = PACKS) -> list[Problem]:
    """Returns everything that is wrong with the pack: its shape, its references, its examples and those of what it extends."""
    found, problems = read_pack(name, packs)
    if found is None:
        return problems
    try:
        rule_set = RuleSet.from_data(found.rules, found.indicators)
    except RuleError as wrong:
        return [
            *problems,
            Problem(read_tree(name, packs)[0].mark(("screening", "rules")), "screening.rules", str(wrong)),
        ]
    problems += [
        Problem(
            read_tree(name, packs)[0].mark(("screening", "rules")),
            f"screening.rules.flag_answers.{flag}",
            "is missing (what stands in the boxes?)",
        )
        for flag in sorted(rule_set.flags - {"act"} - found.screening.rules.flag_answers.keys())
    ]
    runners: dict[str, Callable[[Example], None]] = {
        "screening": lambda example: _screening(rule_set, example),
        "tariffs": lambda example: _tariff(found, example),
        "deadlines": lambda example: _deadline(found, example),
        "letters": lambda example: _letter(found, example),
        "violence": lambda example: _violence(found, example),
    }
    for _shown, tree in examples(found.lineage, packs):
        problems += tree.problems
        _run(tree, runners)
        problems += [problem for problem in tree.problems if problem not in problems]
    return problems


def _run(tree: Tree, runners: Mapping[str, Callable[[Example], None]]) -> None:
    for kind, cases in tree.value.items():
        if kind not in runners:
            tree.complain((kind,), f"no examples of this kind are run (known: {', '.join(runners)})")
            continue
        for name, example in cases.items():
            try:
                runners[kind](example)
            except NotAsExpected as wrong:
                tree.complain((kind, name), str(wrong))
            except KeyError as wrong:
                tree.complain((kind, name), f"{wrong.args[0]} is missing, here or in the pack")


def _expect(what: str, wanted: object, got: object) -> None:
    if wanted != got:
        raise NotAsExpected(f"{what}: {wanted} was expected, {got} came out")


def _screening(rule_set: RuleSet, example: Example) -> None:
    try:
        result = evaluate(
            rule_set,
            profile=example["profile"],
            flags=example["flags"],
            answers=dict.fromkeys(example["present"], "yes"),
            rest=example["rest"],
        )
    except RuleError as wrong:
        raise NotAsExpected(str(wrong)) from wrong
    _expect("result", example["result"], result.result)
    _expect("rule", example["rule"], result.rule)


def _tariff(pack: Pack, example: Example) -> None:
    estimate = fine(pack.tariffs[example["tariff"]], example["days"], example["currency"])
    if "range" in example:
        _expect("range", example["range"], [estimate.least, estimate.most])
    else:
        _expect("fine", example["fine"], estimate.amount)


def _deadline(pack: Pack, example: Example) -> None:
    machine = pack.machine(example["machine"])
    deadline = (
        machine.periods[example["period"]].length
        if "period" in example
        else machine.transition(example["transition"]).deadline
    )
    if deadline is None:
        raise NotAsExpected("this step has no deadline")
    start = datetime.fromisoformat(example["start"])
    due = due_at(deadline, start, pack, example.get("when"))
    _expect("due", example["due"], due.isoformat())


def _letter(pack: Pack, example: Example) -> None:
    line = pack.waiver.wording[example["wording"]] if "wording" in example else pack.waiver.requests[example["request"]]
    text = line.text.text(example["language"])
    for name, value in example.get("fields", {}).items():
        text = text.replace(f"{{{name}}}", value)
    _expect("text", example["text"], text)


def _violence(pack: Pack, example: Example) -> None:
    """Checks type, contexts, deadlines and consent of an incident, as far as the example names them."""
    guide = Guide.from_data(pack.raw["violence"])
    given: tuple[Answer, ...] = ("yes", "no", "unknown")
    answers = {str(kind): answer for answer in given for kind in example.get(answer, ())}
    classified = classify(guide, answers, example.get("because_of_gender", "not_asked"))
    _expect("type", example["type"], classified.kind)
    _expect("possible", example.get("possible", [example["type"]]), list(classified.possible))
    _expect("ask", example.get("ask", []), list(classified.ask))
    contexts = contexts_of(guide, classified, example["facts"])
    _expect("contexts", example["contexts"], [name for name, holds in contexts.items() if holds])
    if "contexts_open" in example:
        _expect("contexts_open", example["contexts_open"], [n for n, holds in contexts.items() if holds is None])
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    least, most = (now - timedelta(hours=hours) for hours in example["hours"]) if "hours" in example else (None, None)
    care = care_at(guide, answers, now=now, first=most, last=least, sex=example.get("sex"))
    if "care" in example:
        _expect(
            "care",
            example["care"],
            {window.id: next(c.state for c in care if c.id == window.id) for window in guide.windows},
        )
    if "care_not_called_for" in example:
        _expect(
            "care_not_called_for",
            sorted(example["care_not_called_for"]),
            sorted(c.id for c in care if not c.called_for),
        )
    if "consent" in example:
        rows = consent_at(guide.ages, example["facts"]["age_at_incident"])
        _expect("consent", [example["consent"]], [{"child": row.child, "caregiver": row.caregiver} for row in rows])
