"""A row of a second factor belongs to one person: one moved to another account, or changed, is refused.

Secrets are sealed under the id of their owner. The whole row, a passkey's public key too, has a mark by the key store
over owner, kind and contents. An attacker who can write to the database and gives somebody's account a factor of their
own has neither. All factors of a person together have a state in the key store: one that was taken away, or put back from
an earlier copy of the database, is noticed.
"""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from allauth.core import context
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save

from amana import vault
from amana.errors import CannotOpen
from amana.process_state import lives_with_a_request
from amana.trust import account_watch
from amana.trust.actor import SYSTEM
from amana.trust.queries import User
from amana.trust.trail import record
from amana.vault import server_secrets, states
from amana.vault.clock import now

PURPOSE: Final = "factor"
WHAT: Final = "factors"
MARK: Final = "mark"
MOVED: Final = "trust.factor_moved"
_SEALED: Final = ("secret", "seed")
_whose: ContextVar[UUID | None] = lives_with_a_request(ContextVar("whose_factor", default=None))
_anew: ContextVar[bool] = lives_with_a_request(ContextVar("factors_anew", default=False))
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
    """Returns whether this user's factors are genuine and all here; if not, that leaves a line and an alarm in the log."""
    moved = [row.pk for row in Authenticator.objects.filter(user_id=user_id) if not is_genuine(row)]
    if moved or KIND.find_changed([user_id]):
        _log.error("second factors of user %s were changed outside Amana", user_id)
        record(SYSTEM, MOVED, user_id, now(), count=len(moved))
        return False
    return True


def count_changed() -> int:
    """Returns how many people have second factors that are not as they were written, or not all of them."""
    moved = {row.user_id for row in Authenticator.objects.iterator(500) if not is_genuine(row)}
    return len(moved | KIND.find_all_changed())


# All factors of a person together ----------------------------------------------------------------------


@contextmanager
def anew(user_id: UUID) -> Iterator[None]:
    """Within the block, all factors of a user are taken away, also those that somebody else wrote; what is left is true."""
    token = _anew.set(True)
    try:
        yield
    finally:
        _anew.reset(token)
    KIND.keep([user_id])


def _digests(users: Iterable[UUID]) -> dict[UUID, bytes]:
    marks = defaultdict[UUID, list[list[str]]](list)
    wanted = list(users)
    for user, kind, data in Authenticator.objects.filter(user_id__in=wanted).values_list("user_id", "type", "data"):
        marks[user].append([kind, str(data.get(MARK, ""))])
    return {user: _digest(marks[user]) for user in wanted}


def _digest(marks: list[list[str]]) -> bytes:
    return sha256(json.dumps([WHAT, 1, sorted(marks)], separators=(",", ":")).encode()).digest()


KIND: Final = states.Kind(WHAT, _digests, lambda: User.objects.values_list("id", flat=True), empty=_digest([]))
states.register_kind(KIND)


def watch(now: datetime) -> int:
    """The worker's duty: begins after an update, ends what a stopped process left open, and tells whose factors were changed.

    Returns of how many people.
    """
    KIND.begin()
    KIND.settle()
    changed = KIND.find_all_changed()
    for user in sorted(changed):
        account_watch.tell(user, now, MOVED)
    return len(changed)


def _check_all(user: UUID) -> None:
    if not _anew.get() and KIND.find_changed([user]):
        raise vault.Broken("factor")


def _keep_all(sender: object, instance: Authenticator, update_fields: Any = None, **_: Any) -> None:
    if update_fields is None or "data" in update_fields:
        KIND.keep([instance.user_id])


def _check_before_deletion(sender: object, instance: Authenticator, **_: Any) -> None:
    _check_all(instance.user_id)


post_save.connect(_keep_all, sender=Authenticator, dispatch_uid="amana.trust.keep_factors")
post_delete.connect(_keep_all, sender=Authenticator, dispatch_uid="amana.trust.keep_factors")
pre_delete.connect(_check_before_deletion, sender=Authenticator, dispatch_uid="amana.trust.check_factors")


def _text(row: Authenticator) -> str:
    contents = {name: value for name, value in row.data.items() if name != MARK}
    return json.dumps([row.type, contents], sort_keys=True, separators=(",", ":"))


def _keep_mark(sender: object, instance: Authenticator, update_fields: Any = None, **_: Any) -> None:
    """Marks a row again when it is saved; one that was changed outside is not made genuine by it."""
    if update_fields is not None and "data" not in update_fields:
        return
    _check_all(instance.user_id)
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
    _check_all(row.user_id)
    Authenticator.objects.filter(pk=pk).update(data=row.data)
    states.keep(WHAT, _digests([row.user_id]))
