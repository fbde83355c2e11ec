"""The icons of the desk: Tabler outlines (MIT), one file each in `web/icons`, drawn into the page as one sprite.

To add an icon, put its file from Tabler's outline set into that folder; its file name is its name.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from amana.process_state import follows_from_arguments

FOLDER = Path(__file__).resolve().parents[1] / "icons"
_SHAPE = re.compile(r'<path d="([^"]+)"')


class UnknownIcon(LookupError):
    """A template names an icon that is not in `web/icons`."""


@follows_from_arguments
@cache
def names() -> frozenset[str]:
    """The names of all icons that can be drawn."""
    return frozenset(path.stem for path in FOLDER.glob("*.svg"))


@follows_from_arguments
@cache
def sprite() -> SafeString:
    """The hidden drawing that holds every icon once; pages place it before its first use."""
    symbols = format_html_join("", '<symbol id="i-{}" viewBox="0 0 24 24">{}</symbol>', _drawings())
    return format_html('<svg class="sprite" aria-hidden="true">{}</svg>', symbols)


def use(name: str, *, turns: bool = False) -> SafeString:
    """One icon of the sprite, hidden from screen readers; with `turns` it is mirrored where writing runs leftwards.

    Raises UnknownIcon, so that a misspelt name is found by the first test of the page and not by its reader.
    """
    if name not in names():
        raise UnknownIcon(f"No icon {name!r} in web/icons; there are: {', '.join(sorted(names()))}")
    kind = "icon icon-turns" if turns else "icon"
    return format_html('<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', kind, name)


def _drawings() -> Iterator[tuple[str, SafeString]]:
    """Each icon's name and its lines."""
    for path in sorted(FOLDER.glob("*.svg")):
        yield (
            path.stem,
            format_html_join("", '<path d="{}"/>', ((shape,) for shape in _SHAPE.findall(path.read_text()))),
        )
