"""One half of the exchange's keys: a secret for each year, from which a key for each asker and holder is derived."""

import os
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from amana_methods.linkage.oblivious import derive_key

SEED_BYTES = 32


class NoSuchYear(Exception):
    """The key of that year is destroyed, or not created yet."""


def label(asker: str, holder: str, year: int) -> bytes:
    """Returns the label from which a key is derived: another pair, direction or year gives an unrelated key."""
    return f"amana exchange|{asker}|{holder}|{year}".encode()


class Half:
    """The secrets of this year and the last, each in a file that its owner alone can read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._key = lru_cache(maxsize=512)(self._derive)

    def key(self, asker: str, holder: str, year: int, now: datetime) -> bytes:
        """Derives this half of the key for questions of `asker` to `holder` in `year`. Raises NoSuchYear."""
        this_year = now.astimezone(UTC).year
        if year not in (this_year, this_year - 1) or (year < this_year and not self._file(year).exists()):
            raise NoSuchYear
        return self._key(asker, holder, year)

    def forget_old(self, now: datetime) -> list[int]:
        """Deletes the secrets of the year before the last and earlier. Returns these years."""
        old = [path for path in self.folder.glob("half-*.key") if _year(path) < now.astimezone(UTC).year - 1]
        for path in old:
            path.write_bytes(bytes(SEED_BYTES))
            path.unlink()
        if old:
            self._key.cache_clear()
        return sorted(_year(path) for path in old)

    def _derive(self, asker: str, holder: str, year: int) -> bytes:
        return derive_key(self._seed(year), label(asker, holder, year))

    def _seed(self, year: int) -> bytes:
        path = self._file(year)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(SEED_BYTES))
            file.flush()
            os.fsync(file.fileno())
        return path.read_bytes()

    def _file(self, year: int) -> Path:
        return self.folder / f"half-{year}.key"


def _year(path: Path) -> int:
    return int(path.stem.partition("-")[2])
