"""The master key as a credential of systemd: sealed to this machine, and to its TPM where it has one.

The file next to the data opens on this machine only. A service that loads it (`LoadCredentialEncrypted=amana-master:...`)
finds it opened in its own credentials folder; a user who may call `systemd-creds` opens it without a service.
"""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Final

from amana.process_state import follows_from_arguments
from amana.vault import ciphers
from amana.vault.drivers import masters
from amana.vault.drivers.file import FileDriver
from amana.vault.errors import KeyStoreAway

NAME: Final = "amana-master"
_SECONDS: Final = 30


class CredentialDriver(FileDriver):
    """Masters in a file next to `AMANA_MASTER_KEY`, with the ending .cred, that `systemd-creds` sealed."""

    name = "credential"

    def __init__(self) -> None:
        super().__init__()
        self.path = self.path.with_suffix(".cred")

    @staticmethod
    @follows_from_arguments
    @cache
    def works() -> bool:
        """Whether a credential can be sealed and opened here; tried once in a process."""
        try:
            return _ask_systemd("decrypt", _ask_systemd("encrypt", b"tried")) == b"tried"
        except KeyStoreAway:
            return False

    def unwrap(self, blob: bytes, where: bytes) -> bytes:
        """The key in `blob`: by what the service was given when it started, or by the file as it is now.

        After a rotation the credentials of a service that runs on are those of before. Where it may not ask for the file to
        be opened, KeyStoreAway is raised until it is restarted. All that changes masters reads the file alone.
        """
        loaded = self._load_masters()
        if loaded is not None:
            try:
                return masters.unwrap(loaded, blob, where)
            except ciphers.Broken:
                return super().unwrap(blob, where)
        return super().unwrap(blob, where)

    @staticmethod
    def _load_masters() -> dict[int, bytes] | None:
        """The masters that systemd opened for this service when it started."""
        file = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nonexistent")) / NAME
        try:
            return masters.from_text(file.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as fault:
            raise KeyStoreAway from fault

    def _seal_text(self, text: bytes) -> bytes:
        return _ask_systemd("encrypt", text)

    def _open_text(self, raw: bytes) -> bytes:
        return _ask_systemd("decrypt", raw)


def _ask_systemd(verb: str, text: bytes) -> bytes:
    """What `systemd-creds` answers. Raises KeyStoreAway."""
    program = shutil.which("systemd-creds")
    if program is None:
        raise KeyStoreAway
    try:
        done = subprocess.run(
            [program, verb, f"--name={NAME}", "-", "-"], input=text, capture_output=True, timeout=_SECONDS, check=True
        )
    except (OSError, subprocess.SubprocessError) as fault:
        raise KeyStoreAway from fault
    return done.stdout
