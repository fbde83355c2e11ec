"""Sealing, opening and sharing: a text under its own key, its key wrapped to each holder and locked by the lock key."""

import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from amana.errors import CannotOpen, Conflict
from amana.vault import ciphers, glass, keystore, renewal, wraps
from amana.vault.acting import SYSTEM, acting_as
from amana.vault.clock import now
from amana.vault.holding import hold_lock
from amana.vault.keyring import RECOVERY_ID
from amana.vault.models import Key, Sealed, Wrap
from amana.vault.opening import place_of, text_under, unwrap
from amana.vault.proofs import all_proven
from amana.vault.relocking import close

if TYPE_CHECKING:
    from amana.vault.key_holder import KeyHolder

_log = logging.getLogger("amana.trust")


@dataclass(frozen=True)
class Holder:
    """A user, a unit or the recovery officers."""

    kind: str
    id: UUID


RECOVERY = Holder("recovery", RECOVERY_ID)
GLASS = Holder(glass.KIND, glass.HOLDER_ID)


def seal(
    *,
    lock: UUID,
    kind: str,
    content: Mapping[str, Any],
    holders: Iterable[Holder],
    by: "KeyHolder",
    at: datetime,
    section: str = "",
) -> Sealed:
    """`content` (JSON values) sealed under a new key that `holders` and the recovery officers can open."""
    return seal_bytes(lock=lock, kind=kind, content=_to_bytes(content), holders=holders, by=by, at=at, section=section)


def seal_bytes(
    *,
    lock: UUID,
    kind: str,
    content: bytes,
    holders: Iterable[Holder],
    by: "KeyHolder",
    at: datetime,
    section: str = "",
) -> Sealed:
    """As `seal`, for the bytes of a file."""
    key = ciphers.new_key()
    sealed = Sealed(id=uuid4(), lock=lock, kind=kind, section=section, changed_at=at, changed_by=by.user_id)
    sealed.envelope = _build_envelope(sealed, key, content)
    sealed.save(force_insert=True)
    wanted = dict.fromkeys([*holders, RECOVERY, *_in_emergencies(sealed)])
    _wrap([(sealed, key)], list(wanted), consent_id=None, expires_at=None)
    for wrap in _agreed_in(lock, section):
        holder = Holder(wrap.holder_kind, wrap.holder)
        _wrap([(sealed, key)], [holder], consent_id=wrap.consent, expires_at=wrap.expires_at)
    return sealed


def _in_emergencies(sealed: Sealed) -> tuple[Holder, ...]:
    """The holder for emergencies, for the sections that the pack names."""
    if not glass.is_for_emergencies(sealed):
        return ()
    glass.holder_key()
    return (GLASS,)


def keep_for_emergencies(actor: "KeyHolder", sealed: Sealed) -> None:
    """A section that was sealed before there was a glass can be opened through it too, from the next opening by a holder on."""
    if glass.is_for_emergencies(sealed) and not glass.has_glass([sealed]):
        share(actor, [sealed], *_in_emergencies(sealed))


def _agreed_in(lock: UUID, section: str) -> Iterable[Wrap]:
    """Living wraps by which consents and covers opened this section: what is sealed in it later opens to the same people.

    A wrap that somebody wrote into the database without the lock key opens nothing, and is given nothing.
    """
    if not section:
        return
    texts = Q(sealed__lock=lock, sealed__section=section, sealed__kind="section")
    found = Wrap.objects.filter(texts, _filter_unexpired()).exclude(consent=None)
    for wrap in found.select_related("sealed").defer("sealed__envelope"):
        if is_genuine(wrap, lock):
            yield wrap


def is_genuine(wrap: Wrap, lock: UUID) -> bool:
    """Whether a wrap is as it was given, under a version of the lock that is in use. Needs nobody's key."""
    try:
        wraps.unlock_inner(wrap, keystore.lock_key_version(lock, wrap.lock_version))
    except CannotOpen:
        _log.error("wrap %s of text %s is not as it was given", wrap.pk, wrap.sealed_id)
        return False
    return True


def open_text(actor: "KeyHolder", sealed: Sealed | UUID) -> dict[str, Any]:
    """The content. Raises CannotOpen for whom no living wrap exists. Leaves no line: that is the caller's act."""
    content: dict[str, Any] = json.loads(open_bytes(actor, sealed))
    return content


def open_bytes(actor: "KeyHolder", sealed: Sealed | UUID) -> bytes:
    """The bytes. A text that was marked has a new key from now on. Raises CannotOpen."""
    row = sealed if isinstance(sealed, Sealed) else _row(sealed)
    try:
        key = _key(actor, row)
    except CannotOpen:
        row = _row(row.id)  # its key or its lock may just have changed
        key = _key(actor, row)
    text = text_under(row, key)
    if row.to_be_rotated:
        with transaction.atomic():
            row = Sealed.objects.select_for_update().get(id=row.id)
            if row.to_be_rotated:
                text = text_under(row, _key(actor, row))
                with acting_as(SYSTEM):
                    _rotate(row, text)
                    row.save(update_fields=["envelope", "key_version", "to_be_rotated"])
    elif renewal.is_under_way():
        with transaction.atomic():
            renewal.renew_wraps_of(row, key)
            _wrap([(row, key)], [RECOVERY], consent_id=None, expires_at=None)  # where there were no officers before
    _note_shown(actor, row)
    return text


def reseal(
    actor: "KeyHolder", sealed: Sealed | UUID, content: Mapping[str, Any], *, revision: int, at: datetime
) -> Sealed:
    """New content under the same key, or under a new one where the text was marked.

    Raises Conflict with both texts when somebody was quicker than `revision`.
    """
    row = Sealed.objects.select_for_update().get(id=sealed.id if isinstance(sealed, Sealed) else sealed)
    key = _key(actor, row)
    if row.revision != revision:
        _note_shown(actor, row)
        raise Conflict(theirs=json.loads(text_under(row, key)), mine=dict(content), revision=row.revision)
    row.revision += 1
    if row.to_be_rotated:
        with acting_as(SYSTEM):  # the writer's own wrap is among those that are made again
            _rotate(row, _to_bytes(content))
    else:
        row.envelope = _build_envelope(row, key, _to_bytes(content))
    row.changed_at, row.changed_by = at, actor.user_id
    row.save(update_fields=["envelope", "key_version", "to_be_rotated", "revision", "changed_at", "changed_by"])
    return row


def _note_shown(actor: "KeyHolder", row: Sealed) -> None:
    if actor.keys is not None:
        actor.keys.shown[row.id] = None


def _build_envelope(row: Sealed, key: bytes, content: bytes) -> bytes:
    place = place_of(row, ciphers.CONTRACT)
    return ciphers.encrypt(key, ciphers.pad(content), place, row.key_version, contract=ciphers.CONTRACT)


def _rotate(row: Sealed, content: bytes) -> bytes:
    """`row`, locked and not saved yet, says `content` under a new key, which is wrapped to all who may open it now.

    Those are the holders of genuine, living wraps, each by the ground it was given on. The new key.
    """
    hold_lock(row.lock)
    found = list(Wrap.objects.filter(_filter_unexpired(), sealed=row))
    for wrap in found:
        wrap.sealed = row
    kept = [wrap for wrap in found if is_genuine(wrap, row.lock)]
    Wrap.objects.filter(sealed=row).delete()
    key = ciphers.new_key()
    row.key_version += 1
    row.envelope, row.to_be_rotated = _build_envelope(row, key, content), False
    grounds: dict[tuple[UUID | None, datetime | None], list[Holder]] = defaultdict(list)
    for wrap in kept:
        grounds[wrap.consent, wrap.expires_at].append(Holder(wrap.holder_kind, wrap.holder))
    for (consent_id, expires_at), holders in grounds.items():
        _wrap([(row, key)], holders, consent_id=consent_id, expires_at=expires_at)
    return key


def share(
    actor: "KeyHolder",
    sealeds: Iterable[Sealed],
    holder: Holder,
    *,
    consent_id: UUID | None = None,
    expires_at: datetime | None = None,
) -> None:
    """`holder` can open these texts as well; marked ones have a new key first.

    Raises CannotOpen unless the actor can open every one of them.
    """
    opened: list[tuple[Sealed, bytes]] = []
    with transaction.atomic():
        for row in Sealed.objects.select_for_update().filter(id__in=[row.id for row in sealeds]).order_by("id"):
            key = _key(actor, row)
            if row.to_be_rotated:
                with acting_as(SYSTEM):
                    key = _rotate(row, text_under(row, key))
                    row.save(update_fields=["envelope", "key_version", "to_be_rotated"])
            opened.append((row, key))
        _wrap(opened, [holder], consent_id=consent_id, expires_at=expires_at)


def unshare(sealeds: Iterable[Sealed], holder: Holder, *, consent_id: UUID | None = None) -> None:
    """The wraps of `holder` are gone, those given by `consent_id`, or those held by right when it is None, and access is revoked."""
    rows = [row.id for row in sealeds]
    close(Wrap.objects.filter(sealed__in=rows, holder_kind=holder.kind, holder=holder.id, consent=consent_id))


def unshare_consent(consent_id: UUID) -> int:
    """Deletes every wrap that this consent gave, and revokes access. Returns their number. Needs nobody's key."""
    return close(Wrap.objects.filter(consent=consent_id))


def remove_writer(sealed: Sealed, writer: Holder) -> None:
    """Who wrote a text and just sealed it holds it no more. She knows what she wrote, so its key stays as it is."""
    Wrap.objects.filter(sealed=sealed, holder_kind=writer.kind, holder=writer.id, consent=None).delete()


def holders_of(sealed: Sealed | UUID) -> tuple[Holder, ...]:
    """Those who hold a wrap by right, without consent, in a fixed order; nobody is the holder for emergencies."""
    row = sealed.id if isinstance(sealed, Sealed) else sealed
    rows = (
        Wrap.objects.filter(sealed=row, consent=None).exclude(holder_kind=glass.KIND).order_by("holder_kind", "holder")
    )
    return tuple(Holder(wrap.holder_kind, wrap.holder) for wrap in rows)


def last_change(lock: str) -> Subquery:
    """An annotation: when a text under the lock that the field `lock` names was written or changed last, or None."""
    return Subquery(Sealed.objects.filter(lock=OuterRef(lock)).order_by("-changed_at").values("changed_at")[:1])


def can_open(actor: "KeyHolder", sealed: Sealed | UUID) -> bool:
    """Whether a living wrap lets this actor in; opens nothing."""
    row = sealed if isinstance(sealed, Sealed) else _row(sealed)
    return row.id in openable(actor, [row])


def openable(actor: "KeyHolder", sealeds: Sequence[Sealed]) -> frozenset[UUID]:
    """The ids among `sealeds` that a living wrap lets this actor open; opens nothing."""
    return frozenset(_living(actor).filter(sealed__in=[row.id for row in sealeds]).values_list("sealed", flat=True))


def destroy(sealed: Sealed | UUID) -> None:
    """The text and its wraps are gone from the database."""
    Sealed.objects.filter(id=sealed.id if isinstance(sealed, Sealed) else sealed).delete()


def _row(sealed: UUID) -> Sealed:
    try:
        return Sealed.objects.get(id=sealed)
    except Sealed.DoesNotExist as error:
        raise CannotOpen from error


def _living(actor: "KeyHolder") -> Any:
    mine = Q(holder_kind="user", holder=actor.user_id) | Q(holder_kind="unit", holder__in=actor.unit_ids)
    return Wrap.objects.filter(mine, _filter_unexpired())


def _filter_unexpired() -> Q:
    return Q(expires_at=None) | Q(expires_at__gt=now())


def _key(actor: "KeyHolder", row: Sealed) -> bytes:
    """The key of `row`, through the first wrap that this actor holds."""
    if actor.keys is None:
        raise CannotOpen
    for wrap in _living(actor).filter(sealed=row, key_version=row.key_version).order_by("-holder_kind"):
        return unwrap(row, wrap, actor.keys.private_key(wrap.holder_kind, wrap.holder, wrap.holder_version))
    raise CannotOpen


def _wrap(
    opened: Sequence[tuple[Sealed, bytes]],
    holders: Sequence[Holder],
    *,
    consent_id: UUID | None,
    expires_at: datetime | None,
) -> None:
    """Wraps of each key to each holder; a holder who has one by the same ground keeps it."""
    keys = _newest_keys(holders)
    have = set(
        Wrap.objects.filter(sealed__in=[row for row, _ in opened], consent=consent_id).values_list(
            "sealed", "holder_kind", "holder"
        )
    )
    rows = []
    for row, key in opened:
        hold_lock(row.lock)
        lock_version, lock = keystore.lock_key(row.lock)
        for holder in holders:
            if (row.id, holder.kind, holder.id) in have:
                continue
            theirs = keys.get(holder)
            if theirs is None:
                if holder == RECOVERY:
                    continue  # an instance without recovery officers says so in its set-up page
                raise CannotOpen
            wrap = Wrap(
                sealed=row,
                holder_kind=holder.kind,
                holder=holder.id,
                holder_version=theirs.version,
                lock_version=lock_version,
                key_version=row.key_version,
                consent=consent_id,
                expires_at=expires_at,
            )
            wrap.blob = wraps.sealed_to(theirs, key, wrap, lock)
            rows.append(wrap)
    Wrap.objects.bulk_create(rows)


def _newest_keys(holders: Sequence[Holder]) -> dict[Holder, Key]:
    by_kind: dict[str, list[UUID]] = defaultdict(list)
    for holder in holders:
        by_kind[holder.kind].append(holder.id)
    wanted = Q()
    for kind, ids in by_kind.items():
        wanted |= Q(holder_kind=kind, holder__in=ids)
    newest = {Holder(key.holder_kind, key.holder): key for key in Key.objects.filter(wanted).order_by("version")}
    return dict(zip(newest, all_proven([*newest.values()]), strict=True))


def _to_bytes(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str).encode()
