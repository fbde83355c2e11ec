"""Copies that a recipient took out of Amana by a consent: the rooms that make them say which, by their ids."""

from collections.abc import Callable, Iterable
from uuid import UUID

# consent id -> references of exports or prints ("E-2026-000012"), as the recipient finds them on the copy itself
type Copies = Callable[[UUID], Iterable[str]]
_copies: list[Copies] = []


def register_copies(copies: Copies) -> None:
    """From now on `copies` is asked what was taken out by each consent that ends."""
    _copies.append(copies)


def copies_of(consent_id: UUID) -> list[str]:
    """The references of everything taken out by a consent."""
    return [reference for copies in _copies for reference in copies(consent_id)]
