"""What can be done about a pack on an instance: vouch for a value."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amana.countrypacks.errors import NoSuchValue, ReasonMissing
from amana.countrypacks.loader import pack
from amana.countrypacks.models import Confirmation
from amana.countrypacks.queries import digest_of

REASON_LENGTH = 300


@transaction.atomic
def confirm_value(
    user_id: UUID, path: str, reason: str, now: datetime, *, pack_id: str | None = None, made_up: bool = False
) -> Confirmation:
    """The value at `path`, as it stands now, is vouched for by this user, with the reason.

    The pack stays as it is. Raises NoSuchValue for a path without a value, ReasonMissing without words. Who may do
    this is decided by the caller, which knows roles.
    """
    chosen = pack(pack_id)
    try:
        value = chosen.value(path)
    except KeyError:
        raise NoSuchValue(path=path) from None
    words = reason.strip()
    if not words or len(words) > REASON_LENGTH:
        raise ReasonMissing(field="reason", limit=REASON_LENGTH)
    return Confirmation.objects.create(
        pack=chosen.id,
        path=path,
        value_digest=digest_of(value.value),
        confirmed_by=user_id,
        reason=words,
        made_up=made_up,
        at=now,
    )
