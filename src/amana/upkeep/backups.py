"""The ledger of backups: which copies of everything, and of the key store, are left.

The oldest copy tells the worker which earlier lock keys are still needed; no copy is kept longer than
`KEPT_FOR_RESTORES`, because an erased case can be opened as long as an old copy of the key store exists. The audit log
records when a copy was made.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from itertools import batched
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from amana import vault
from amana.errors import CannotOpen, NotFound
from amana.signin.models import Session
from amana.trust.actor import SYSTEM, Actor, actor_for
from amana.trust.models import User
from amana.trust.trail import record
from amana.upkeep.locks import KEPT_FOR_RESTORES
from amana.upkeep.models import Backup
from amana.vault.models import Facts, Instance, Sealed, Wrap

ALL, KEYS = "all", "keys"


def begin_copy(kind: str, place: Path, at: datetime) -> UUID:
    """Records that a copy is started at `place`; returns its id. One that continues keeps its id and its moment."""
    row = Backup.objects.filter(kind=kind, place=str(place), finished_at=None, gone_at=None).first()
    if row is None:
        row = Backup.objects.create(id=uuid4(), kind=kind, place=str(place), made_at=at)
    return row.id


@transaction.atomic
def finish_copy(backup_id: UUID, size: int, at: datetime) -> None:
    """Records that the copy is complete."""
    row = Backup.objects.get(id=backup_id)
    row.finished_at, row.size = at, size
    row.save(update_fields=["finished_at", "size"])
    record(SYSTEM, "backups.made", row.id, at, kind=row.kind)


def oldest_left() -> datetime | None:
    """Returns when the oldest copy that still exists was started; None where there is none."""
    return Backup.objects.filter(gone_at=None).order_by("made_at").values_list("made_at", flat=True).first()


def copies_left() -> list[Backup]:
    """Returns the copies that are left, newest first."""
    return list(Backup.objects.filter(gone_at=None).order_by("-made_at"))


def overdue(now: datetime) -> list[Backup]:
    """Returns copies that should be gone: older than the days that any copy is kept."""
    return [row for row in copies_left() if row.made_at < now - KEPT_FOR_RESTORES]


def clear_overdue(now: datetime) -> int:
    """Deletes overdue copies where this machine reaches them, and marks them as gone; returns how many.

    One that is stored elsewhere stays in the ledger until somebody says that it is gone (`./amana backup gone`).
    """
    done = 0
    for row in overdue(now):
        place = Path(row.place)
        if place.exists():
            remove(place)
            say_gone(row.id, now)
            done += 1
        elif place.parent.exists():  # the disk is there and the copy is not: somebody deleted it
            say_gone(row.id, now)
            done += 1
    return done


def remove(place: Path) -> None:
    """Deletes the file or folder."""
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)


@transaction.atomic
def say_gone(backup_id: UUID, at: datetime) -> bool:
    """Marks this copy as gone in the ledger; returns False where it was marked already or is unknown."""
    changed = Backup.objects.filter(id=backup_id, gone_at=None).update(gone_at=at)
    if changed:
        record(SYSTEM, "backups.gone", backup_id, at)
    return bool(changed)


def locks_of_a_copy() -> set[UUID]:
    """Returns the locks of everything in a restored copy, and ends all of its sessions."""
    Session.objects.all().delete()
    return {
        *Sealed.objects.order_by().values_list("lock", flat=True).distinct(),
        *Facts.objects.order_by().values_list("lock", flat=True).distinct(),
    }


@transaction.atomic
def record_restore(made_at: datetime, erasures: int, withdrawals: int, at: datetime) -> None:
    """Records in the audit log that it was rolled back to a copy: what was written after that moment is missing."""
    record(
        SYSTEM,
        "backups.restored",
        None,
        at,
        copy_of=made_at.isoformat(timespec="seconds"),
        erasures=erasures,
        withdrawals=withdrawals,
    )


@transaction.atomic
def record_drill(at: datetime) -> None:
    """Records that a restore was rehearsed, and that all went well."""
    record(SYSTEM, "backups.drilled", None, at)


def actor_by_password(username: str, password: str, *, proven: bool = True) -> Actor:
    """Returns the actor who proves it by password, at a terminal. Raises CannotOpen, NotFound for a locked-out user.

    Without `proven` the key pair needs no proof of the key store: a rehearsal tries so what earlier keys still open.
    """
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise NotFound
    open_key = vault.keyring.open_user_key if proven else vault.keyring.open_unproven_key
    return actor_for(user, open_key(user.id, password))


def demo_password() -> str:
    """Returns the password of all fictional people; empty in an instance of real ones."""
    row = Instance.objects.first()
    return row.demo_password if row is not None and row.demo else ""


def opened_by(username: str, password: str, most: int) -> Iterator[dict[str, Any]]:
    """Returns at most `most` texts opened with a user's own keys, for the rehearsal. Raises CannotOpen, NotFound."""
    actor = actor_by_password(username, password)
    mine = Q(holder_kind="user", holder=actor.account) | Q(holder_kind="unit", holder__in=actor.unit_ids)
    sealed = Wrap.objects.filter(mine).order_by("sealed").values_list("sealed", flat=True).distinct()
    for text in Sealed.objects.filter(id__in=list(sealed[:most]), kind__in=("section", "sign", "screening")):
        yield vault.texts.open_text(actor, text)


def what_opens(people: Iterable[Actor]) -> dict[str, int]:
    """Counts the texts that these people open, and the readable facts, second factors and proofs of public keys.

    For rehearsals, in a process that signs people in.
    """
    from amana.signin import factor_rows  # imported here: the public face has no library for them
    from amana.vault import proofs

    texts: set[UUID] = set()
    for person in people:
        for some in batched(Sealed.objects.order_by("id").iterator(500), 500):
            for text in vault.texts.openable(person, some) - texts:
                with suppress(CannotOpen):
                    vault.texts.open_bytes(person, text)
                    texts.add(text)
    kinds = Facts.objects.order_by().values_list("kind", flat=True).distinct()
    facts = sum(1 for kind in kinds for _ in vault.facts.all_of_kind(kind))
    factors = sum(1 for _ in factor_rows.versions())
    return {"texts": len(texts), "facts": facts, "factors": factors, "proofs": sum(proofs.count_keys())}
