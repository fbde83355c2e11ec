"""The messenger's key is renewed every day, and its earlier versions are destroyed once nothing waits under them."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Min

from amana.messages.models import Outgoing
from amana.trust import vault
from amana.trust.actor import SYSTEM
from amana.trust.trail import record, watch

_EVERY: Final = timedelta(hours=20)
_VERB: Final = "messages.key_renewed"


def renew_key(now: datetime) -> bool:
    """Whether there is a new version. The one before it stays a day longer, for whoever is just writing under it."""
    last = watch.last(_VERB)
    if last is not None and now - last < _EVERY:
        return False
    newest = vault.renew_messenger_key()
    oldest = Outgoing.objects.exclude(sealed=None).aggregate(least=Min("key_version"))["least"]
    vault.forget_messenger_keys(min(newest - 1, oldest or newest), now)
    record(SYSTEM, _VERB, None, now, version=newest)
    return True
