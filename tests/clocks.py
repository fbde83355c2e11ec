"""Clocks that run ahead, for waits that are counted by several of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch

from amana.vault import waits


@contextmanager
def clocks_ahead(base: timedelta, *, host: timedelta | None = None, even: timedelta | None = None) -> Iterator[None]:
    """The three clocks stand so much further; those that are not named, as much as the database's."""
    read = waits.read_clocks

    def ahead() -> waits.Clocks:
        clocks = read()
        return replace(
            clocks,
            base=clocks.base + base,
            host=clocks.host + (base if host is None else host),
            even=clocks.even + (base if even is None else even).total_seconds(),
        )

    with patch.object(waits, "read_clocks", ahead):
        yield
