"""The secret by which Django signs and counters hide their names: a file next to the data, and earlier ones for a day.

Processes read both files when they start. Until each was restarted, those that still run sign with the earlier secret,
and the new ones accept both.
"""

import json
import os
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings

from amana.upkeep.rotations.kinds import BEGUN, Count, Kind
from amana.vault.models import KeyRotation

KEPT: Final = timedelta(days=1)  # longer than any session lasts
EARLIER: Final = "secret.earlier"


def _file() -> Path:
    return Path(settings.AMANA_DATA) / "secret.key"


def _earlier() -> list[tuple[str, str]]:
    """Returns (since when it is the earlier one, secret), the latest first."""
    file = _file().with_name(EARLIER)
    return [(at, text) for at, text in json.loads(file.read_text())] if file.exists() else []


def _begin(run: KeyRotation, at: datetime) -> None:
    if run.place == BEGUN:
        return
    present, earlier = _file().read_text(), _earlier()
    if present not in {text for _at, text in earlier}:  # else it was interrupted between the two files
        _write(_file().with_name(EARLIER), json.dumps([(at.astimezone(UTC).isoformat(), present), *earlier]))
    _write(_file(), secrets.token_urlsafe(48))
    run.place = BEGUN
    run.save(update_fields=["place"])


def _finish(at: datetime) -> None:
    _file().with_name(EARLIER).unlink(missing_ok=True)


def _count() -> Count:
    """Counts earlier secrets that are still accepted, and the one that signs."""
    since = datetime.now(UTC) - KEPT
    return sum(datetime.fromisoformat(at) > since for at, _text in _earlier()), 1


def _write(file: Path, text: str) -> None:
    """Writes the text to the file, whole, for its owner alone."""
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)


SECRET = Kind(
    "secret",
    _count,
    lambda: 1 + KeyRotation.objects.filter(kind="secret").count(),
    begin=_begin,
    finish=_finish,
    wait=KEPT,
    ends_by_time=True,
)
