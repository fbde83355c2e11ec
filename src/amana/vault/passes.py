"""A pass: a short secret that a page carries for somebody for a little while, so that the page itself does not show it.

It is sealed under a secret of the processes of this instance, and not under the key store, which the public face lacks.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings

from amana.vault import ciphers

_MOST: Final = 2000


def give_pass(purpose: str, text: str, at: datetime) -> str:
    """`text` sealed for this purpose from this moment on, as characters for a form."""
    place = ciphers.build_associated_data("pass", purpose, "", 1)
    return urlsafe_b64encode(ciphers.encrypt(_key(), f"{int(at.timestamp())}|{text}".encode(), place)).decode()


def read_pass(purpose: str, given: str, at: datetime, *, lasts: timedelta) -> str | None:
    """The text; None when the pass is not ours, is for something else, or is older than it lasts."""
    if len(given) > _MOST or not given.isascii():
        return None
    try:
        told = ciphers.decrypt(
            _key(), urlsafe_b64decode(given), ciphers.build_associated_data("pass", purpose, "", 1)
        ).decode()
    except (ciphers.Broken, ValueError):
        return None
    moment, _, text = told.partition("|")
    age = at - datetime.fromtimestamp(int(moment), UTC)
    return text if timedelta(minutes=-1) <= age <= lasts else None


def _key() -> bytes:
    return ciphers.derive_key(sha256(str(settings.SECRET_KEY).encode()).digest(), "passes")
