"""The token of a form: sent twice, it is one report, and the code on both receipts is the same.

A token is a moment and 128 random bits with a keyed hash, so that we know our own. The code follows from it under a
secret of this process. Nothing of a token is stored but a hash that cannot be turned round.
"""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings

from amana import vault

SHOWN_AGAIN: Final = timedelta(hours=2)  # later on, a form sent again does not show the code again
_RANDOM, _MAC = 32, 16  # hexadecimal digits


@dataclass(frozen=True)
class Token:
    """`fresh` says whether a receipt may still be shown again for it."""

    once: bytes
    fresh: bool
    _secret: bytes = field(repr=False)

    def code(self, attempt: int) -> str:
        """The code that belongs to the token; another one for each further attempt."""
        return vault.codes.code_from(vault.derive_key(self._secret, f"code|{attempt}"))


def new_token(now: datetime) -> str:
    """A token for a form that is shown now."""
    head = f"{int(now.timestamp()):x}.{secrets.token_hex(_RANDOM // 2)}"
    return f"{head}.{_mac(head)}"


def read(token: str, now: datetime) -> Token:
    """The token of a form. One that is not ours stands for a form of its own: what it brings is kept all the same."""
    head, _, mac = token.rpartition(".")
    if not token.isascii() or not secrets.compare_digest(mac.encode(), _mac(head).encode()):
        token = new_token(now)
        head = token.rpartition(".")[0]
    made = datetime.fromtimestamp(int(head.partition(".")[0], 16), UTC)
    return Token(
        vault.derive_key(_key(), f"once|{head}"), now - made < SHOWN_AGAIN, vault.derive_key(_key(), f"token|{head}")
    )


def of_message(connector: str, provider_id: str) -> bytes:
    """What stands for a provider's message, in every process and for ever."""
    return sha256(f"amana|v1|message|{len(connector)}|{connector}|{provider_id}".encode()).digest()


def _key() -> bytes:
    return sha256(b"amana|v1|letter box|" + str(settings.SECRET_KEY).encode()).digest()


def _mac(head: str) -> str:
    return vault.derive_key(_key(), f"form|{head}").hex()[:_MAC]
