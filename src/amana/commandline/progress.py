"""Progress of a long verb: a bar on the error output, for people; nothing where it is no terminal."""

import sys
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Self

INTERRUPTED = 130  # how a verb ends that a person stopped with Ctrl-C
_WIDTH = 30
_EVERY = 500


class Bar:
    """A line that is overwritten while work continues, and removed when it is done."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()
        self._last = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._write("")

    def update(self, what: str, done: int, whole: int) -> None:
        """Updates the bar to how much of the whole is done; without a whole (0), the number alone."""
        if whole:
            filled = _WIDTH * done // whole
            self._write(f"{what} {'█' * filled}{'░' * (_WIDTH - filled)} {100 * done // whole:3d} %")
        else:
            self._write(f"{what} {done:,}".replace(",", " "))

    def count_items[T](self, what: str, things: Iterable[T]) -> Iterator[T]:
        """Yields the items, with their number on the bar as they pass."""
        for count, thing in enumerate(things, 1):
            if count % _EVERY == 0:
                self.update(what, count, 0)
            yield thing

    def _write(self, line: str) -> None:
        if self._shown and line != self._last:
            sys.stderr.write(f"\r{line:<{len(self._last)}}" + ("" if line else "\r"))
            sys.stderr.flush()
            self._last = line
