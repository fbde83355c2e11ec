"""Reads Python modules without running them: what a name refers to, and which names of modules code writes to."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

type Function = ast.FunctionDef | ast.AsyncFunctionDef

_WRITERS = frozenset(
    "add append appendleft clear connect discard extend extendleft insert move_to_end pop popitem popleft remove"
    " reset reverse rotate set setdefault sort subtract update".split()
)
_AT_DEFINITION = frozenset({"__init_subclass__", "__set_name__"})


@dataclass(frozen=True)
class Module:
    """One file, by the name under which it is imported."""

    name: str
    file: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Returns its syntax tree."""
        return ast.parse(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """Returns its lines, the first one at 0."""
        return self.text.splitlines()

    @cached_property
    def imports(self) -> dict[str, str]:
        """Maps each name here to the full name of what it imports; imports inside functions included."""
        found: dict[str, str] = {}
        for statement in statements(self.tree.body):
            if isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
                found |= {each.asname or each.name: f"{statement.module}.{each.name}" for each in statement.names}
            elif isinstance(statement, ast.Import):
                firsts = (each.name.partition(".")[0] for each in statement.names if not each.asname)
                found |= {each.asname: each.name for each in statement.names if each.asname} | {
                    each: each for each in firsts
                }
        return found

    def full_name(self, parts: tuple[str, ...], owner: str = "") -> str:
        """Returns what a chain of names refers to; `owner` is the class whose method says `self` or `cls`."""
        first, *rest = parts
        if first in ("self", "cls"):
            return ".".join([self.name, owner, *rest])
        return ".".join([self.imports.get(first, f"{self.name}.{first}"), *rest])


@dataclass(frozen=True, slots=True)
class Write:
    """A place where code changes the value behind a name of a module or class, or assigns the name."""

    name: str
    line: int
    by: str  # the class and the function that do it; empty for code at import
    rebinds: bool
    through_self: bool


def module_name(file: str) -> str:
    """Returns the name under which a file of `src` is imported."""
    return file.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def origin(modules: Mapping[str, Module], name: str) -> str:
    """Returns the full name where a thing is defined, for one under which it is imported; as far as `modules` reach."""
    module, _, last = name.rpartition(".")
    there = modules.get(module)
    if there is None or name in modules:
        return f"{origin(modules, module)}.{last}" if module else name
    imported = there.imports.get(last)
    return origin(modules, imported) if imported and imported != name else name


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yields all statements, nested ones too."""
    for statement in body:
        yield statement
        for part in ("body", "orelse", "finalbody"):
            yield from statements(getattr(statement, part, ()))
        for handler in getattr(statement, "handlers", ()):
            yield from statements(handler.body)


def at_import(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yields the statements that run while the module is imported; a function or class as a whole."""
    for statement in body:
        yield statement
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for part in ("body", "orelse", "finalbody"):
                yield from at_import(getattr(statement, part, ()))


def chain(node: ast.expr) -> tuple[str, ...] | None:
    """Returns `a.b` for `a.b`, `a.b[0]` and `a.b[0].c`; None where the first part is no name."""
    names: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
        elif isinstance(node, ast.Subscript):
            names.clear()
        else:
            return None
        node = node.value
    return (node.id, *reversed(names))


def functions(module: Module) -> Iterator[tuple[str, Function]]:
    """Yields (its class or nothing, the function), for each function and method; nested ones belong to them."""
    for statement in statements(module.tree.body):
        if isinstance(statement, ast.ClassDef):
            for each in statement.body:
                if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
                    yield statement.name, each
    for each in at_import(module.tree.body):
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            yield "", each


def writes(module: Module) -> Iterator[Write]:
    """Yields every write of a function, and those to other modules that happen while this one is imported."""
    for owner, function in functions(module):
        if function.name not in _AT_DEFINITION:
            yield from _writes_of(module, owner, function)
    for each in module.tree.body:
        if not isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            for parts, node, rebinds in _find_writes(ast.walk(each)):
                if parts[0] in module.imports and (len(parts) > 1 or not rebinds):
                    yield Write(module.full_name(parts), node.lineno, "", rebinds, False)


def _writes_of(module: Module, owner: str, function: Function) -> Iterator[Write]:
    nodes = list(ast.walk(function))
    shared = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
    own = _own_names(nodes) - shared
    by = f"{owner}.{function.name}" if owner else function.name
    for parts, node, rebinds in _find_writes(nodes):
        if len(parts) == 1 and rebinds and parts[0] not in shared:
            continue
        through_self = parts[0] in ("self", "cls")
        if through_self and not (owner and len(parts) > 1):
            continue
        if not through_self and parts[0] in own:
            continue
        yield Write(module.full_name(parts, owner), node.lineno, by, rebinds, parts[0] == "self")


def _own_names(nodes: Iterable[ast.AST]) -> set[str]:
    """Returns parameters and variables of a function."""
    return {node.arg for node in nodes if isinstance(node, ast.arg)} | {
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _find_writes(nodes: Iterable[ast.AST]) -> Iterator[tuple[tuple[str, ...], ast.expr, bool]]:
    """Yields (the names, the place, whether the last name is assigned)."""
    for node in nodes:
        place: ast.expr | None = None
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute) and node.func.attr in _WRITERS:
                place = node.func.value
        elif isinstance(node, ast.Name | ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            place = node
        if place is not None and (parts := chain(place)):
            yield parts, place, place is node and not isinstance(node, ast.Subscript)
