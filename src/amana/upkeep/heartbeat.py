"""A file that the worker touches, so that monitoring can see that it runs."""

from datetime import datetime
from pathlib import Path

from django.conf import settings


def heartbeat() -> Path:
    """Returns the file."""
    return Path(settings.AMANA_DATA) / "worker.alive"


def beat(now: datetime) -> None:
    """Touches the file; the worker's duty."""
    del now
    heartbeat().touch(mode=0o600)
