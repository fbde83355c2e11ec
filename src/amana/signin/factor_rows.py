"""A row of a second factor belongs to one person: moved to another account, or changed, it lets nobody in.

Secrets are sealed under the id of their owner. The whole row, a passkey's public key too, has a mark by the key store over
owner, kind and contents. Whoever can write to the database and gives somebody's account a factor of their own has
neither. What an earlier true row of the same person still does is said in docs/understand/threats.md.
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final
from uuid import UUID

from allauth.core import context
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models.signals import pre_save

from amana import vault
from amana.errors import CannotOpen
from amana.process_state import lives_with_a_request
from amana.trust.actor import SYSTEM
from amana.trust.queries import User
from amana.trust.trail import record
from amana.vault import small
from amana.vault.clock import now

PURPOSE: Final = "factor"
MARK: Final = "mark"
_SEALED: Final = ("secret", "seed")
_whose: ContextVar[UUID | None] = lives_with_a_request(ContextVar("whose_factor", default=None))
_log = logging.getLogger("amana.trust")


@contextmanager
def of(user_id: UUID) -> Iterator[None]:
    """Within, what is sealed and opened is this person's: somebody who is not signed in yet."""
    token = _whose.set(user_id)
    try:
        yield
    finally:
        _whose.reset(token)


def _owner() -> UUID:
    """Whose factor is at hand: of whom it was said, else of whoever is signed in. Raises CannotOpen."""
    known = _whose.get()
    if known is not None:
        return known
    user = getattr(context.request, "user", None)
    if not isinstance(user, User):
        raise CannotOpen
    return user.id


def sealed(text: str) -> str:
    """The secret of a factor, sealed for its owner."""
    return vault.seal_small(PURPOSE, _owner(), text)


def opened(text: str) -> str:
    """The secret again. Raises Broken for one that is another person's."""
    return vault.open_small(PURPOSE, _owner(), text)


def mark(row: Authenticator) -> None:
    """The row carries the mark of its owner, kind and contents; it is not saved here."""
    row.data[MARK] = vault.mark_of(PURPOSE, row.user_id, _text(row))


def is_genuine(row: Authenticator) -> bool:
    """Whether the row stands as it was written, with the person for whom it was made."""
    found = row.data.get(MARK)
    return isinstance(found, str) and vault.is_marked(PURPOSE, row.user_id, _text(row), found)


def are_genuine(user_id: UUID) -> bool:
    """Whether all rows of this person are theirs; one that is not leaves a line and an alarm in the log."""
    moved = [row.pk for row in Authenticator.objects.filter(user_id=user_id) if not is_genuine(row)]
    if moved:
        _log.error("second factors of user %s were changed outside Amana", user_id)
        record(SYSTEM, "trust.factor_moved", user_id, now(), count=len(moved))
    return not moved


def moved() -> int:
    """How many rows of second factors are not as they were written."""
    return sum(not is_genuine(row) for row in Authenticator.objects.iterator(500))


def _text(row: Authenticator) -> str:
    contents = {name: value for name, value in row.data.items() if name != MARK}
    return json.dumps([row.type, contents], sort_keys=True, separators=(",", ":"))


def _keep_mark(sender: object, instance: Authenticator, update_fields: Any = None, **_: Any) -> None:
    """A row that is saved is marked anew; one that was changed outside is not made genuine by it."""
    if update_fields is not None and "data" not in update_fields:
        return
    if not instance._state.adding:
        before = Authenticator.objects.filter(pk=instance.pk).first()
        if before is not None and not is_genuine(before):
            raise vault.Broken("factor")
    mark(instance)


pre_save.connect(_keep_mark, sender=Authenticator, dispatch_uid="amana.trust.mark_factor")


# Renewal of the key -------------------------------------------------------------------------------------


def versions() -> Iterator[tuple[int, int]]:
    """(row, the earliest version of the key that it needs) of every genuine row."""
    for row in Authenticator.objects.order_by("pk").iterator(500):
        if is_genuine(row):
            sealed_by = [small.version_of_small(row.data[name]) for name in _SEALED if row.data.get(name)]
            yield row.pk, min([small.version_of_mark(row.data[MARK]), *sealed_by])


@transaction.atomic
def renew(pk: int) -> None:
    """The row lies under the newest version of the key; nothing else of it changes."""
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if row is None or not is_genuine(row):
        return
    with of(row.user_id):
        for name in _SEALED:
            if row.data.get(name):
                row.data[name] = sealed(opened(row.data[name]))
    mark(row)
    Authenticator.objects.filter(pk=pk).update(data=row.data)
