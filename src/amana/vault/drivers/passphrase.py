"""The master key in a file that a passphrase opens: who copies the disk of a machine that is off has nothing of it.

The file is one JSON object: its format, the suite, the cost and salt of Argon2id, and the masters in an envelope that is
bound to all of these. While the machine runs, its memory holds passphrase and keys.
"""

import json
import os
from base64 import b64decode, b64encode
from functools import lru_cache
from typing import Any, Final

from django.conf import settings

from amana.process_state import follows_from_arguments
from amana.vault import ciphers, passphrases
from amana.vault.drivers.file import FileDriver
from amana.vault.errors import WrongPassphrase

_FORMAT: Final = "amana master 1"
_SUITE: Final = "argon2id, aes-256-gcm"
_SALT_BYTES: Final = 16
_MOST: Final = {
    "time_cost": 20,
    "memory_cost": 1_048_576,
    "parallelism": 16,
}  # a changed file may not use up the memory


class PassphraseDriver(FileDriver):
    """Masters in a file next to `AMANA_MASTER_KEY`, with the ending .sealed, under a key derived from a passphrase."""

    name = "passphrase"

    def __init__(self) -> None:
        super().__init__()
        self.path = self.path.with_suffix(".sealed")

    def begin(self) -> None:
        """The file is there and the passphrase opens it; made under a new passphrase where there was none.

        Raises WrongPassphrase, PassphraseMissing, WeakPassphrase, PassphrasesDiffer.
        """
        if not self._exists():
            passphrases.choose()
            super().begin()
        self.versions()

    def seal_anew(self, passphrase: str) -> None:
        """The same masters are under this passphrase from now on. Raises WeakPassphrase, and what opening them raises."""
        passphrases.check(passphrase)
        there = self._masters()
        passphrases.use(passphrase)
        self._replace(there)

    def _seal_text(self, text: bytes) -> bytes:
        cost, salt = dict(settings.AMANA_ARGON2), os.urandom(_SALT_BYTES)
        sealed = ciphers.encrypt(_derive(passphrases.current(), salt, **cost), text, _place(cost, salt))
        told = {"format": _FORMAT, "suite": _SUITE, "argon2id": cost, "salt": _text(salt), "sealed": _text(sealed)}
        return json.dumps(told).encode() + b"\n"

    def _open_text(self, raw: bytes) -> bytes:
        cost, salt, sealed = _parse(raw)
        try:
            return ciphers.decrypt(_derive(passphrases.current(), salt, **cost), sealed, _place(cost, salt))
        except ciphers.Broken as fault:
            passphrases.forget()
            raise WrongPassphrase from fault


def _parse(raw: bytes) -> tuple[dict[str, int], bytes, bytes]:
    """(cost, salt, envelope) of the file. Raises ValueError."""
    told: Any = json.loads(raw)
    try:
        cost = {name: int(told["argon2id"][name]) for name in _MOST}
        salt, sealed = (b64decode(told[name], validate=True) for name in ("salt", "sealed"))
    except (KeyError, TypeError) as fault:
        raise ValueError("no file of a passphrase") from fault
    if (told.get("format"), told.get("suite")) != (_FORMAT, _SUITE) or len(salt) != _SALT_BYTES:
        raise ValueError("format")
    if any(not 1 <= cost[name] <= _MOST[name] for name in _MOST):
        raise ValueError("cost")
    return cost, salt, sealed


def _place(cost: dict[str, int], salt: bytes) -> bytes:
    numbers = "|".join(str(cost[name]) for name in sorted(_MOST))
    return ciphers.build_associated_data("master.sealed", f"{_SUITE}|{numbers}", salt.hex(), 1)


@follows_from_arguments
@lru_cache(maxsize=2)
def _derive(passphrase: str, salt: bytes, *, time_cost: int, memory_cost: int, parallelism: int) -> bytes:
    """The key of the file; every thread of a process asks for it, and Argon2id takes a tenth of a second."""
    cost = {"time_cost": time_cost, "memory_cost": memory_cost, "parallelism": parallelism}
    return ciphers.stretch(passphrase, salt, cost)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
