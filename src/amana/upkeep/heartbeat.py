"""A file that the worker touches, so that somebody who looks knows that it lives."""

from datetime import datetime
from pathlib import Path

from django.conf import settings


def heartbeat() -> Path:
    """The file."""
    return Path(settings.AMANA_DATA) / "worker.alive"


def beat(now: datetime) -> None:
    """The worker's duty."""
    del now
    heartbeat().touch(mode=0o600)
