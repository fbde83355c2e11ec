"""Every section of a pack has its entry in the documents."""

import re

from amana.countrypacks.build import shape_with
from amana.countrypacks.loader import PACKS
from amana.countrypacks.room_sections import registered_sections


def test_every_section_has_its_entry_and_every_entry_its_section() -> None:
    text = (PACKS.parent / "docs" / "lookup" / "packs.md").read_text(encoding="utf-8")
    part = text.split("## Sections")[1].split("## A step")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)) == set(shape_with(registered_sections()).model_fields)
