# SPDX-License-Identifier: Apache-2.0
"""The small language of a rule's `when`: parsed into values, never run as code.

    when       = or | "else"
    or         = and { "or" and }
    and        = not { "and" not }
    not        = "not" not | "(" or ")" | comparison | flag [ "yes" | "no" | "unknown" ] | truth
    comparison = ITEM "==" ANSWER | "profile" ("==" PROFILE | "in" "[" PROFILE { "," PROFILE } "]")
               | QUANTITY ("<" | "<=" | ">" | ">=") QUANTITY

A flag alone holds only when it is true. `not flag` is refused when the rules are read, because a flag that nobody
knows would then count as no; `flag no` asks for the answer no.
"""

import re
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from amana_methods.expressions import ORDER, Reader

__all__ = ["ANSWERS", "Expression", "RuleError", "Scope", "Vocabulary", "parse"]

# "declined": the person was asked and prefers not to say. Rules treat it as "unknown"; it is counted separately.
ANSWERS = ("yes", "no", "unknown", "declined", "not_asked")
FLAG_VALUES: Mapping[str, bool | None] = {"yes": True, "no": False, "unknown": None}
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z][A-Za-z0-9_-]*)|(?P<sign>[<>=!]=|[<>()\[\],]))")


class RuleError(ValueError):
    """The rules cannot be parsed; the message names the place and the word."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that an expression may use; any other word is a flag."""

    profiles: Set[str]
    items: Set[str]
    truths: Set[str]
    quantities: Set[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is known at the moment a rule is asked."""

    profile: str
    flags: Mapping[str, bool | None]
    answers: Mapping[str, str]
    truths: Mapping[str, bool]
    quantities: Mapping[str, float]


type Test = Callable[[Scope], bool]


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed `when`: whether it holds in a scope, which flags and items it asks for, and what it compares."""

    source: str
    holds: Test = field(repr=False, compare=False)
    flags: frozenset[str]
    items: frozenset[str]
    comparisons: tuple[Test, ...] = field(default=(), repr=False, compare=False)


def parse(source: str, vocabulary: Vocabulary, where: str) -> Expression:
    """Parses the expression `source`. Raises RuleError, beginning with `where`, when it cannot be read."""
    return _Parser(source, vocabulary, where).expression()


class _Parser(Reader[Test]):
    token = _TOKEN
    keywords = frozenset({"and", "or", "not", "in", "else"})

    def __init__(self, source: str, vocabulary: Vocabulary, where: str) -> None:
        self.vocabulary = vocabulary
        self.where = where
        self.negated = False
        self.flags: set[str] = set()
        self.items: set[str] = set()
        self.comparisons: list[Test] = []
        super().__init__(source)

    def expression(self) -> Expression:
        if self.tokens == ["else"]:
            return Expression(self.source, _always, frozenset(), frozenset())
        test = self.whole()
        return Expression(self.source, test, frozenset(self.flags), frozenset(self.items), tuple(self.comparisons))

    def any_of(self, tests: Sequence[Test]) -> Test:
        return lambda scope: any(test(scope) for test in tests)

    def all_of(self, tests: Sequence[Test]) -> Test:
        return lambda scope: all(test(scope) for test in tests)

    def negation(self) -> Test | None:
        if not self.took("not"):
            return None
        self.negated = not self.negated
        inner = self.one()
        self.negated = not self.negated
        return lambda scope: not inner(scope)

    def statement(self) -> Test:
        word = self.next_word("a word")
        if word == "profile":
            return self._profile()
        if word in self.vocabulary.items:
            return self._answer(word)
        if word in self.vocabulary.truths:
            return lambda scope: scope.truths.get(word, False)
        if word in self.vocabulary.quantities or word[0].isdigit():
            return self._comparison(word)
        return self._flag(word)

    def _profile(self) -> Test:
        if self.took("=="):
            chosen = frozenset({self.next("a profile")})
        else:
            self.expect("in")
            chosen = self.list_of("a profile")
        if strangers := chosen - self.vocabulary.profiles:
            raise self.error(f"'{min(strangers)}' is not a profile")
        return lambda scope: scope.profile in chosen

    def _answer(self, item: str) -> Test:
        self.expect("==")
        wanted = self.next("an answer")
        if wanted not in ANSWERS:
            raise self.error(f"'{wanted}' is not an answer ({', '.join(ANSWERS)})")
        if self.negated:
            raise self.error(f"'not {item}' would count an unknown answer; write {item} == no")
        self.items.add(item)
        return lambda scope: scope.answers.get(item) == wanted

    def _comparison(self, left: str) -> Test:
        sign = self.next("a comparison")
        if sign not in ORDER:
            raise self.error(f"'{sign}' does not compare quantities")
        right = self.next("a quantity")
        for word in (left, right):
            if not (word in self.vocabulary.quantities or word[0].isdigit()):
                raise self.error(f"'{word}' is not a quantity")
        compare, first, second = ORDER[sign], _quantity(left), _quantity(right)

        def holds(scope: Scope) -> bool:
            return compare(first(scope), second(scope))

        self.comparisons.append(holds)
        return holds

    def _flag(self, flag: str) -> Test:
        if "-" in flag:
            raise self.error(f"'{flag}' is not an item")
        self.flags.add(flag)
        if self.at < len(self.tokens) and self.tokens[self.at] in FLAG_VALUES:
            wanted = FLAG_VALUES[self.next("a value")]
            return lambda scope: scope.flags.get(flag) is wanted
        if self.negated:
            raise self.error(f"'not {flag}' would count unknown as no; write '{flag} no'")
        return lambda scope: scope.flags.get(flag) is True

    def error(self, problem: str) -> RuleError:
        return RuleError(f'{self.where}: {problem} in "{self.source}"')


def _always(scope: Scope) -> bool:
    return True


def _quantity(word: str) -> Callable[[Scope], float]:
    if word[0].isdigit():
        value = float(word)
        return lambda scope: value
    return lambda scope: scope.quantities[word]
