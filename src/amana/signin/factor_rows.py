"""A row of a second factor belongs to one person: one moved to another account, or changed, is refused.

Secrets are sealed under the id of their owner. The whole row, a passkey's public key too, has a mark by the key store
over owner, kind and contents. An attacker who can write to the database and gives somebody's account a factor of their
own has neither. What an earlier genuine row of the same person can still do is described in docs/understand/threats.md.
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
from amana.vault import server_secrets
from amana.vault.clock import now

PURPOSE: Final = "factor"
MARK: Final = "mark"
_SEALED: Final = ("secret", "seed")
_whose: ContextVar[UUID | None] = lives_with_a_request(ContextVar("whose_factor", default=None))
_log = logging.getLogger("amana.trust")


@contextmanager
def of(user_id: UUID) -> Iterator[None]:
    """Seals and opens for this user within the block: somebody who is not signed in yet."""
    token = _whose.set(user_id)
    try:
        yield
    finally:
        _whose.reset(token)


def _owner() -> UUID:
    """Returns the owner of the factor in use: the user named by `of`, else the signed-in user. Raises CannotOpen."""
    known = _whose.get()
    if known is not None:
        return known
    user = getattr(context.request, "user", None)
    if not isinstance(user, User):
        raise CannotOpen
    return user.id


def seal_secret(text: str) -> str:
    """Returns the secret of a factor, sealed for its owner."""
    return vault.server_secrets.seal_secret(PURPOSE, _owner(), text)


def open_secret(text: str) -> str:
    """Returns the secret in plain text. Raises Broken for one that is another person's."""
    return vault.server_secrets.open_secret(PURPOSE, _owner(), text)


def mark(row: Authenticator) -> None:
    """Sets the mark of owner, kind and contents on the row, without saving it."""
    row.data[MARK] = vault.server_secrets.mark_of(PURPOSE, row.user_id, _text(row))


def is_genuine(row: Authenticator) -> bool:
    """Returns whether the row is as it was written, with the person for whom it was made."""
    found = row.data.get(MARK)
    return isinstance(found, str) and vault.server_secrets.is_marked(PURPOSE, row.user_id, _text(row), found)


def are_genuine(user_id: UUID) -> bool:
    """Returns whether all rows of this user are genuine; one that is not leaves a line and an alarm in the log."""
    moved = [row.pk for row in Authenticator.objects.filter(user_id=user_id) if not is_genuine(row)]
    if moved:
        _log.error("second factors of user %s were changed outside Amana", user_id)
        record(SYSTEM, "trust.factor_moved", user_id, now(), count=len(moved))
    return not moved


def count_changed() -> int:
    """Returns how many rows of second factors are not as they were written."""
    return sum(not is_genuine(row) for row in Authenticator.objects.iterator(500))


def _text(row: Authenticator) -> str:
    contents = {name: value for name, value in row.data.items() if name != MARK}
    return json.dumps([row.type, contents], sort_keys=True, separators=(",", ":"))


def _keep_mark(sender: object, instance: Authenticator, update_fields: Any = None, **_: Any) -> None:
    """Marks a row again when it is saved; one that was changed outside is not made genuine by it."""
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
    """Yields (row, the earliest version of the key that it needs) for every genuine row."""
    for row in Authenticator.objects.order_by("pk").iterator(500):
        if is_genuine(row):
            sealed_by = [server_secrets.version_of_secret(row.data[name]) for name in _SEALED if row.data.get(name)]
            yield row.pk, min([server_secrets.version_of_mark(row.data[MARK]), *sealed_by])


@transaction.atomic
def renew(pk: int) -> None:
    """Seals the row under the newest version of the key; nothing else of it changes."""
    row = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if row is None or not is_genuine(row):
        return
    with of(row.user_id):
        for name in _SEALED:
            if row.data.get(name):
                row.data[name] = seal_secret(open_secret(row.data[name]))
    mark(row)
    Authenticator.objects.filter(pk=pk).update(data=row.data)
