"""Earlier secrets by which Django signed: they are accepted for a day after a change."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

KEPT = timedelta(days=1)


def earlier_secrets(path: Path) -> list[str]:
    """Returns those that are still accepted, the latest first. `./amana keys rotate secret` writes the file."""
    if not path.exists():
        return []
    since = datetime.now(UTC) - KEPT
    return [text for at, text in json.loads(path.read_text()) if datetime.fromisoformat(at) > since]
