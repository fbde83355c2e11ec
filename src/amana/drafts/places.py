"""Which form somebody types into: the pass that its page carries, and the hashes under which a draft is found again."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.crypto import salted_hmac

from amana import vault

LASTS: Final = timedelta(hours=24)
_PURPOSE: Final = "draft"
_IDS: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class FormPlace:
    """A form of the desk: the address of its page, and its name there; where it has none, its place from 1."""

    path: str
    name: str = "1"

    @property
    def hash(self) -> str:
        """Returns the keyed hash of the place, in hexadecimal."""
        return _hash("place", f"{self.name} {self.path}")

    @property
    def about(self) -> list[str]:
        """Returns the keyed hashes of the records that the address names."""
        return [hash_of_record(UUID(each)) for each in _IDS.findall(self.path)]


def hash_of_record(record: UUID) -> str:
    """Returns the keyed hash under which a draft knows a record."""
    return _hash("record", str(record))


def pass_for(user: UUID, place: FormPlace, at: datetime) -> str:
    """Returns what a page carries so that its form may be kept for this user, for as long as a draft lasts."""
    return vault.passes.give_pass(_PURPOSE, json.dumps([str(user), place.path, place.name]), at)


def place_of(user: UUID, given: str, at: datetime) -> FormPlace | None:
    """Returns the form of a pass; None where it is not ours, is another user's or is older than a draft lasts."""
    text = vault.passes.read_pass(_PURPOSE, given, at, lasts=LASTS)
    if text is None:
        return None
    owner, path, name = json.loads(text)
    return FormPlace(path, name) if owner == str(user) else None


def _hash(what: str, text: str) -> str:
    return salted_hmac(f"amana.drafts.{what}", text, algorithm="sha256").hexdigest()
