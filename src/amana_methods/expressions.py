# SPDX-License-Identifier: Apache-2.0
"""Small expressions in the data of a pack: words, numbers and signs joined by `and`, `or` and brackets. Never run as code.

    any  = all { "or" all }
    all  = one { "and" one }
    one  = "not" one | "(" any ")" | what the language itself says

`screening` and `violence` each have a language of their own upon this: what stands for the last line, which words it knows, and whether
an unknown part makes the whole unknown.
"""

import operator
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Final

__all__ = ["ORDER", "Reader"]

ORDER: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_DEEPEST = 50  # brackets and `not` within each other


class Reader[Test](ABC):
    """Reads one expression, from left to right; `Test` is what a part of it becomes, a function of what is known."""

    token: re.Pattern[str]  # with leading spaces; the one group that matches is the token
    keywords: frozenset[str] = frozenset({"and", "or", "in"})

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = self._tokens()
        self.at = self._depth = 0

    # What a language says

    @abstractmethod
    def statement(self) -> Test:
        """Parses what is between `and`, `or` and brackets."""

    @abstractmethod
    def any_of(self, tests: Sequence[Test]) -> Test:
        """Returns the test of two or more, joined by `or`."""

    @abstractmethod
    def all_of(self, tests: Sequence[Test]) -> Test:
        """Returns the test of two or more, joined by `and`."""

    def negation(self) -> Test | None:
        """Returns the test after a `not`; None where the language has no such word."""
        return None

    def error(self, problem: str) -> ValueError:
        """Returns the error for what cannot be read."""
        return ValueError(f'{problem} in "{self.source}"')

    # What all have in common

    def whole(self) -> Test:
        """Returns the test of the whole expression. Raises the language's error when anything cannot be read."""
        test = self.either()
        if self.at < len(self.tokens):
            raise self.describe_unexpected(self.tokens[self.at])
        return test

    def either(self) -> Test:
        """Parses parts joined by `or`."""
        tests = [self._both()]
        while self.took("or"):
            tests.append(self._both())
        return tests[0] if len(tests) == 1 else self.any_of(tests)

    def _both(self) -> Test:
        tests = [self.one()]
        while self.took("and"):
            tests.append(self.one())
        return tests[0] if len(tests) == 1 else self.all_of(tests)

    def one(self) -> Test:
        """Parses a negation, a bracket or a statement."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self.error("it is nested too deeply")
        try:
            if (negated := self.negation()) is not None:
                return negated
            if self.took("("):
                test = self.either()
                self.expect(")")
                return test
            return self.statement()
        finally:
            self._depth -= 1

    def took(self, token: str) -> bool:
        """Whether this token comes next; if so, consumes it."""
        if self.at < len(self.tokens) and self.tokens[self.at] == token:
            self.at += 1
            return True
        return False

    def expect(self, token: str) -> None:
        """Consumes this token, which has to come next."""
        if not self.took(token):
            found = f"'{self.tokens[self.at]}'" if self.at < len(self.tokens) else "the end"
            raise self.error(f"'{token}' is expected instead of {found}")

    def next(self, what: str) -> str:
        """Consumes the next token, of any kind; `what` describes what was expected."""
        if self.at >= len(self.tokens):
            raise self.error(f"{what} is missing at the end")
        self.at += 1
        return self.tokens[self.at - 1]

    def next_word(self, what: str) -> str:
        """Consumes the next token, when it is a word or a number of the language and no sign or keyword."""
        word = self.next(what)
        if word in self.keywords or not (word[0].isalnum() or word[0] == "_"):
            raise self.describe_unexpected(word)
        return word

    def list_of(self, what: str) -> frozenset[str]:
        """Parses words between square brackets, separated by commas."""
        self.expect("[")
        found = {self.next_word(what)}
        while self.took(","):
            found.add(self.next_word(what))
        self.expect("]")
        return frozenset(found)

    def describe_unexpected(self, token: str) -> ValueError:
        """Returns the error for a token that means nothing at its place."""
        return self.error(f"'{token}' is not expected here")

    def _tokens(self) -> list[str]:
        tokens: list[str] = []
        at, text = 0, self.source.rstrip()
        while at < len(text):
            found = self.token.match(text, at)
            if found is None:
                raise self.error(f"'{text[at:].strip()[:20]}' cannot be read")
            tokens.append(found.group(found.lastgroup or 0))
            at = found.end()
        return tokens
