"""Session store that keeps only a hash of the id in the database, with contents sealed by the key store.

With a copy of the database nobody can sign in, or see who was doing what.
"""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.utils import timezone

from amana.errors import CannotOpen
from amana.signin.models import Session
from amana.vault.server_secrets import open_secret, seal_secret, version_of_secret

# Activity is written at most so often; the idle limit may be that much shorter.
SEEN_EVERY = timedelta(seconds=30)
_PURPOSE = "session"


def kept_as(session_key: str) -> str:
    """Returns the hash of a session's id that the database has: 160 bits of its SHA-256, which fit the column."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


def decode_row(row: AbstractBaseSession) -> dict[str, Any]:
    """Returns the contents of a row. Raises CannotOpen where it was moved or changed."""
    return SessionStore().decode(open_secret(_PURPOSE, row.session_key, row.session_data))


class SessionStore(db.SessionStore):
    """Django's database store, except that the id itself is in the cookie and nowhere else."""

    began_at: datetime | None = None
    seen_at: datetime | None = None
    device = ""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Returns the model of the rows."""
        return Session

    @classmethod
    def clear_expired(cls) -> None:
        """Deletes the sessions that are over, idle ones too."""
        now = timezone.now()
        Session.objects.filter(expire_date__lte=now).delete()
        Session.objects.filter(seen_at__lte=now - settings.AMANA_IDLE).delete()

    def load(self) -> dict[str, Any]:
        """Returns the contents of the session; nothing, and no id, where it is unknown or over."""
        row = Session.objects.filter(session_key=kept_as(self.session_key or "")).first()
        if row is None or row.is_over(timezone.now()):
            self._session_key = None
            return {}
        self.began_at, self.seen_at, self.device = row.began_at, row.seen_at, row.device
        return decode_row(row)

    def exists(self, session_key: str) -> bool:
        """Returns whether this id is taken."""
        return super().exists(kept_as(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Returns the row to be saved."""
        row = cast(Session, super().create_model_instance(data))
        row.session_key = kept_as(row.session_key)
        row.session_data = seal_secret(_PURPOSE, row.session_key, row.session_data)
        now = timezone.now()
        row.user_id, row.device = data.get(SESSION_KEY), self.device
        row.began_at, row.seen_at = self.began_at or now, self.seen_at or now
        row.expire_date = row.began_at + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Deletes the session: the one named, or this one."""
        known = session_key or self.session_key
        if known is not None:
            super().delete(kept_as(known))

    def begin(self, device: str) -> None:
        """Starts the absolute limit now, in this browser."""
        self.began_at = self.seen_at = timezone.now()
        self.device, self.modified = device, True

    def get_expiry_seconds(self, at: datetime) -> int:
        """Returns how many seconds are left of the absolute limit."""
        end = (self.began_at or at) + timedelta(seconds=settings.SESSION_COOKIE_AGE)
        return int((end - at).total_seconds())

    def touch(self) -> None:
        """Records activity; the idle limit starts again."""
        now = timezone.now()
        if self.session_key and (self.seen_at is None or now - self.seen_at >= SEEN_EVERY):
            self.seen_at = now
            Session.objects.filter(session_key=kept_as(self.session_key)).update(seen_at=now)


def versions() -> Iterator[int]:
    """Yields the version of the key under which each session is sealed; one that was changed outside is left out."""
    for sealed in Session.objects.order_by("session_key").values_list("session_data", flat=True).iterator(500):
        with suppress(CannotOpen):
            yield version_of_secret(sealed)


def seal_anew() -> None:
    """Seals every session under the newest version of its key; one that is being changed just now is written anyway."""
    for row in Session.objects.order_by("session_key").iterator(500):
        with suppress(CannotOpen):
            text = open_secret(_PURPOSE, row.session_key, row.session_data)
            sealed = seal_secret(_PURPOSE, row.session_key, text)
            Session.objects.filter(session_key=row.session_key, session_data=row.session_data).update(
                session_data=sealed
            )


@dataclass(frozen=True)
class SessionCard:
    """One place where a user is signed in: two words for the browser, and since when."""

    name: str
    device: str
    began_at: datetime
    seen_at: datetime
    here: bool


def sessions_of(user_id: UUID, here: str) -> list[SessionCard]:
    """Where this user is signed in, the newest first; `here` is the id of the session that asks."""
    at, mine = timezone.now(), kept_as(here)
    rows = Session.objects.filter(user=user_id).order_by("-began_at")
    return [
        SessionCard(row.session_key, row.device, row.began_at, row.seen_at, row.session_key == mine)
        for row in rows
        if not row.is_over(at)
    ]


def end_sessions(user_id: UUID, *, but: str = "", only: str = "") -> int:
    """Ends this user's sessions from the next request on, and deletes what could open their keys; returns how many.

    `but` is the id of the one session that stays; `only` the name on its card of the one that ends.
    """
    rows = Session.objects.filter(user=user_id)
    if but:
        rows = rows.exclude(session_key=kept_as(but))
    if only:
        rows = rows.filter(session_key=only)
    return rows.delete()[0]
