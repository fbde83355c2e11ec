"""Emergency openings: a text is opened without a wrap of the reader's own, while the key store says so.

Some sections are also wrapped to a holder who is nobody. The private half of that holder's key is derived from a key of the
key store, and used here alone, for a grant that is in the key store's own list: a row written into the database opens
nothing. A grant ends by both clocks, the database's and the key store's, and always after `MOST_HOURS`.

This is a rule that the key store keeps, not mathematics: an attacker with the database, the key store and its master together
could open these sections. docs/understand/wall.md says so to those who decide which sections a pack names.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.db import transaction

from amana.countrypacks import pack
from amana.errors import CannotOpen
from amana.vault import ciphers, keystore, wraps
from amana.vault.clock import now
from amana.vault.holding import hold_lock
from amana.vault.models import Key, Sealed, Wrap
from amana.vault.opening import open_through
from amana.vault.proofs import proof_of

if TYPE_CHECKING:
    from amana.vault.key_holder import KeyHolder

_log = logging.getLogger("amana.trust")
KIND: Final = "breakglass"
HOLDER_ID: Final = UUID(int=1)
MOST_HOURS: Final = 4
_AT_ONCE: Final = 500
KEYS: Final = ("break-glass", "break-glass|list")
_KEY, _LIST = KEYS
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS glass (number INTEGER PRIMARY KEY AUTOINCREMENT, grant_id TEXT NOT NULL, deed TEXT NOT NULL,"
    " lock TEXT NOT NULL, user TEXT NOT NULL, sections TEXT NOT NULL, at TEXT NOT NULL, until TEXT NOT NULL,"
    " seal BLOB NOT NULL, UNIQUE (grant_id, deed))"
)


@dataclass(frozen=True)
class Grant:
    """What the key store has written down: whose lock, for whom, which sections, from when until when."""

    id: UUID
    lock: UUID
    user: UUID
    sections: frozenset[str]
    since: datetime
    until: datetime


def is_for_emergencies(sealed: Sealed) -> bool:
    """Whether a text can be opened in an emergency: a section that the pack names, no file and no note."""
    return sealed.kind == "section" and sealed.section in pack().glass.sections


def holder_key() -> Key:
    """The public half for wraps, made on first use. Raises Broken where the database has another than the key store."""
    version, secret = _newest()
    public = ciphers.pair_of(secret)[1]
    proof = proof_of(KIND, HOLDER_ID, version, ciphers.HYBRID, public)
    row, _made = Key.objects.get_or_create(
        holder_kind=KIND,
        holder=HOLDER_ID,
        version=version,
        defaults={"suite": ciphers.HYBRID, "public": public, "proof": proof, "made_at": now()},
    )
    if bytes(row.public) != public or row.suite != ciphers.HYBRID:
        raise ciphers.Broken("break-glass key")
    return row


def _newest() -> tuple[int, bytes]:
    keystore.named_key(_KEY)
    return max(keystore.named_key_versions(_KEY).items())


def write_grant(grant_id: UUID, *, lock: UUID, user: UUID, sections: Iterable[str], until: datetime) -> Grant:
    """The key store has the grant in its list. Raises ValueError for more than `MOST_HOURS` or no section."""
    since, codes = now(), sorted(sections)
    if not codes or not since < until <= since + timedelta(hours=MOST_HOURS):
        raise ValueError(until)
    _append(grant_id, "open", lock, user, codes, since, until)
    return Grant(grant_id, lock, user, frozenset(codes), since, until)


def end_grant(grant_id: UUID) -> None:
    """The grant opens nothing more. Raises CannotOpen for one that was never written."""
    grant = _read(grant_id)
    _append(grant_id, "end", grant.lock, grant.user, sorted(grant.sections), now(), grant.until)


def is_open(grant_id: UUID) -> bool:
    """Whether the key store would open something under this grant now."""
    try:
        grant = _read(grant_id)
    except CannotOpen:
        return False
    return not _is_ended(grant_id) and all(grant.since <= clock < grant.until for clock in _clocks())


def open_under_glass(actor: "KeyHolder", sealed: Sealed, grant_id: UUID) -> dict[str, Any]:
    """The content of a section under an open grant of this actor. Raises CannotOpen. Leaves no line: that is the caller's act."""
    row = Sealed.objects.get(id=sealed.id)
    grant = _read(grant_id)
    fits = grant.lock == row.lock and grant.user == actor.account and row.section in grant.sections
    if not fits or not is_for_emergencies(row) or not is_open(grant_id):
        raise CannotOpen
    wrap = Wrap.objects.filter(sealed=row, holder_kind=KIND, holder=HOLDER_ID, key_version=row.key_version).first()
    secrets = keystore.named_key_versions(_KEY)
    if wrap is None or wrap.holder_version not in secrets:
        raise CannotOpen
    private = ciphers.private_key(ciphers.HYBRID, ciphers.pair_of(secrets[wrap.holder_version])[0])
    content: dict[str, Any] = json.loads(open_through(row, wrap, private))
    if actor.keys is not None:
        actor.keys.shown_under[grant_id] = None
    return content


def has_glass(sealeds: Iterable[Sealed]) -> frozenset[UUID]:
    """The ids among the texts that are wrapped for emergencies already."""
    rows = Wrap.objects.filter(sealed__in=[row.id for row in sealeds], holder_kind=KIND, holder=HOLDER_ID)
    return frozenset(rows.values_list("sealed", flat=True))


# The list in the key store ------------------------------------------------------------------------------


def _append(grant_id: UUID, deed: str, lock: UUID, user: UUID, sections: list[str], at: datetime, until: datetime) -> None:  # fmt: skip
    words = [str(grant_id), deed, str(lock), str(user), ",".join(sections), _text(at), _text(until)]
    base = keystore.table(_TABLE)
    with base.writing():  # so that the list is not re-sealed between reading its key and writing the line
        base.rows(
            "INSERT OR IGNORE INTO glass (grant_id, deed, lock, user, sections, at, until, seal) VALUES (?,?,?,?,?,?,?,?)",
            [*words, _seal(words)],
        )


def _read(grant_id: UUID) -> Grant:
    rows = _rows(grant_id, "open")
    if not rows:
        raise CannotOpen
    _id, _deed, lock, user, sections, since, until = rows[0]
    return Grant(
        grant_id,
        UUID(lock),
        UUID(user),
        frozenset(sections.split(",")),
        datetime.fromisoformat(since),
        datetime.fromisoformat(until),
    )


def _is_ended(grant_id: UUID) -> bool:
    return bool(_rows(grant_id, "end"))


def _rows(grant_id: UUID, deed: str) -> list[list[str]]:
    found = keystore.table(_TABLE).rows(
        "SELECT grant_id, deed, lock, user, sections, at, until, seal FROM glass WHERE grant_id = ? AND deed = ?",
        [str(grant_id), deed],
    )
    for *words, seal in found:
        if _sealed_by(words, bytes(seal)) is None:
            raise ciphers.Broken("break-glass list")
    return [list(words) for *words, _seal_ in found]


def _seal(words: list[str]) -> bytes:
    return _mac(keystore.newest_named(_LIST)[1], words)


def _mac(key: bytes, words: list[str]) -> bytes:
    return ciphers.mac(key, "|".join(words).encode())


def _sealed_by(words: list[str], seal: bytes) -> int | None:
    """The version of the list's key by which a line is sealed; None where it was changed."""
    for version, key in sorted(keystore.named_key_versions(_LIST).items(), reverse=True):
        if ciphers.same(seal, _mac(key, words)):
            return version
    return None


# Renewal of both keys, which needs nobody ----------------------------------------------------------------


def count_keys() -> tuple[int, int]:
    """(wraps and lines of the list under earlier keys, under the newest); what was changed outside is neither."""
    newest = max(keystore.named_key_versions(_KEY), default=0)
    new = Wrap.objects.filter(holder_kind=KIND, holder=HOLDER_ID, holder_version=newest).count()
    old = sum(_open_wrap(wrap, secret) is not None for wrap, secret in _stale())
    lines = [_sealed_by(words, seal) for _number, words, seal in _lines()]
    newest_line = max(keystore.named_key_versions(_LIST), default=0)
    new_lines = sum(version == newest_line for version in lines)
    return old + sum(version is not None for version in lines) - new_lines, new + new_lines


def _stale() -> Iterator[tuple[Wrap, bytes]]:
    """(wrap, secret) of those that lead to an earlier key that is left."""
    secrets = keystore.named_key_versions(_KEY)
    earlier = set(secrets) - {max(secrets, default=0)}
    rows = Wrap.objects.filter(holder_kind=KIND, holder=HOLDER_ID, holder_version__in=earlier)
    for wrap in rows.select_related("sealed").order_by("pk").iterator(_AT_ONCE):
        yield wrap, secrets[wrap.holder_version]


def _open_wrap(wrap: Wrap, secret: bytes) -> bytes | None:
    """The key of the text in a wrap for emergencies; None where it was changed, or forgotten."""
    try:
        lock = keystore.lock_key_version(wrap.sealed.lock, wrap.lock_version)
        return wraps.open_wrap(wrap, lock, ciphers.private_key(ciphers.HYBRID, ciphers.pair_of(secret)[0]))
    except CannotOpen:
        return None


def _lines() -> list[tuple[int, list[str], bytes]]:
    found = keystore.table(_TABLE).rows(
        "SELECT number, grant_id, deed, lock, user, sections, at, until, seal FROM glass ORDER BY number"
    )
    return [(number, list(words), bytes(seal)) for number, *words, seal in found]


def renew_wraps() -> None:
    """Re-wraps every wrap for emergencies to the newest key. One that was changed stays as it is, and unreadable.

    Each is opened in this process alone, by what could open it in an emergency. Broken off, it is done again.
    """
    for wrap, secret in _stale():
        with transaction.atomic():
            hold_lock(wrap.sealed.lock)
            key = _open_wrap(wrap, secret)
            if key is None:
                _log.error("wrap %s of text %s does not open and was left as it is", wrap.pk, wrap.sealed_id)
                continue
            theirs, before = holder_key(), wrap.holder_version
            lock = keystore.lock_key_version(wrap.sealed.lock, wrap.lock_version)
            wrap.holder_version = theirs.version
            Wrap.objects.filter(
                pk=wrap.pk, holder_version=before, lock_version=wrap.lock_version, key_version=wrap.key_version
            ).update(blob=wraps.sealed_to(theirs, key, wrap, lock), holder_version=theirs.version)


def seal_list_anew() -> None:
    """Every true line of the list is sealed by the newest key, all at once."""
    base = keystore.table(_TABLE)
    with base.writing():
        newest = max(keystore.named_key_versions(_LIST), default=0)
        for number, words, seal in _lines():
            if _sealed_by(words, seal) not in (None, newest):
                base.rows("UPDATE glass SET seal = ? WHERE number = ?", [_seal(words), number])


def forget_earlier() -> None:
    """The public halves of earlier keys are gone; nothing is wrapped to them any more."""
    newest = max(keystore.named_key_versions(_KEY), default=0)
    Key.objects.filter(holder_kind=KIND, holder=HOLDER_ID, version__lt=newest).delete()


def _clocks() -> tuple[datetime, datetime]:
    return now(), datetime.now(UTC)


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
