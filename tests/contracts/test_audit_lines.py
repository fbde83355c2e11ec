"""Each code that a command writes into the audit log has a sentence, so that nobody has to read codes."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from django.utils import translation

from amana.commandline.project import SOURCE
from amana.releases.rules import State
from amana.trust.trail import sentences
from amana.upkeep import rotations

RECORDERS = frozenset({"record", "_mark", "shown_on_conflict", "_note"})
CODE = re.compile(r"[a-z]+\.[a-z_]+|refused")
# Codes that are put together when they are written: the pattern in the source, and what may stand in its place.
PUT_TOGETHER: Mapping[str, Iterable[str]] = {
    "cases.link_{answer}": ("same", "different", "later"),
    "reporting.release_{state}": (State.READY, State.STOPPED),
    "trust.{kind.name}_keys_retired": [kind.name for kind in rotations.all_kinds()],
    "trust.{kind}_keys_rotated": [kind.name for kind in rotations.all_kinds()],
    "trust.{what}": ("application_added", "application_removed", "codes_renewed", "passkey_added", "passkey_removed"),
}


def sources() -> dict[str, str]:
    """The text of every module of the platform, without its tests."""
    files = (file for file in SOURCE.glob("amana/**/*.py") if "tests" not in file.parts)
    return {str(file.relative_to(SOURCE)): file.read_text(encoding="utf-8") for file in files}


def codes_in(modules: Mapping[str, str]) -> dict[str, str]:
    """Each code that is recorded somewhere, with the place. A constant is looked up by its name in all modules."""
    read = {name: _read(text) for name, text in modules.items()}
    constants: dict[str, set[str]] = {}
    for constant, code in (pair for pairs, _calls in read.values() for pair in pairs):
        constants.setdefault(constant, set()).add(code)
    found: dict[str, str] = {}
    for name, (_pairs, calls) in read.items():
        for call in calls:
            for argument in call.args[:3]:
                found |= dict.fromkeys(_codes(argument, constants), f"{name}:{call.lineno}")
    return found


@cache
def _read(text: str) -> tuple[tuple[tuple[str, str], ...], tuple[ast.Call, ...]]:
    """The constants of a module that are codes, by name, and its calls that record; the same for each test that looks."""
    tree = ast.parse(text)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return tuple(_constants(tree)), tuple(call for call in calls if _called(call.func) in RECORDERS)


def _called(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _constants(tree: ast.AST) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            pairs = [(target, node.value) for target in targets]
            if isinstance(pairs[0][0], ast.Tuple) and isinstance(node.value, ast.Tuple):
                pairs = list(zip(pairs[0][0].elts, node.value.elts, strict=True))
            for target, value in pairs:
                code = value.value if isinstance(value, ast.Constant) else None
                if (
                    isinstance(target, ast.Name)
                    and target.id.isupper()
                    and isinstance(code, str)
                    and CODE.fullmatch(code)
                ):
                    yield target.id, code


def _codes(node: ast.expr, constants: Mapping[str, set[str]]) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        pattern = ast.unparse(node)[2:-1]
        if "." in pattern.partition("{")[0]:
            inside = re.compile(r"\{[^}]*\}")
            yield from (inside.sub(str(each), pattern) for each in PUT_TOGETHER[pattern])
    elif isinstance(node, ast.IfExp):
        yield from _codes(node.body, constants)
        yield from _codes(node.orelse, constants)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value):
        yield node.value
    elif isinstance(node, ast.Name | ast.Attribute) and _called(node) in constants:
        yield from constants[_called(node)]


def without_a_sentence(modules: Mapping[str, str]) -> list[str]:
    """The codes without a sentence, each with the place that writes it."""
    return [f"{where}: {code}" for code, where in codes_in(modules).items() if not sentences.has_sentence(code)]


def test_every_code_has_a_sentence() -> None:
    missing = without_a_sentence(sources())
    assert not missing, "say it in audit_lines.py of the room:\n" + "\n".join(missing)


def test_most_codes_are_found() -> None:
    found = codes_in(sources())
    assert len(found) > 230
    assert {"cases.searched", "trail.broken", "intake.screening_paused", "cases.link_same", "consent.refused"} <= set(
        found
    )


@pytest.mark.parametrize(
    "planted",
    [
        'record(actor, "cases.planted", row.id, now)',
        'record(actor, "cases.planted" if agree else "cases.opened", row.id, now)',
        'PLANTED: Final = "cases.planted"\ndef act():\n    trail.record(actor, queries.PLANTED, None, now)',
        'A, B = "cases.opened", "cases.planted"\nrecord(actor, B, None, now)',
    ],
)
def test_a_planted_code_is_found(planted: str) -> None:
    assert without_a_sentence({**sources(), "planted.py": planted})[0].endswith(": cases.planted")


def test_a_sentence_is_in_the_readers_language() -> None:
    with translation.override("ar"):
        assert sentences.sentence_of("cases.section_opened") == "فُتح قسم من ملف الحالة."
    with translation.override("ckb"):
        assert "کرایەوە" in sentences.sentence_of("cases.section_opened")
    with translation.override("en"):
        assert (
            sentences.sentence_of("cases.of_another_version") == "An entry of a kind that this version does not know."
        )


def test_no_code_is_said_twice() -> None:
    with pytest.raises(ValueError, match=r"cases\.opened"):
        sentences.register_sentences({"cases.opened": "again"})


def test_each_room_says_its_own_codes() -> None:
    for file in SOURCE.glob("amana/*/audit_lines.py"):
        assert Path(file).parent.name in {each.parent.name for each in SOURCE.glob("amana/*/apps.py")}
