"""The colours of both schemes: each is read well on what it is laid on, and no rule of a style sheet forgets the dark one."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from amana.development import colours
from amana.releases.published import page as published

TEXT = colours.COLOURS.read_text(encoding="utf-8")
TEMPLATES = Path(__file__).resolve().parents[1] / "templates"
BOTH = colours.schemes(TEXT)
WORDS_ON_A_PAGE = "--ink-soft: #AEB6B3"


def changed(was: str, to: str) -> str:
    """The style sheet with one thing changed in it."""
    assert TEXT.count(was) == 1
    return TEXT.replace(was, to)


def test_everything_is_read_well_in_both_schemes() -> None:
    assert colours.too_faint(BOTH) == []


@pytest.mark.parametrize(
    ("was", "to", "scheme"),
    [
        (WORDS_ON_A_PAGE, "--ink-soft: #5C6663", "dark"),
        ("--ink-soft: #4C585B", "--ink-soft: #9AA3A5", "light"),
        ("--edge: #7F8A89", "--edge: #4A5351", "dark"),
    ],
)
def test_a_colour_that_is_too_faint_is_named(was: str, to: str, scheme: str) -> None:
    found = colours.too_faint(colours.schemes(changed(was, to)))
    assert found and all(line.startswith(f"{scheme}: {to[2:].partition(':')[0]} on ") for line in found)


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#777777", "#FFFFFF", 4.48), ("#FFFFFF", "#767676", 4.54), ("#0000FF", "#FFFFFF", 8.59)],
)
def test_contrast_is_what_other_tools_say(one: str, other: str, ratio: float) -> None:
    """Known values of the grey that passes by a hair, and of pure blue."""
    assert colours.contrast(one, other) == pytest.approx(ratio, abs=0.005)


def test_every_colour_has_a_dark_value() -> None:
    assert colours.without_dark_value(TEXT) == []
    assert colours.without_dark_value(changed(f"{WORDS_ON_A_PAGE};", "")) == ["--ink-soft"]
    assert BOTH["light"].keys() == BOTH["dark"].keys()
    assert "@media screen and (prefers-color-scheme: dark)" in TEXT  # for print nothing is dark


@pytest.mark.parametrize("sheet", colours.style_sheets(), ids=lambda sheet: sheet.name)
def test_no_style_sheet_writes_a_colour(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")
    assert colours.written_outside(text, holds_colours=sheet == colours.COLOURS) == []


def test_one_sheet_alone_says_which_scheme_it_is() -> None:
    """A frame whose scheme differs from its page's is painted over it: the one without script would hide the page."""
    for sheet in colours.style_sheets():
        count = len(re.findall(r"(?<!prefers-)color-scheme:", sheet.read_text(encoding="utf-8")))
        assert count == (2 if sheet == colours.COLOURS else 0), sheet.name


@pytest.mark.parametrize(
    "rule",
    [
        ".new { color: #fff; }",
        ".new { border: 1px solid #80796A80; }",
        ".new:hover { background: linear-gradient(var(--ink), rgb(0 0 0 / .1)); }",
        "@media print { .new { background: White; } }",
        ".new { fill: hsl(10 20% 30%) }",
        ".new { color: color-mix(in srgb, var(--ink) 50%, transparent); }",
        ".new { --own: oklch(40% .1 200); }",
        ":root { accent-color: teal; }",
    ],
)
@pytest.mark.parametrize("holds_colours", [True, False])
def test_a_colour_that_is_written_is_found(rule: str, holds_colours: bool) -> None:
    assert len(colours.written_outside(f"{TEXT if holds_colours else ''}\n{rule}", holds_colours=holds_colours)) == 1


@pytest.mark.parametrize(
    "rule",
    [
        "/* #fff, white */ .new { color: var(--on-bar); }",
        ".red #add { background: var(--sheet) url(red.svg#fff) no-repeat; }",
        '.new { font-family: "Linen"; color: transparent; fill: currentColor; white-space: nowrap; }',
        "@media (forced-colors: active) { .new { fill: CanvasText; } }",
    ],
)
def test_names_and_words_of_the_system_are_no_colours(rule: str) -> None:
    assert colours.written_outside(rule) == []


def test_every_name_that_is_used_is_given() -> None:
    sheets = [*colours.style_sheets(), *colours.COLOURS.parent.glob("bootstrap*.css")]
    text = {sheet: sheet.read_text(encoding="utf-8") for sheet in sheets}
    given = {name for each in text.values() for name in re.findall(r"(--[\w-]+)\s*:", each)}
    for sheet in colours.style_sheets():
        assert set(re.findall(r"var\((--[\w-]+)", text[sheet])) - given == set(), sheet.name


def test_every_page_says_that_it_has_both_schemes() -> None:
    head = render_to_string("web/_colours.html")
    assert '<meta name="color-scheme" content="light dark">' in head
    for scheme in colours.SCHEMES:
        ground = BOTH[scheme]["--paper"]
        assert f'<meta name="theme-color" content="{ground}" media="(prefers-color-scheme: {scheme})">' in head
    desk, public = '{% include "web/_colours.html" %}', '{% include "web/_colours.html" with whole=True %}'
    for name, included in {
        "desk": [desk],
        "plain": [public, desk],
        "public": [public],
        "web/stay_frame": [desk],
    }.items():
        source = (TEMPLATES / f"{name}.html").read_text(encoding="utf-8")
        sheet = r'<link rel="stylesheet" href="{% static .web/(?:amana|public-and-colours).css. %}">'
        assert re.findall(rf"\n(.*)\n{sheet}", source) == included


def test_the_public_face_asks_for_one_sheet_with_the_same_colours() -> None:
    assert "colours.css" not in render_to_string("web/_colours.html", {"whole": True})
    own = colours.schemes(colours.public_sheet())
    for scheme in colours.SCHEMES:
        wanted = {name: value for name, value in BOTH[scheme].items() if not name.startswith("--bs-")}
        assert {name: value for name, value in own[scheme].items() if name in wanted} == wanted
    assert colours.PUBLIC_AND_COLOURS.read_text(encoding="utf-8") == colours.public_sheet()


def test_the_same_colours_stand_where_no_variable_reaches() -> None:
    for scheme in BOTH.values():
        for name in ("--bs-link-color", "--bs-link-hover-color"):
            colour = scheme["--glaze" if name == "--bs-link-color" else "--glaze-deep"]
            parts = scheme[f"{name}-rgb"].split(", ")
            assert colour == "#{:02X}{:02X}{:02X}".format(*map(int, parts))
    for kind, name in (("light", "chevron-down"), ("dark", "chevron-down-dark")):
        drawn = Path(str(finders.find(f"web/{name}.svg"))).read_text(encoding="utf-8")
        assert f'stroke="{BOTH[kind]["--glaze"]}"' in drawn
        assert BOTH[kind]["--chevron"] == f"url({name}.svg)"


def test_the_page_of_a_release_has_the_same_colours_in_its_own_file() -> None:
    style = published.STYLE.replace("){:root", ") { :root").replace("scheme:dark", "scheme: dark")
    assert colours.written_outside(style, holds_colours=True) == []
    own = colours.schemes(style)
    assert own["light"] != own["dark"]
    for scheme in colours.SCHEMES:
        names = [name for name in own[scheme] if name.startswith("--")]
        assert [own[scheme][name] for name in names] == [BOTH[scheme][name] for name in names]
