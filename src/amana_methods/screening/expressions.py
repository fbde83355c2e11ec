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

import operator
import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field

__all__ = ["ANSWERS", "Expression", "RuleError", "Scope", "Vocabulary", "parse"]

# "declined": the person was asked and prefers not to say. Rules treat it as "unknown"; it is counted apart.
ANSWERS = ("yes", "no", "unknown", "declined", "not_asked")
FLAG_VALUES: Mapping[str, bool | None] = {"yes": True, "no": False, "unknown": None}
_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_KEYWORDS = frozenset({"and", "or", "not", "in", "else"})
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z][A-Za-z0-9_-]*)|(?P<sign>[<>=!]=|[<>()\[\],]))")
_DEEPEST = 50


class RuleError(ValueError):
    """The rules cannot be read as they stand; the message names the place and the word."""


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
    """The expression that `source` says. Raises RuleError, beginning with `where`, when it cannot be read."""
    return _Parser(source, vocabulary, where).whole()


class _Parser:
    def __init__(self, source: str, vocabulary: Vocabulary, where: str) -> None:
        self.source = source
        self.vocabulary = vocabulary
        self.where = where
        self.tokens = self._tokens()
        self.at = 0
        self.depth = 0
        self.negated = False
        self.flags: set[str] = set()
        self.items: set[str] = set()
        self.comparisons: list[Test] = []

    def whole(self) -> Expression:
        if self.tokens == ["else"]:
            return Expression(self.source, _always, frozenset(), frozenset())
        test = self._or()
        if self.at < len(self.tokens):
            raise self._error(f"'{self.tokens[self.at]}' is not expected here")
        return Expression(self.source, test, frozenset(self.flags), frozenset(self.items), tuple(self.comparisons))

    def _or(self) -> Test:
        tests = [self._and()]
        while self._took("or"):
            tests.append(self._and())
        return tests[0] if len(tests) == 1 else lambda scope: any(test(scope) for test in tests)

    def _and(self) -> Test:
        tests = [self._not()]
        while self._took("and"):
            tests.append(self._not())
        return tests[0] if len(tests) == 1 else lambda scope: all(test(scope) for test in tests)

    def _not(self) -> Test:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self._error("it is nested too deeply")
        try:
            if self._took("not"):
                self.negated = not self.negated
                inner = self._not()
                self.negated = not self.negated
                return lambda scope: not inner(scope)
            if self._took("("):
                inner = self._or()
                self._expect(")")
                return inner
            return self._statement()
        finally:
            self.depth -= 1

    def _statement(self) -> Test:
        word = self._next("a word")
        if word in _KEYWORDS or not (word[0].isalpha() or word[0].isdigit()):
            raise self._error(f"'{word}' is not expected here")
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
        if self._took("=="):
            chosen = frozenset({self._next("a profile")})
        else:
            self._expect("in")
            self._expect("[")
            names = [self._next("a profile")]
            while self._took(","):
                names.append(self._next("a profile"))
            self._expect("]")
            chosen = frozenset(names)
        if strangers := chosen - self.vocabulary.profiles:
            raise self._error(f"'{min(strangers)}' is not a profile")
        return lambda scope: scope.profile in chosen

    def _answer(self, item: str) -> Test:
        self._expect("==")
        wanted = self._next("an answer")
        if wanted not in ANSWERS:
            raise self._error(f"'{wanted}' is not an answer ({', '.join(ANSWERS)})")
        if self.negated:
            raise self._error(f"'not {item}' would count an unknown answer; write {item} == no")
        self.items.add(item)
        return lambda scope: scope.answers.get(item) == wanted

    def _comparison(self, left: str) -> Test:
        sign = self._next("a comparison")
        if sign not in _COMPARISONS:
            raise self._error(f"'{sign}' does not compare quantities")
        right = self._next("a quantity")
        for word in (left, right):
            if not (word in self.vocabulary.quantities or word[0].isdigit()):
                raise self._error(f"'{word}' is not a quantity")
        compare, first, second = _COMPARISONS[sign], _quantity(left), _quantity(right)

        def holds(scope: Scope) -> bool:
            return compare(first(scope), second(scope))

        self.comparisons.append(holds)
        return holds

    def _flag(self, flag: str) -> Test:
        if "-" in flag:
            raise self._error(f"'{flag}' is not an item")
        self.flags.add(flag)
        if self.at < len(self.tokens) and self.tokens[self.at] in FLAG_VALUES:
            wanted = FLAG_VALUES[self._next("a value")]
            return lambda scope: scope.flags.get(flag) is wanted
        if self.negated:
            raise self._error(f"'not {flag}' would count unknown as no; write '{flag} no'")
        return lambda scope: scope.flags.get(flag) is True

    def _tokens(self) -> list[str]:
        tokens, at, text = [], 0, self.source.rstrip()
        while at < len(text):
            found = _TOKEN.match(text, at)
            if found is None:
                raise self._error(f"'{text[at:].strip()[:20]}' cannot be read")
            tokens.append(found.group(found.lastgroup or 0))
            at = found.end()
        return tokens

    def _took(self, token: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] == token:
            self.at += 1
            return True
        return False

    def _expect(self, token: str) -> None:
        if not self._took(token):
            found = f"'{self.tokens[self.at]}'" if self.at < len(self.tokens) else "the end"
            raise self._error(f"'{token}' is expected instead of {found}")

    def _next(self, what: str) -> str:
        if self.at >= len(self.tokens):
            raise self._error(f"{what} is missing at the end")
        self.at += 1
        return self.tokens[self.at - 1]

    def _error(self, problem: str) -> RuleError:
        return RuleError(f'{self.where}: {problem} in "{self.source}"')


def _always(scope: Scope) -> bool:
    return True


def _quantity(word: str) -> Callable[[Scope], float]:
    if word[0].isdigit():
        value = float(word)
        return lambda scope: value
    return lambda scope: scope.quantities[word]
