"""Positions in a JSON text: calculated only when they are needed for a message."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["after_space", "elements", "line_of", "offset_of", "said_twice"]

_SPACE = re.compile(r"[ \t\n\r]*")
_VALUES = json.JSONDecoder()


def line_of(text: str, offset: int) -> int:
    """Returns the line of the character at `offset`, counted from 1."""
    return text.count("\n", 0, offset) + 1


def elements(text: str, decoder: json.JSONDecoder) -> Iterator[Any]:
    """Yields the elements of the list in `text`, parsed one by one.

    Raises JSONDecodeError at the invalid character.
    """
    at = after_space(text, after_space(text, 0) + 1)
    if text[at : at + 1] == "]":
        _nothing_follows(text, at + 1)
        return
    while True:
        value, end = decoder.raw_decode(text, at)
        yield value
        at = after_space(text, end)
        if text[at : at + 1] == "]":
            _nothing_follows(text, at + 1)
            return
        if text[at : at + 1] != ",":
            raise json.JSONDecodeError("a comma or the end of the list is expected", text, at)
        at = after_space(text, at + 1)


def offset_of(text: str, start: int, path: Sequence[str | int]) -> int:
    """The offset of the path in the value that starts at `start`: its key or element; the nearest that exists."""
    at = found = start
    for step in path:
        for name, here, value_at in _children(text, at):
            if name == step:
                at, found = value_at, here
                break
        else:
            return found
    return found


def said_twice(text: str, start: int) -> tuple[tuple[str | int, ...], int] | None:
    """Returns path and offset of the first duplicate key of an object, in the value that starts at `start`."""
    seen: set[str | int] = set()
    for name, here, value_at in _children(text, start):
        if name in seen:
            return (name,), here
        seen.add(name)
        if deeper := said_twice(text, value_at):
            return (name, *deeper[0]), deeper[1]
    return None


def after_space(text: str, at: int) -> int:
    """Returns the offset of the next character that is not space."""
    found = _SPACE.match(text, at)
    return found.end() if found is not None else at


def _children(text: str, at: int) -> Iterator[tuple[str | int, int, int]]:
    """Yields key or index, its offset, and the offset of its value, of an object or list in a valid JSON text."""
    kind = text[at]
    if kind not in "{[":
        return
    at, number = after_space(text, at + 1), 0
    while text[at] not in "]}":
        here, name = at, number
        if kind == "{":
            name, at = _VALUES.raw_decode(text, at)
            at = after_space(text, after_space(text, at) + 1)
        yield name, here, at
        at = after_space(text, _VALUES.raw_decode(text, at)[1])
        at = after_space(text, at + 1) if text[at] == "," else at
        number += 1


def _nothing_follows(text: str, at: int) -> None:
    end = after_space(text, at)
    if end < len(text):
        raise json.JSONDecodeError("nothing more is expected", text, end)
