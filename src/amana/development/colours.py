"""The colours of the pages in both schemes, and the contrast of each pair: measured from the style sheet.

`src/amana/web/static/web/colours.css` holds every colour as a custom property, for light and for dark. PAIRS says what is laid on
what. Tests hold each pair to its ratio, and every other style sheet to naming colours instead of writing them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import ImageColor

from amana.commandline.project import SOURCE

COLOURS: Final = SOURCE / "amana" / "web" / "static" / "web" / "colours.css"
PUBLIC: Final = COLOURS.with_name("public.css")
PUBLIC_AND_COLOURS: Final = COLOURS.with_name("public-and-colours.css")
SCHEMES: Final = ("light", "dark")
SAME_IN_BOTH: Final = "--page-"  # a page of paper, a code that a telephone reads: their ground stays light
TEXT_RATIO, EDGE_RATIO = 4.5, 3.0  # WCAG 2.2: 1.4.3 (AA) for text, 1.4.11 for borders, icons and the ring of the focus

type Scheme = Mapping[str, str]  # the name of a custom property, with its dashes, and its value


@dataclass(frozen=True, slots=True)
class Pair:
    """One colour on another. Of several in front, divided by |, the best counts: the ring of the focus has two."""

    front: str
    ground: str
    needs: float

    def ratio(self, scheme: Scheme) -> float:
        """Returns the contrast in this scheme, from 1 to 21."""
        ground = scheme[f"--{self.ground}"]
        return max(contrast(scheme[f"--{front}"], ground) for front in self.front.split("|"))


def _on(grounds: str, *fronts: str, needs: float = TEXT_RATIO) -> Iterator[Pair]:
    for front in fronts:
        yield from (Pair(front, ground, needs) for ground in grounds.split())


_GROUNDS: Final = "paper sheet sunk faint glaze-wash pome-wash ochre-wash olive-wash plum-wash chosen seal"
PAIRS: Final = (
    *_on(_GROUNDS, "ink", "ink-soft", "glaze"),
    *_on("tile-1 tile-2", "ink"),
    *_on("glaze-wash", "glaze-deep"),
    *_on("paper sheet faint pome-wash", "pome"),
    *_on("ochre-wash sheet", "ochre"),
    *_on("olive-wash sheet", "olive"),
    *_on("plum-wash seal sheet", "plum"),
    *_on("glaze-fill glaze-fill-deep pome-fill", "on-fill"),
    *_on("call", "on-call", "on-call-soft"),
    *_on("bar bar-field", "on-bar", "on-bar-soft"),
    *_on("focus", "on-focus"),
    *_on("tile-3 tile-4", "on-tile-strong"),
    *_on("page-ground page-wash", "page-ink", "page-glaze"),
    *_on("paper sheet sunk", "edge", "glaze", "pome", needs=EDGE_RATIO),
    *_on("paper sheet", "glaze-fill", needs=EDGE_RATIO),
    *_on("bar", "bar-edge", needs=EDGE_RATIO),
    *_on("leave bar focus-edge", "focus", needs=EDGE_RATIO),
    *_on("paper sheet sunk bar glaze-fill pome-fill leave", "focus|focus-edge", needs=EDGE_RATIO),
    *_on("page-ground", "page-edge", needs=EDGE_RATIO),
)

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_DARK: Final = re.compile(r"@media screen and \(prefers-color-scheme:\s*dark\)\s*\{\s*:root\s*\{([^{}]*)\}")
_RULE: Final = re.compile(r"([^{};]*)\{([^{}]*)\}")  # the innermost braces: within a @media, its rules
_NO_COLOUR: Final = re.compile(r"\"[^\"]*\"|url\([^)]*\)|--[\w-]+")
_WRITTEN: Final = re.compile(
    r"(?<![\w-])(?:(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|color-mix|light-dark)\(|"
    rf"(?:#[0-9a-f]{{3,8}}|{'|'.join(sorted(ImageColor.colormap))})(?![\w-]))",
    re.IGNORECASE,
)


def schemes(text: str) -> dict[str, Scheme]:
    """Returns the custom properties of a style sheet for each scheme; dark is light with what it changes."""
    bare = _COMMENT.sub("", text)
    dark = _DARK.search(bare)
    light = dict(_declarations(_RULE.findall(bare[: dark.start()] if dark else bare)))
    changed = dict(_declarations([(":root", dark[1])])) if dark else {}
    return {"light": light, "dark": {**light, **changed}}


def without_dark_value(text: str) -> list[str]:
    """Returns the properties that write a colour and are the same in both schemes without being meant so."""
    both = schemes(text)
    return [
        name
        for name, value in both["light"].items()
        if _is_written(value) and value == both["dark"][name] and not name.startswith(SAME_IN_BOTH)
    ]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21. Source: WCAG 2.2, "relative luminance" and "contrast ratio".

    >>> contrast("#000", "#FFF")
    21.0
    """
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_faint(both: Mapping[str, Scheme], pairs: Iterable[Pair] = PAIRS) -> list[str]:
    """Returns a line for each pair that is read worse than it must be."""
    return [
        f"{name}: {pair.front} on {pair.ground} is {pair.ratio(scheme):.2f}, needs {pair.needs}"
        for pair in pairs
        for name, scheme in both.items()
        if pair.ratio(scheme) < pair.needs
    ]


def written_outside(text: str, *, holds_colours: bool = False) -> list[str]:
    """Returns each declaration that writes a colour; in the sheet that holds them, only those outside its properties."""
    return [
        f"{selector.strip()} {{ {name}: {value} }}"
        for selector, body in _RULE.findall(_COMMENT.sub("", text))
        for name, value in _declarations([(selector, body)])
        if _is_written(value) and not (holds_colours and selector.strip() == ":root" and name.startswith("--"))
    ]


def style_sheets() -> list[Path]:
    """Returns every style sheet that people write; Bootstrap's are left as they came, and one is put together from two."""
    found = sorted(path for path in SOURCE.rglob("static/**/*.css") if not path.name.startswith("bootstrap"))
    return [path for path in found if path != PUBLIC_AND_COLOURS]


def public_sheet() -> str:
    """Returns the sheet of the public face with the colours before it: a telephone on a slow line asks for one file."""
    rules = _COMMENT.sub("", COLOURS.read_text(encoding="utf-8"))
    own = re.sub(r"--bs-[\w-]+:[^;]*;", "", rules)
    colours = re.sub(r"\s*([{};:,])\s*", r"\1", " ".join(own.split()))
    head = f"/* {COLOURS.name} and {PUBLIC.name} in one, written by `./amana docs --write`. */"
    return f"{head}\n{colours}\n{PUBLIC.read_text(encoding='utf-8')}"


def _declarations(rules: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for _selector, body in rules:
        for declaration in body.split(";"):
            name, colon, value = declaration.partition(":")
            if colon:
                yield name.strip(), value.strip()


def _is_written(value: str) -> bool:
    return _WRITTEN.search(_NO_COLOUR.sub("", value)) is not None


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in ImageColor.getrgb(colour)[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def page() -> str:
    """docs/lookup/colours.md."""
    both = schemes(COLOURS.read_text(encoding="utf-8"))
    colours = [
        f"| `{name}` | {light} | {both['dark'][name]} |"
        for name, light in both["light"].items()
        if _is_written(light) or name.endswith("-rgb")
    ]
    pairs = [
        f"| {pair.front.replace('|', ' or ')} | {pair.ground} | {pair.needs} | "
        + " | ".join(f"{pair.ratio(both[scheme]):.1f}" for scheme in SCHEMES)
        + " |"
        for pair in PAIRS
    ]
    return _PAGE.format(colours="\n".join(colours), pairs="\n".join(pairs))


_PAGE: Final = """# Colours

The pages follow the scheme of the reader's system, light or dark, without a switch and without script. What is printed is always
light. Every colour has a name and is given once for each scheme, in `src/amana/web/static/web/colours.css`; the other style sheets use
the names. A test fails when one of them writes a colour itself, when a pair below is read worse than it needs, or when a colour has
no dark value (those of a page of paper, `--page-`, stay light). To change a colour, change it there. To lay one on another, add the
pair in `src/amana/development/colours.py`. This page is written from both files: `./amana docs --write`.

## Values

| property | light | dark |
|---|---|---|
{colours}

## Contrast

Ratios of WCAG 2.2: text needs 4.5, borders, icons and the ring of the focus need 3.

| what | on | needs | light | dark |
|---|---|---|---|---|
{pairs}
"""
