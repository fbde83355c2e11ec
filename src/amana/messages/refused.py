"""Counts refused requests by connector and day, in a small file, so that a flood of them fills no table."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Final

from django.conf import settings

_KEPT: Final = timedelta(days=31)


def _file() -> Path:
    return Path(settings.AMANA_DATA) / "connectors.refused"


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


@contextmanager
def _alone() -> Iterator[IO[str]]:
    with open(_file(), "a+", opener=_for_us_alone) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        yield file


def _read(file: IO[str]) -> dict[str, dict[str, int]]:
    try:
        said = json.loads(file.read() or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def count(connector: str, day: date) -> int:
    """Counts one more refusal on this day. Returns the day's total. `connector` is one that the file of connectors names."""
    with _alone() as file:
        counts = _read(file)
        oldest = (day - _KEPT).isoformat()
        counts = {each: of for each, of in counts.items() if each >= oldest}
        today = counts.setdefault(day.isoformat(), {})
        today[connector] = today.get(connector, 0) + 1
        file.seek(0)
        file.truncate()
        json.dump(counts, file)
    return today[connector]


def since(day: date) -> dict[str, int]:
    """Returns how many were refused on this day and later, by connector."""
    found: dict[str, int] = {}
    if _file().exists():
        with _alone() as file:
            for each, of in _read(file).items():
                if each >= day.isoformat():
                    for name, number in of.items():
                        found[name] = found.get(name, 0) + number
    return found
