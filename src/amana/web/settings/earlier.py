"""Secrets by which Django signed before the present one: they are taken for a day after it was changed."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

KEPT = timedelta(days=1)


def earlier_secrets(path: Path) -> list[str]:
    """Those that are still taken, the latest first. `./amana keys rotate secret` writes the file."""
    if not path.exists():
        return []
    since = datetime.now(UTC) - KEPT
    return [text for at, text in json.loads(path.read_text()) if datetime.fromisoformat(at) > since]
