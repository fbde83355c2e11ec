"""Who keeps the master key, which seals the key of the key store: a file under a passphrase, a credential of systemd,
a PKCS#11 token, or for a demo a plain file.

A driver never sees a lock key: it holds the master, and wraps and unwraps the one key under which the store is sealed.
"""

from typing import Protocol

from django.conf import settings

from amana.vault.drivers.credential import CredentialDriver
from amana.vault.drivers.file import FileDriver
from amana.vault.drivers.passphrase import PassphraseDriver
from amana.vault.drivers.pkcs11 import TokenDriver

__all__ = [
    "NAMES",
    "PLAIN",
    "CredentialDriver",
    "Driver",
    "FileDriver",
    "PassphraseDriver",
    "TokenDriver",
    "driver_named",
    "driver_wanted",
]

PLAIN = "file"  # whose master key anybody reads who copies the folder: for a demo alone


class Driver(Protocol):
    """What a keeper of the master key can do. Every method raises KeyStoreAway when the master can't be reached."""

    name: str

    def begin(self) -> None:
        """A master is there; made where there was none."""

    def versions(self) -> list[int]:
        """The masters that are there, oldest first; wraps are made under the last one."""

    def wrap(self, key: bytes, where: bytes) -> bytes:
        """`key` sealed under the newest master and bound to `where`; the blob says which master that was."""

    def unwrap(self, blob: bytes, where: bytes) -> bytes:
        """The key that `wrap` sealed under any master that is there. Raises Broken."""

    def mac(self, text: bytes) -> bytes:
        """32 bytes that only the holder of the oldest master can compute for `text`."""

    def rotate(self) -> int:
        """Adds a new master to the earlier ones. Returns its number."""

    def destroy(self, version: int) -> None:
        """This master is gone for good, and what only it had sealed with it. The last one stays."""

    def leave(self) -> None:
        """No master is left: another driver keeps the store."""


_DRIVERS: dict[str, type[FileDriver] | type[TokenDriver]] = {
    "passphrase": PassphraseDriver,
    "file": FileDriver,
    "credential": CredentialDriver,
    "pkcs11": TokenDriver,
}
NAMES = tuple(_DRIVERS)


def driver_named(name: str) -> Driver:
    """The driver of this name, over the settings of this machine. Raises KeyError."""
    return _DRIVERS[name]()


def driver_wanted(*, demo: bool = False) -> str:
    """The driver of a key store that is made now: what the setting says, else a passphrase, and for a demo a plain file.

    With `auto`, a credential of systemd where one can be made here.
    """
    wanted: str = settings.AMANA_KEY_DRIVER
    if wanted == "auto" and CredentialDriver.works():
        return "credential"
    if wanted in ("", "auto"):
        return PLAIN if demo else "passphrase"
    return wanted
