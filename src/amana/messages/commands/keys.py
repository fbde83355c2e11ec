"""Rotates the messenger's key every day, and destroys its earlier versions once nothing waits under them.

`./amana keys rotate messenger` does the same at once, and seals what waits again.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Min

from amana import vault
from amana.messages.models import Outgoing
from amana.messages.states import MessageState
from amana.trust.actor import SYSTEM
from amana.trust.trail import record, watch
from amana.upkeep import rotations
from amana.upkeep.rotations.kinds import BEGUN
from amana.vault.models import KeyRotation
from amana.vault.renewal import GRACE

_EVERY: Final = timedelta(hours=20)
_VERB: Final = "messages.key_renewed"


def renew_key(now: datetime) -> bool:
    """Rotates the key if due. Returns whether there is a new version. The previous one stays a day longer, for writes
    in progress.
    """
    last = watch.last_done(_VERB)
    if last is not None and now - last < _EVERY:
        return False
    newest = vault.messenger.renew_messenger_key()
    oldest = Outgoing.objects.exclude(sealed=None).aggregate(least=Min("key_version"))["least"]
    vault.messenger.forget_messenger_keys(min(newest - 1, oldest or newest), now)
    record(SYSTEM, _VERB, None, now, version=newest)
    return True


def kind() -> rotations.Kind:
    """Returns the messenger's key, for `./amana keys`."""

    def begin(run: KeyRotation, at: datetime) -> None:
        if run.place != BEGUN:
            vault.messenger.renew_messenger_key()
            run.place = BEGUN
            run.save(update_fields=["place"])

    return rotations.Kind(
        "messenger",
        _count,
        version=vault.messenger.messenger_key_version,
        begin=begin,
        go_on=lambda run, at, progress: _reseal(),
        finish=lambda at: vault.messenger.forget_messenger_keys(vault.messenger.messenger_key_version(), at),
        wait=GRACE,
    )


def _count() -> rotations.Count:
    """Returns (messages that wait under earlier versions, under the newest)."""
    waiting, newest = Outgoing.objects.exclude(sealed=None), vault.messenger.messenger_key_version()
    return waiting.filter(key_version__lt=newest).count(), waiting.filter(key_version=newest).count()


def _reseal() -> None:
    """Re-seals waiting messages under the newest version, except those being sent right now."""
    earlier = Outgoing.objects.filter(state=MessageState.WAITS, key_version__lt=vault.messenger.messenger_key_version())
    for item in list(earlier.values_list("id", flat=True)):
        with transaction.atomic():
            row = Outgoing.objects.select_for_update().get(id=item)
            if row.sealed is not None and row.key_version is not None:
                content = vault.messenger.open_for_messenger(row.id, row.key_version, bytes(row.sealed))
                row.key_version, row.sealed = vault.messenger.seal_for_messenger(row.id, content)
                row.save(update_fields=["key_version", "sealed"])
