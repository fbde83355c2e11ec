"""Wraps under an earlier key of their holder, re-wrapped to the newest one by any user who opens the text.

A holder has more than one key pair while a rotation is under way: after somebody left a unit, after a lost password, after
new recovery officers. The earlier pair is read as long as a wrap needs it, and its row goes with the last such wrap.
"""

import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from amana.errors import CannotOpen
from amana.process_state import forget_cached_state, mirrors
from amana.vault import ciphers, keystore, wraps
from amana.vault.holding import hold_lock
from amana.vault.models import Key, KeyRotation, Sealed, Wrap
from amana.vault.proofs import check_key

KINDS: Final = ("user", "unit", "recovery")
GRACE: Final = timedelta(minutes=10)  # longer than any request or duty takes
_SECONDS: Final = 30.0
_seen: list[tuple[float, bool]] = []
mirrors(_seen.clear)


def in_several_versions() -> QuerySet[Key]:
    """The newest key of each holder who has earlier ones too."""
    newer = Key.objects.filter(holder_kind=OuterRef("holder_kind"), holder=OuterRef("holder"))
    return Key.objects.filter(holder_kind__in=KINDS).filter(
        Exists(newer.filter(version__lt=OuterRef("version"))), ~Exists(newer.filter(version__gt=OuterRef("version")))
    )


def stale_wraps(key: Key) -> QuerySet[Wrap]:
    """The wraps under earlier versions of this key's holder."""
    return Wrap.objects.filter(holder_kind=key.holder_kind, holder=key.holder, holder_version__lt=key.version)


def is_under_way() -> bool:
    """Whether anything has to be re-wrapped; asked of the database every half minute at most."""
    moment = time.monotonic()
    if not _seen or moment - _seen[0][0] > _SECONDS:
        officers = KeyRotation.objects.filter(kind="recovery", ended_at=None)
        _seen[:] = [(moment, in_several_versions().exists() or officers.exists())]
    return _seen[0][1]


def renew_wraps_of(row: Sealed, key: bytes) -> int:
    """Every genuine wrap of a text that was just opened leads to the newest key of its holder; how many were renewed."""
    if not is_under_way():
        return 0
    newer = Key.objects.filter(
        holder_kind=OuterRef("holder_kind"), holder=OuterRef("holder"), version__gt=OuterRef("holder_version")
    )
    return _renew_wraps(
        (wrap, key) for wrap in Wrap.objects.filter(Exists(newer), sealed=row, key_version=row.key_version)
    )


def rewrap_own(theirs: Key, private: ciphers.PrivateKey, version: int) -> int:
    """A user's own wraps, opened by the earlier private key, lead to her new one; how many."""
    opened = []
    for wrap in stale_wraps(theirs).select_related("sealed").filter(holder_version=version):
        try:
            lock = keystore.lock_key_version(wrap.sealed.lock, wrap.lock_version)
            opened.append((wrap, wraps.open_wrap(wrap, lock, private)))
        except CannotOpen:
            continue
    return _renew_wraps(opened)


def _renew_wraps(opened: Iterable[tuple[Wrap, bytes]]) -> int:
    done = 0
    for wrap, key in opened:
        row = wrap.sealed
        hold_lock(row.lock)
        theirs = check_key(Key.objects.filter(holder_kind=wrap.holder_kind, holder=wrap.holder).latest("version"))
        try:
            lock = keystore.lock_key_version(row.lock, wrap.lock_version)
            wraps.unlock_inner(wrap, lock)
        except CannotOpen:
            continue  # not as it was given: nobody is helped to open it
        before, wrap.holder_version = wrap.holder_version, theirs.version
        blob = wraps.sealed_to(theirs, key, wrap, lock)
        done += Wrap.objects.filter(
            pk=wrap.pk, holder_version=before, lock_version=wrap.lock_version, key_version=wrap.key_version
        ).update(blob=blob, holder_version=theirs.version)
    return done


def forget_earlier_keys(at: datetime) -> int:
    """Earlier keys of holders to whom nothing leads by them any more are gone, with the shares of them; how many.

    A page that is being answered may still wrap to the key that was the newest when it began, so an earlier key stays
    for `GRACE` after the later one was made.
    """
    gone = 0
    for key in in_several_versions().filter(made_at__lte=at - GRACE):
        if not stale_wraps(key).exists():
            gone += (
                Key.objects.filter(holder_kind=key.holder_kind, holder=key.holder, version__lt=key.version)
                .delete()[1]
                .get("trust.Key", 0)
            )
    if gone:
        forget_cached_state()
    return gone


def count_wraps(kind: str) -> tuple[int, int]:
    """(wraps to earlier keys, wraps to the newest) of all holders of a kind."""
    old = sum(stale_wraps(key).count() for key in in_several_versions().filter(holder_kind=kind))
    return old, Wrap.objects.filter(holder_kind=kind).count() - old
