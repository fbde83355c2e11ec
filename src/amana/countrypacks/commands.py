"""The commands on a pack of an instance: confirming a value."""

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
    """Records that this user vouches for the current value at `path`, with the reason.

    The pack is not changed. Raises NoSuchValue for a path without a value, ReasonMissing without words. The caller,
    which knows roles, decides who may do this.
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
