"""Every command carries its permission: a decorator of `amana.trust.authorise`.

A command is a public function in the `commands` of a room that takes an actor first.

`part_of_a_command` is no permission: it marks a function that commands share. Faces (pages, API, tasks, forms) may not
call such a part, because no permission would have been asked for before. Receivers of signals, the demo world and the
operator's tools may.
"""

import ast
import re
from collections.abc import Iterator, Mapping

from amana.commandline.project import PROJECT, SOURCE
from amana.development.checks.reading import Function, Module, chain, module_name, origin

_HOME = "amana.trust.authorise."
PERMISSIONS = frozenset(
    f"{_HOME}{name}" for name in ("needs", "needs_one_of", "needs_on_record", "decides", "anybody_signed_in")
)
PART = f"{_HOME}part_of_a_command"
_DECIDES = f"{_HOME}decides"
_ATOMIC = "django.db.transaction.atomic"
_LEFT_OUT = frozenset({"tests", "migrations", "settings"})
_MAY_CALL_PARTS = frozenset({"commands", "commands.py", "registrations.py", "apps.py", "demo", "verbs"})


def findings() -> list[str]:
    """Returns everything in the tree that is wrong with the permission of a command."""
    return faults(
        {
            str(file.relative_to(PROJECT)): file.read_text(encoding="utf-8")
            for file in sorted((SOURCE / "amana").rglob("*.py"))
            if _LEFT_OUT.isdisjoint(file.relative_to(SOURCE).parts)
        }
    )


def faults(texts: Mapping[str, str]) -> list[str]:
    """Returns `file:line: function: what is wrong`, for these files."""
    modules = {
        module.name: module
        for file, text in texts.items()
        if _holds_commands(file) and (module := Module(module_name(file), file, text))
    }
    found, parts = [], set[str]()
    for module in modules.values():
        for function in _public_with_an_actor(module):
            decorators = [_decorator(module, each) for each in function.decorator_list]
            where = f"{module.file}:{function.lineno}: {function.name}"
            if PART in decorators:
                parts.add(f"{module.name}.{function.name}")
            elif PERMISSIONS.isdisjoint(decorators):
                found.append(f"{where}: says nothing about permission")
            if {_DECIDES, _ATOMIC} <= set(decorators) and decorators.index(_DECIDES) < decorators.index(_ATOMIC):
                found.append(f"{where}: `decides` stands above `transaction.atomic`, which would keep what was written")
    return found + list(_parts_in_faces(texts, modules, parts))


def _holds_commands(file: str) -> bool:
    return not {"commands", "commands.py"}.isdisjoint(file.split("/"))


def _public_with_an_actor(module: Module) -> Iterator[Function]:
    """The module's public functions that take an actor first."""
    for each in module.tree.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and not each.name.startswith("_"):
            first = next(iter((*each.args.posonlyargs, *each.args.args)), None)
            if first is not None and (first.arg == "actor" or _is_actor(first.annotation)):
                yield each


def _is_actor(annotation: ast.expr | None) -> bool:
    return annotation is not None and "Actor" in re.split(r"\W+", ast.unparse(annotation))


def _decorator(module: Module, node: ast.expr) -> str:
    """Returns the full name of the decorator."""
    parts = chain(node.func if isinstance(node, ast.Call) else node)
    return module.full_name(parts) if parts else ""


def _parts_in_faces(texts: Mapping[str, str], modules: Mapping[str, Module], parts: set[str]) -> Iterator[str]:
    """Returns every place outside of commands that names a part of a command."""
    short = {part.rpartition(".")[2] for part in parts}
    for file, text in texts.items():
        if not _MAY_CALL_PARTS.isdisjoint(file.split("/")) or not any(name in text for name in short):
            continue
        face = Module(module_name(file), file, text)
        for node in ast.walk(face.tree):
            if not isinstance(node, ast.Name | ast.Attribute) or not (names := chain(node)):
                continue
            named = face.full_name(names)
            if named.rpartition(".")[2] in short and (made := origin(modules, named)) in parts:
                yield f"{file}:{node.lineno}: {made.rpartition('.')[2]}: is a part of commands, and no face may call it"
