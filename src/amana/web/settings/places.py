"""The time zone of an instance, from its country pack. Read before Django has any app."""

from pathlib import Path
from typing import Any

import yaml


def time_zone_of(pack: str, folder: Path) -> str:
    """The time zone of a pack, or of the one it extends; UTC where none says any or there is no such pack."""
    file = folder / pack / "pack.yaml"
    if not file.is_file():
        return "UTC"
    said: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))["pack"]
    if said.get("timezone"):
        return str(said["timezone"])
    return time_zone_of(str(said["extends"]), folder) if said.get("extends") else "UTC"
