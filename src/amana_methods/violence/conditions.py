# SPDX-License-Identifier: Apache-2.0
"""The small language in which a pack says when a context applies: parsed into values, never run as code, three-valued.

    when       = and { "or" and }
    and        = part { "and" part }
    part       = "(" when ")" | NAME [ ("==" | "!=" | "<" | "<=" | ">" | ">=") VALUE | "in" "[" VALUE { "," VALUE } "]" ]

A name alone asks for the answer yes. What is not known makes a part unknown, and unknown joins as Kleene joins it:
"unknown or true" is true, "unknown and false" is false, everything else with an unknown stays unknown.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from amana_methods.expressions import ORDER, Reader

__all__ = ["Condition", "Known", "both", "either"]

type Known = Mapping[str, frozenset[str | int]]
"""What may be true, by name: one value when it is known, several while it is open, none given when nothing is known."""

type _Test = Callable[[Known], bool | None]
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+)|(?P<name>[A-Za-z_]\w*)|(?P<sign>[<>=!]=|[<>()\[\],]))", re.ASCII)


def either(values: Iterable[bool | None]) -> bool | None:
    """Returns True when one is true, None when none is but one is unknown, else False."""
    found = set(values)
    return True if True in found else None if None in found else False


def both(values: Iterable[bool | None]) -> bool | None:
    """Returns False when one is false, None when none is but one is unknown, else True."""
    found = set(values)
    return False if False in found else None if None in found else True


@dataclass(frozen=True, slots=True)
class Condition:
    """A parsed condition; `names` are what it asks about."""

    source: str
    names: frozenset[str]
    test: _Test = field(repr=False, compare=False)

    def holds(self, known: Known) -> bool | None:
        """Whether it is true; None when what is not known would decide it."""
        return self.test(known)

    @classmethod
    def read(cls, source: str, names: Set[str]) -> "Condition":
        """Parses the condition `source`, which may use only these names.

        Raises ValueError, naming the word that cannot be read.

        >>> young = Condition.read("age < 18 and act in [A, B]", {"age", "act"})
        >>> young.holds({"age": frozenset({15}), "act": frozenset({"A"})})
        True
        >>> young.holds({"act": frozenset({"C"})})
        False
        """
        reader = _Reader(source, names)
        test = reader.whole()
        return cls(source, frozenset(reader.asked), test)


class _Reader(Reader[_Test]):
    token = _TOKEN

    def __init__(self, source: str, names: Set[str]) -> None:
        self.names, self.asked = names, set[str]()
        super().__init__(source)

    def any_of(self, tests: Sequence[_Test]) -> _Test:
        return lambda known: either(test(known) for test in tests)

    def all_of(self, tests: Sequence[_Test]) -> _Test:
        return lambda known: both(test(known) for test in tests)

    def statement(self) -> _Test:
        name = self.next_word("a name")
        if name not in self.names:
            raise self.error(f"'{name}' is not a name that can be asked about")
        self.asked.add(name)
        if self.took("in"):
            wanted = {_value(word) for word in self.list_of("a value")}
            return lambda known: _all_same(known, name, lambda value: value in wanted)
        for sign in ("==", "!=", *ORDER):
            if self.took(sign):
                return self._comparison_test(name, sign, _value(self.next_word("a value")))
        return lambda known: _all_same(known, name, lambda value: value == "yes")

    def _comparison_test(self, name: str, sign: str, value: str | int) -> _Test:
        if sign in ("==", "!="):
            return lambda known: _all_same(known, name, lambda other: (other == value) == (sign == "=="))
        if not isinstance(value, int):
            raise self.error(f"'{value}' is not a number")
        compare, limit = ORDER[sign], value
        return lambda known: _all_same(known, name, lambda other: isinstance(other, int) and compare(other, limit))


def _value(word: str) -> str | int:
    return int(word) if word.isdecimal() else word


def _all_same(known: Known, name: str, test: Callable[[str | int], bool]) -> bool | None:
    """Returns what `test` says of every value that `name` may have, when it says the same of all; else None."""
    said = {test(value) for value in known.get(name, frozenset())}
    return said.pop() if len(said) == 1 else None
