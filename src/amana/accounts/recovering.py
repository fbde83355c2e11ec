"""Recovery by three of five officers: who they are, what they are asked, what they return. Each action leaves a line.

The operator runs them on the server: what they open is decided by the three officers and by nobody here.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana import vault
from amana.accounts.errors import FiveOfficers, NoOfficers, NoSuchHolder, NotAnAnswer
from amana.errors import CannotOpen
from amana.process_state import forget_cached_state
from amana.trust.actor import SYSTEM
from amana.trust.models import Unit, User
from amana.trust.trail import record
from amana.vault.errors import KeyStoreAway
from amana.vault.models import Key, KeyRotation, Sealed

_log = logging.getLogger("amana.trust")


@transaction.atomic
def name_officers(recipients: Sequence[str], *, now: datetime) -> dict[str, bytes]:
    """Gives five officers a new recovery key, three of them together; returns its ten files. Raises FiveOfficers.

    Texts that were wrapped to earlier officers, or to none, are wrapped to them as they are opened.
    """
    try:
        files = vault.recovery.split_key([recipient.strip() for recipient in recipients], now)
    except ValueError as fault:
        raise FiveOfficers from fault
    if Sealed.objects.exists():
        KeyRotation.objects.get_or_create(kind="recovery", ended_at=None, defaults={"begun_at": now})
    forget_cached_state()
    version = Key.objects.filter(holder_kind="recovery").latest("version").version
    record(SYSTEM, "trust.recovery_split", None, now, version=version)
    return files


def holder_named(name: str) -> tuple[str, UUID]:
    """Returns (user or unit, id) of a name to sign in with, or of a unit's id. Raises NoSuchHolder."""
    user = User.objects.filter(username=name).values_list("id", flat=True).first()
    if user is not None:
        return "user", user
    try:
        unit = Unit.objects.filter(id=UUID(name)).values_list("id", flat=True).first()
    except ValueError:
        unit = None
    if unit is None:
        raise NoSuchHolder
    return "unit", unit


@transaction.atomic
def ask_officers(lost: str, to: str, *, now: datetime) -> tuple[bytes, str, int]:
    """Returns (request, fingerprint of the new holder's key, number of texts). Raises NoSuchHolder, NoOfficers."""
    if not vault.recovery.officers():
        raise NoOfficers
    vault.recovery.forget_requests(now)
    try:
        id, request, seen, count = vault.recovery.make_request(*holder_named(lost), *holder_named(to), now)
    except CannotOpen as fault:
        raise NoSuchHolder from fault
    record(SYSTEM, "trust.recovery_asked", holder_named(to)[1], now, request=id, count=count)
    return request, seen, count


@transaction.atomic
def admit_answer(answer: bytes, *, now: datetime) -> int:
    """Opens to the holder what the officers gave; returns how many texts. Raises NotAnAnswer for no request of ours."""
    try:
        id, count = vault.recovery.admit_answer(answer, now)
    except KeyStoreAway:
        raise
    except (CannotOpen, KeyError, ValueError, TypeError) as fault:
        _log.error("an answer was refused that fits nothing that the recovery officers were asked")
        raise NotAnAnswer from fault
    record(SYSTEM, "trust.recovery_admitted", id, now, count=count)
    return count


@transaction.atomic
def note_drill(*, now: datetime) -> None:
    """Records that the yearly drill was done, and that the officers' parts opened the test."""
    record(SYSTEM, "trust.recovery_drilled", None, now)
