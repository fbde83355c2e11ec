# SPDX-License-Identifier: Apache-2.0
"""The small language in which a pack says when a context holds: read into values, never run as code, in three values.

    when       = and { "or" and }
    and        = part { "and" part }
    part       = "(" when ")" | NAME [ ("==" | "!=" | "<" | "<=" | ">" | ">=") VALUE | "in" "[" VALUE { "," VALUE } "]" ]

A name alone asks for the answer yes. What is not known makes a part unknown, and unknown joins as Kleene joins it:
"unknown or true" is true, "unknown and false" is false, everything else with an unknown stays unknown.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field

__all__ = ["Condition", "Known", "both", "either"]

type Known = Mapping[str, frozenset[str | int]]
"""What may be true, by name: one value when it is known, several while it is open, none given when nothing is known."""

type _Test = Callable[[Known], bool | None]
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+)|(?P<name>[A-Za-z_]\w*)|(?P<sign>[<>=!]=|[<>()\[\],]))", re.ASCII)
_SIGNS: Mapping[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_KEYWORDS = frozenset({"and", "or", "in"})


def either(values: Iterable[bool | None]) -> bool | None:
    """True when one is true, None when none is but one is unknown, else False."""
    found = set(values)
    return True if True in found else None if None in found else False


def both(values: Iterable[bool | None]) -> bool | None:
    """False when one is false, None when none is but one is unknown, else True."""
    found = set(values)
    return False if False in found else None if None in found else True


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition as it was read; `names` are what it asks about."""

    source: str
    names: frozenset[str]
    test: _Test = field(repr=False, compare=False)

    def holds(self, known: Known) -> bool | None:
        """Whether it holds; None when what is not known would decide it."""
        return self.test(known)

    @classmethod
    def read(cls, source: str, names: Set[str]) -> "Condition":
        """The condition that `source` says, about no other than these names.

        Raises ValueError, naming the word that cannot be read.

        >>> young = Condition.read("age < 18 and act in [A, B]", {"age", "act"})
        >>> young.holds({"age": frozenset({15}), "act": frozenset({"A"})})
        True
        >>> young.holds({"act": frozenset({"C"})})
        False
        """
        reader = _Reader(source, names)
        return cls(source, frozenset(reader.asked), reader.whole())


class _Reader:
    def __init__(self, source: str, names: Set[str]) -> None:
        self.source, self.names, self.asked = source, names, set[str]()
        self.tokens, self.at = self._tokens(), 0

    def _tokens(self) -> list[str]:
        found, at = [], 0
        text = self.source.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise ValueError(f"'{text[at:].strip()[:20]}' cannot be read in \"{self.source}\"")
            found.append(match.group().strip())
            at = match.end()
        return found

    def whole(self) -> _Test:
        test = self._any()
        if self.at < len(self.tokens):
            raise self._odd()
        return test

    def _any(self) -> _Test:
        parts = [self._all()]
        while self._took("or"):
            parts.append(self._all())
        return lambda known: either(part(known) for part in parts)

    def _all(self) -> _Test:
        parts = [self._part()]
        while self._took("and"):
            parts.append(self._part())
        return lambda known: both(part(known) for part in parts)

    def _part(self) -> _Test:
        if self._took("("):
            test = self._any()
            self._expect(")")
            return test
        name = self._next()
        if name not in self.names:
            raise ValueError(f"'{name}' is not a name that can be asked about in \"{self.source}\"")
        self.asked.add(name)
        if self._took("in"):
            self._expect("[")
            wanted = {self._value()}
            while self._took(","):
                wanted.add(self._value())
            self._expect("]")
            return lambda known: _all_same(known, name, lambda value: value in wanted)
        for sign in ("==", "!=", *_SIGNS):
            if self._took(sign):
                return self._compared(name, sign, self._value())
        return lambda known: _all_same(known, name, lambda value: value == "yes")

    def _compared(self, name: str, sign: str, value: str | int) -> _Test:
        if sign in ("==", "!="):
            return lambda known: _all_same(known, name, lambda other: (other == value) == (sign == "=="))
        if not isinstance(value, int):
            raise ValueError(f"'{value}' is not a number in \"{self.source}\"")
        compare, limit = _SIGNS[sign], value
        return lambda known: _all_same(known, name, lambda other: isinstance(other, int) and compare(other, limit))

    def _value(self) -> str | int:
        word = self._next()
        return int(word) if word.isdecimal() else word

    def _next(self) -> str:
        if self.at >= len(self.tokens):
            raise ValueError(f'something is missing at the end of "{self.source}"')
        word = self.tokens[self.at]
        if word in _KEYWORDS or not (word[0].isalnum() or word[0] == "_"):
            raise self._odd()
        self.at += 1
        return word

    def _took(self, token: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] == token:
            self.at += 1
            return True
        return False

    def _expect(self, token: str) -> None:
        if not self._took(token):
            found = self.tokens[self.at] if self.at < len(self.tokens) else "the end"
            raise ValueError(f"'{token}' is expected instead of '{found}' in \"{self.source}\"")

    def _odd(self) -> ValueError:
        return ValueError(f"'{self.tokens[self.at]}' is not expected here in \"{self.source}\"")


def _all_same(known: Known, name: str, test: Callable[[str | int], bool]) -> bool | None:
    """What `test` says of every value that `name` may have, when it says the same of all; else None."""
    said = {test(value) for value in known.get(name, frozenset())}
    return said.pop() if len(said) == 1 else None
