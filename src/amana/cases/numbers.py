"""Records found by their number: each room looks among those that the actor may know of."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext

from amana.cases import queries
from amana.countrypacks.forms import plain_number
from amana.process_state import filled_at_start
from amana.trust.actor import Actor

# R-2026-0005, SC-2026-0002, IQ-2026-000002, IQ-W-2026-0007
_NUMBER: Final = re.compile(r"[A-Z]{1,3}(-[A-Z]{1,3})?-[0-9]{4}-[0-9]{1,8}")


@dataclass(frozen=True)
class Numbered:
    """A record that was found: its number, what it is in the reader's language, its page, and who manages a case found by name."""

    number: str
    what: str
    url: str
    manager: str = ""


type Finder = Callable[[Actor, str], Iterable[Numbered]]
_finders: list[Finder] = filled_at_start([])


def register_numbers(finder: Finder) -> None:
    """Registers a room's finder. It gets a number as records write it, and returns what the actor may know of."""
    _finders.append(finder)


def as_number(typed: str) -> str:
    """The number in what somebody typed or pasted; empty where it is none, such as a name or a telephone number.

    >>> as_number(" r-٢٠٢٦-0005 "), as_number("0750 123 4567"), as_number("Rawan")
    ('R-2026-0005', '', '')
    """
    text = plain_number(typed)
    return text if _NUMBER.fullmatch(text) else ""


def found_by_number(actor: Actor, typed: str) -> list[Numbered]:
    """Records of all rooms with this number that the actor may know of. Without a number, no query is made."""
    number = as_number(typed)
    return [found for finder in _finders for found in finder(actor, number)] if number else []


def cases_by_number(actor: Actor, number: str) -> Iterable[Numbered]:
    """Yields the visible case with this number."""
    found = queries.by_number(actor, number)
    if found is not None:
        yield Numbered(queries.reference(found), gettext("Case"), reverse("cases:one", args=[found.id]))
