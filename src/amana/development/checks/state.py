"""State that a process keeps beyond one request is registered with `amana.process_state`, in the module that makes it.

It finds things that live as long as the process and change: containers and other values of a module or class that a
function writes to, instances of our own classes that change, caches of functions, values of threads and contexts, and
senders of events. A table that nobody writes to is none of these. `amana_methods` imports no room: there a comment next
to the decorator of a cache says that its results follow from the arguments alone.
"""

import ast
import gc
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from amana.commandline.project import PROJECT, SOURCE
from amana.development.checks.reading import Module, Write, at_import, chain, functions, module_name, origin, writes

REGISTERS = frozenset(
    f"amana.process_state.{name}"
    for name in ("mirrors", "protects", "filled_at_start", "follows_from_arguments", "lives_with_a_request")
)
COMMENT = "# follows from its arguments alone"
_KINDS = {
    "threading.local": "values of threads",
    "contextvars.ContextVar": "a value of contexts",
    "django.dispatch.Signal": "a sender of events",
    "itertools.count": "a counter",
    **{f"weakref.{name}": "a cache" for name in ("WeakKeyDictionary", "WeakValueDictionary", "WeakSet")},
}
_CONTAINERS = frozenset({"list", "dict", "set", "deque", "defaultdict", "OrderedDict", "Counter", "bytearray"})
_DISPLAYS = (ast.List, ast.Dict, ast.Set, ast.ListComp, ast.DictComp, ast.SetComp)
_CACHES = frozenset({"cache", "lru_cache"})
_MAKING = frozenset({"__init__", "__new__", "__post_init__"})
_LEFT_OUT = frozenset({"tests", "migrations", "settings"})
_REGISTER = "src/amana/process_state.py"


@dataclass(slots=True)
class KeptValue:
    """A value that lives as long as the process."""

    file: str
    line: int
    what: str
    changes: bool  # whether it is meant to be changed; a container may as well be a constant table


@dataclass
class Tree:
    """All modules, and what they keep, by full name."""

    modules: Mapping[str, Module]
    kept: dict[str, KeptValue] = field(default_factory=dict)
    registered: set[str] = field(default_factory=set)
    defined: dict[str, bool] = field(default_factory=dict)  # classes and functions; whether its instances change

    def defining_name(self, name: str) -> str:
        """Returns the full name where a thing is defined, for one under which it is imported."""
        return origin(self.modules, name)


def findings() -> list[str]:
    """Returns everything in the tree that is kept and not registered."""
    files = [file for package in ("amana", "amana_methods") for file in (SOURCE / package).rglob("*.py")]
    texts = {
        str(file.relative_to(PROJECT)): file.read_text(encoding="utf-8")
        for file in sorted(files)
        if _LEFT_OUT.isdisjoint(file.relative_to(SOURCE).parts)
    }
    gc.disable()  # nothing can be freed before the end, and looking for it takes a third of the time
    try:
        return find_unregistered(texts)
    finally:
        gc.enable()


def find_unregistered(texts: Mapping[str, str]) -> list[str]:
    """Returns `file:line: name: what it is` for everything that these files keep and do not register."""
    tree = Tree({(module := Module(module_name(file), file, text)).name: module for file, text in texts.items()})
    written = {name: list(writes(module)) for name, module in tree.modules.items()}
    for name, module in tree.modules.items():
        _find_defined(tree, module, written[name])
    for module in tree.modules.values():
        _find_values(tree, module)
        _find_functions(tree, module)
    for each in written.values():
        _find_written(tree, each)
    for module in tree.modules.values():
        _find_registered(tree, module)
    return [
        f"{kept.file}:{kept.line}: {name.rpartition('.')[2]}: {kept.what}"
        for name, kept in sorted(tree.kept.items(), key=lambda each: (each[1].file, each[1].line))
        if kept.changes and name not in tree.registered and kept.file != _REGISTER
    ]


# What is kept ---------------------------------------------------------------------------------------


def _find_defined(tree: Tree, module: Module, written: Iterable[Write]) -> None:
    """Collects functions and classes, and which classes have instances that change after they were created."""
    changing = {
        owner
        for write in written
        if write.through_self and (owner := write.by.partition(".")[0]) and write.by.rpartition(".")[2] not in _MAKING
    }
    for each in at_import(module.tree.body):
        if isinstance(each, ast.ClassDef | ast.FunctionDef):
            tree.defined[f"{module.name}.{each.name}"] = each.name in changing


def _find_values(tree: Tree, module: Module) -> None:
    """Collects values of a module or a class."""
    for owner, body in _bodies(module):
        for each in body:
            if not isinstance(each, ast.Assign | ast.AnnAssign) or each.value is None:
                continue
            what, changes = _kind(tree, module, each.value)
            for target in each.targets if isinstance(each, ast.Assign) else [each.target]:
                if what and isinstance(target, ast.Name):
                    full = ".".join(filter(None, (module.name, owner, target.id)))
                    tree.kept[full] = KeptValue(module.file, each.lineno, what, changes and not owner)


def _bodies(module: Module) -> Iterator[tuple[str, Iterable[ast.stmt]]]:
    """Yields (class or nothing, what runs while the module is imported)."""
    yield "", at_import(module.tree.body)
    for each in module.tree.body:
        if isinstance(each, ast.ClassDef):
            yield each.name, each.body


def _kind(tree: Tree, module: Module, value: ast.expr) -> tuple[str, bool]:
    """Returns (what a value is, whether it is meant to be changed); nothing for one that cannot change."""
    if isinstance(value, _DISPLAYS):
        return "a container", False
    if not isinstance(value, ast.Call):
        return "", False
    if _is_cache(value.func):
        return "a cache", True
    made = tree.defining_name(module.full_name(parts)) if (parts := chain(value.func)) else ""
    if made in _KINDS:
        return _KINDS[made], True
    if made.rpartition(".")[2] in _CONTAINERS:
        return "a container", False
    return ("an object that changes", True) if tree.defined.get(made) else ("", False)


def _is_cache(node: ast.expr) -> bool:
    """Whether it is `cache`, `functools.cache` or `lru_cache(...)`."""
    parts = chain(node.func if isinstance(node, ast.Call) else node)
    return parts is not None and parts[-1] in _CACHES and parts[0] in ("functools", *_CACHES)


def _find_functions(tree: Tree, module: Module) -> None:
    """Collects functions that cache their results."""
    for owner, function in functions(module):
        full = ".".join(filter(None, (module.name, owner, function.name)))
        for decorator in filter(_is_cache, function.decorator_list):
            said = module.name.startswith("amana_methods.") and module.lines[decorator.lineno - 1].endswith(COMMENT)
            tree.kept[full] = KeptValue(module.file, decorator.lineno, "a cache", not said)


# What is written to ---------------------------------------------------------------------------------


def _find_written(tree: Tree, written: Iterable[Write]) -> None:
    """Collects containers that a function changes, and names that are assigned."""
    of_instances = {write.name for write in written if write.through_self and write.rebinds}
    for write in written:
        name = tree.defining_name(write.name)
        if write.through_self and (write.rebinds or write.name in of_instances):
            continue
        if held := next((each for each in _beginnings(name) if each in tree.kept), None):
            tree.kept[held].changes = True
        elif write.rebinds and (place := _place(tree, name)):
            tree.kept[name] = KeptValue(place, write.line, f"a name that gets other values ({write.by})", True)


def _beginnings(name: str) -> Iterator[str]:
    """Yields `a.b.c`, `a.b` and `a` for `a.b.c`."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def _place(tree: Tree, name: str) -> str:
    """Returns the file of the module, class or function to which a name belongs; nothing for another package."""
    holder = name.rpartition(".")[0]
    module = tree.modules.get(holder.rpartition(".")[0] if holder in tree.defined else holder)
    return module.file if module else ""


# What is registered ---------------------------------------------------------------------------------


def _find_registered(tree: Tree, module: Module) -> None:
    """Collects everything that a call or a decorator of `amana.process_state` names in this module."""
    for owner, body in _bodies(module):
        for each in body:
            if isinstance(each, ast.FunctionDef):
                if any(_registers(module, decorator) for decorator in each.decorator_list):
                    _register(tree, module, {(owner, each.name) if owner else (each.name,), *_names_in(each)})
            elif not isinstance(each, ast.ClassDef) and any(
                isinstance(node, ast.Call) and _registers(module, node.func) for node in ast.walk(each)
            ):
                _register(tree, module, {(owner, *parts) if owner else parts for parts in _names_in(each)})


def _registers(module: Module, node: ast.expr) -> bool:
    parts = chain(node)
    return parts is not None and module.full_name(parts) in REGISTERS


def _names_in(statement: ast.stmt) -> set[tuple[str, ...]]:
    nodes = (node for node in ast.walk(statement) if isinstance(node, ast.Name | ast.Attribute))
    return {parts for node in nodes if (parts := chain(node))}


def _register(tree: Tree, module: Module, named: Iterable[tuple[str, ...]]) -> None:
    for parts in named:
        for name in _beginnings(module.full_name(parts)):
            if name in tree.kept and tree.kept[name].file == module.file:
                tree.registered.add(name)
