"""The card of the letter box: to whom reports are sealed, and how codes are stretched."""

import json
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from amana import vault
from amana.errors import CannotOpen
from amana.intake import queries
from amana.intake.errors import NobodyReads
from amana.process_state import filled_at_start, mirrors
from amana.public_reports import models
from amana.public_reports.commands import store
from amana.trust import queries as trust
from amana.trust import rows
from amana.vault.errors import KeyStoreAway

_KEPT_SECONDS: Final = 5.0
type Ways = Callable[[], Iterable[str]]
_ways_above: list[Ways] = filled_at_start([])


@dataclass(frozen=True)
class Card:
    """The unit that reads, everybody a report is sealed to, the key pair of the box, and the ways of codes in use."""

    unit: UUID
    supervised_by: UUID | None
    readers: tuple[vault.letters.Reader, ...]
    box_version: int
    box_public: bytes
    ways: tuple[vault.codes.Way, ...]

    def into_box(self, text: bytes, what: str, row: UUID) -> bytes:
        """Sealed for the holder of the key store."""
        return vault.letter_box.into_box(self.box_version, self.box_public, text, what, row)


def register_ways(ways: Ways) -> None:
    """From now on the card names these ways of stretching a code as well: rooms above have codes of their own."""
    _ways_above.append(ways)


def current() -> Card:
    """The card of now. Raises NobodyReads where no unit has a key, or none that was signed can be had."""
    if settings.AMANA_HOLDS_KEYS:
        try:
            with rows.acting_as(rows.SYSTEM):
                return _read(json.loads(_text()))
        except KeyStoreAway:
            pass  # what was signed before still holds
    return _read_signed()


def readers() -> tuple[vault.letters.Reader, ...]:
    """Everybody to whom a browser seals a file. Raises NobodyReads."""
    return current().readers


def renew_card(now: datetime) -> bool:
    """The card in the database says what is true now, the pin lies where the public face reads it; whether it changed.

    For the worker, which holds the key store.
    """
    vault.letter_box.write_card_signer()
    with rows.acting_as(rows.SYSTEM):
        try:
            text = _text()
        except NobodyReads:
            text = ""
        row = models.Card.objects.filter(id=1).first()
        if row is not None and row.text == text:
            return False
        signature = vault.letter_box.sign_card(text)
        models.Card.objects.update_or_create(id=1, defaults={"text": text, "signature": signature, "made_at": now})
        return True


def _text() -> str:
    unit_id = trust.public_intake_unit()
    reading = {card.id for card in queries.intake_units()}
    if unit_id not in reading:
        unit_id = min(reading, default=None)
    if unit_id is None:
        raise NobodyReads
    unit = trust.unit(unit_id)
    above = unit.supervised_by if unit.supervised_by and vault.keyring.has_unit_key(unit.supervised_by) else None
    version, public = vault.letter_box.box_key()
    ways = set(models.PublicReport.objects.exclude(way="").values_list("way", flat=True).distinct())
    ways.update(*(more() for more in _ways_above))
    return json.dumps(
        {
            "unit": str(unit_id),
            "supervised_by": str(unit.supervised_by) if unit.supervised_by else None,
            "readers": [
                each.to_json() for each in vault.letters.readers_of_units([unit_id, *([above] if above else [])])
            ],
            "box": {"version": version, "public": b64encode(public).decode()},
            "ways": sorted(ways),
        },
        separators=(",", ":"),
    )


def _read(said: Mapping[str, Any]) -> Card:
    above = said["supervised_by"]
    return Card(
        UUID(said["unit"]),
        UUID(above) if above else None,
        tuple(vault.letters.Reader.from_json(each) for each in said["readers"]),
        int(said["box"]["version"]),
        b64decode(said["box"]["public"]),
        tuple(vault.codes.Way.read(each) for each in said["ways"]),
    )


_kept: tuple[float, tuple[str, bytes], Card] | None = None
_keeping = threading.Lock()


@mirrors
def forget_card() -> None:
    """The card is looked for in the database again."""
    global _kept
    with _keeping:
        _kept = None


def _read_signed() -> Card:
    """The card in the database, when it is as the key store signed it; looked at again after a few seconds."""
    global _kept
    with _keeping:
        kept = _kept
    if kept is not None and time.monotonic() - kept[0] < _KEPT_SECONDS and not settings.TESTING:
        return kept[2]
    found = store.card()
    if found is None or not found[0]:
        raise NobodyReads
    if kept is None or kept[1] != found:
        try:
            vault.letter_box.check_card(*found)
        except (CannotOpen, KeyStoreAway) as fault:
            raise NobodyReads from fault
        card = _read(json.loads(found[0]))
    else:
        card = kept[2]
    with _keeping:
        _kept = (time.monotonic(), found, card)
    return card
