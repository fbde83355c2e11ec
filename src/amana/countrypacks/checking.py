"""Checks a pack and its examples: the results that a lawyer wrote down must come out."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path as Folder

from amana.countrypacks.deadlines import due_at
from amana.countrypacks.loader import PACKS, examples, read_pack
from amana.countrypacks.room_sections import Example, registered_sections
from amana.countrypacks.source import Problem, Tree
from amana.countrypacks.values import Pack

type Runner = Callable[[Pack, Example], None]


class NotAsExpected(Exception):
    """An example had another result, or asks for something the pack lacks."""


def check(name: str, packs: Folder = PACKS) -> list[Problem]:
    """Returns everything that is wrong with the pack: its shape, its references, its examples and those of what it extends."""
    found, problems = read_pack(name, packs)
    if found is None:
        return problems
    runners: dict[str, Runner] = {
        "deadlines": _deadline,
    }
    for section in registered_sections():
        runners |= section.examples
    for _shown, tree in examples(found.lineage, packs):
        problems += tree.problems
        _run(found, tree, runners)
        problems += [problem for problem in tree.problems if problem not in problems]
    return problems


def _run(pack: Pack, tree: Tree, runners: Mapping[str, Runner]) -> None:
    for kind, cases in tree.value.items():
        if kind not in runners:
            tree.complain((kind,), f"no examples of this kind are run (known: {', '.join(runners)})")
            continue
        for name, example in cases.items():
            try:
                runners[kind](pack, example)
            except NotAsExpected as wrong:
                tree.complain((kind, name), str(wrong))
            except KeyError as wrong:
                tree.complain((kind, name), f"{wrong.args[0]} is missing, here or in the pack")


def expect(what: str, wanted: object, got: object) -> None:
    """Raises NotAsExpected, which names both, when `got` is another than the example wants."""
    if wanted != got:
        raise NotAsExpected(f"{what}: {wanted} was expected, {got} came out")


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
    expect("due", example["due"], due.isoformat())
