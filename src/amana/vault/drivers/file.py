"""The master key in a plain file that only the owner of the process reads: who copies the disk has it."""

import os
from pathlib import Path

from django.conf import settings

from amana.vault import ciphers
from amana.vault.drivers import masters
from amana.vault.errors import KeyStoreAway


class FileDriver:
    """Masters in `AMANA_MASTER_KEY`, mode 0600."""

    name = "file"

    def __init__(self) -> None:
        self.path = Path(settings.AMANA_MASTER_KEY)

    def begin(self) -> None:
        """The file is there; made with a new master where there was none."""
        if self._exists():
            return
        new = self._seal_text(masters.to_text({1: ciphers.new_key()}))
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        _write(beside, new)
        try:
            os.link(beside, self.path)  # the file of a quicker process stays
        except FileExistsError:
            pass
        finally:
            beside.unlink()

    def versions(self) -> list[int]:
        """The masters that are there."""
        return sorted(self._masters())

    def wrap(self, key: bytes, where: bytes) -> bytes:
        """`key` under the newest master."""
        return masters.wrap(self._masters(), key, where)

    def unwrap(self, blob: bytes, where: bytes) -> bytes:
        """The key in `blob`."""
        return masters.unwrap(self._masters(), blob, where)

    def mac(self, text: bytes) -> bytes:
        """HMAC under a key of the oldest master."""
        return masters.mac(self._masters(), text)

    def rotate(self) -> int:
        """One more master in the file."""
        there = self._masters()
        number = max(there) + 1
        self._replace(there | {number: ciphers.new_key()})
        return number

    def destroy(self, version: int) -> None:
        """The file no longer holds this master. An older copy of the file still does: it belongs in no backup."""
        there = self._masters()
        if len(there) > 1 and there.pop(version, None) is not None:
            self._replace(there)

    def leave(self) -> None:
        """The file is gone."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as fault:
            raise KeyStoreAway from fault

    def _exists(self) -> bool:
        try:
            return self.path.exists()
        except OSError as fault:
            raise KeyStoreAway from fault

    def _masters(self) -> dict[int, bytes]:
        try:
            return masters.from_text(self._open_text(self.path.read_bytes()))
        except (OSError, ValueError) as fault:
            raise KeyStoreAway from fault

    def _replace(self, there: dict[int, bytes]) -> None:
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        _write(beside, self._seal_text(masters.to_text(there)))
        beside.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _seal_text(self, text: bytes) -> bytes:
        return text

    def _open_text(self, raw: bytes) -> bytes:
        return raw


def _write(path: Path, content: bytes) -> None:
    """A new file with this content, on the disk before anything refers to it. Raises KeyStoreAway."""
    try:
        path.unlink(missing_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as fault:
        raise KeyStoreAway from fault
