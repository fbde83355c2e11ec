"""Every page of the desk wears one frame: direction, language, no name in a title, nothing inline."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.conf import LazySettings
from django.http import HttpResponse
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.utils import translation

from amana.web.components import icons
from amana.web.middleware import NothingIsStored

ROOMS = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(ROOMS.glob("*/templates/**/*.html"))
OURS = sorted((ROOMS / "web" / "templates").glob("**/*.html"))
INLINE = {
    "a style attribute": re.compile(r"\sstyle\s*="),
    "a style element": re.compile(r"<style\b"),
    "a handler in an attribute": re.compile(r"\son[a-z]+\s*=\s*[\"']"),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>"),
    "another site's file": re.compile(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=[\"'](?:https?:)?//"),
    "an address made of script": re.compile(r"javascript:"),
}


class SignIn(forms.Form):
    login = forms.CharField()
    password = forms.CharField(widget=forms.PasswordInput)


@pytest.fixture(autouse=True)
def only_the_frame(settings: LazySettings) -> None:
    """The frame by itself: its addresses, and no room's context."""
    settings.ROOT_URLCONF = "amana.web.tests.frame_urls"
    templates = dict(settings.TEMPLATES[0])
    templates["OPTIONS"] = {"context_processors": ["django.template.context_processors.request"]}
    settings.TEMPLATES = [templates]


def page(name: str, language: str = "en", context: Mapping[str, object] | None = None) -> str:
    """A page as Rawan sees it."""
    frame: dict[str, object] = {
        "actor": SimpleNamespace(name="Rawan"),
        "actor_place": "Hawa Centre, Erbil",
        "places": [
            SimpleNamespace(label="My day", url="/", icon="home", current=True, group="work"),
            SimpleNamespace(label="Figures", url="/figures/", icon="chart", current=False, group="account"),
        ],
        "tabs": [SimpleNamespace(label="More", url="/more/", icon="dots", current=False)],
        "csp_nonce": "n0nce",
        "demo": False,
    }
    with translation.override(language):
        return render_to_string(name, frame | dict(context or {}), request=RequestFactory().get("/cases/"))


@pytest.mark.parametrize(
    ("language", "direction", "bootstrap", "name"),
    [
        ("ar", "rtl", "bootstrap.rtl.min.css", "أمانة"),
        ("ckb", "rtl", "bootstrap.rtl.min.css", "Amana"),
        ("en", "ltr", "bootstrap.min.css", "Amana"),
    ],
)
def test_the_page_runs_in_the_reader_s_direction(language: str, direction: str, bootstrap: str, name: str) -> None:
    html = page("web/more.html", language)
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert f"web/{bootstrap}" in html
    assert f'<a class="wordmark" href="/">{name}</a>' in html
    assert f'value="{language}" lang="{language}" aria-current="true"' in html


def test_every_script_carries_the_nonce() -> None:
    scripts = re.findall(r"<script[^>]*>", page("web/more.html"))
    assert len(scripts) == 8
    assert all('nonce="n0nce"' in script and "defer" in script for script in scripts)


def test_places_stand_in_groups_and_one_is_here() -> None:
    html = page("web/more.html")
    assert '<a data-place="/" href="/" aria-current="page">' in html
    assert "<hr>" in html


def test_finding_leaves_no_text_in_an_address() -> None:
    html = page("web/more.html")
    forms_that_find = re.findall(r'<form[^>]*action="/find/"[^>]*>', html)
    assert forms_that_find
    assert all('method="post"' in form for form in forms_that_find)


@pytest.mark.parametrize("name", ["web/more.html", "404.html", "error.html", "account/login.html", "web/cover.html"])
def test_the_demonstration_says_so_on_every_page(name: str) -> None:
    context = {"form": SignIn(), "message": "x"}
    assert "everybody here is made up" in page(name, context=context | {"demo": True})
    assert "everybody here is made up" not in page(name, context=context | {"demo": False})


def test_a_covered_screen_says_nothing_of_us() -> None:
    html = page("web/cover.html")
    assert "<title>Information</title>" in html
    assert "Rawan" not in html


def test_the_public_page_has_one_script_of_ours_no_font_and_a_way_out() -> None:
    html = page("public.html")
    assert re.findall("<script[^>]*>", html) == ['<script type="module" src="/static/web/public.js">']
    assert "amana.css" not in html
    assert "<title>Information</title>" in html
    assert 'class="leave"' in html
    sheet = (ROOMS / "web" / "static" / "web" / "public.css").read_text()
    assert "@font-face" not in sheet
    assert "@import" not in sheet


def test_the_public_page_changes_its_language_by_its_address(settings: LazySettings) -> None:
    settings.ROOT_URLCONF = "amana.web.tests.gallery_urls"
    with translation.override("ar"):
        html = render_to_string("public.html", {"public": True}, request=RequestFactory().get("/ar/public/"))
    assert '<a href="/ckb/public/" lang="ckb" hreflang="ckb">' in html
    assert '<a href="/ar/public/" lang="ar" hreflang="ar" aria-current="true">' in html
    assert "<form" not in html


def test_errors_on_the_public_face_do_not_name_the_house() -> None:
    html = page("404.html", context={"places": None, "actor": None, "public": True})
    assert "Amana" not in html
    assert "<script" not in html


def test_the_page_for_our_own_failure_needs_nothing() -> None:
    with translation.override("en"):
        html = get_template("500.html").render()
    assert "It is not your mistake" in html


def test_made_up_people_sign_in_with_one_click_only_in_the_demonstration() -> None:
    context = {"form": SignIn(), "places": None, "actor": None}
    html = page("account/login.html", context=context | {"demo": True})
    assert 'action="/demo/sign-in/"' in html
    assert "Rawan" in html
    assert "Judge Hiwa" in html
    assert 'action="/demo/sign-in/"' not in page("account/login.html", context=context | {"demo": False})


@pytest.mark.parametrize("template", OURS, ids=lambda path: path.name)
def test_every_template_of_the_frame_can_be_read(template: Path) -> None:
    get_template(template.relative_to(ROOMS / "web" / "templates").as_posix())


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_nothing_is_inline(template: Path) -> None:
    assert inline_parts(template.read_text()) == []


@pytest.mark.parametrize(
    "planted",
    ['<p style="color:red">', "<style>", '<a onclick="x()">', "<script>x()</script>", '<img src="//cdn.example/x">'],
)
def test_the_search_for_inline_parts_finds_a_planted_one(planted: str) -> None:
    assert inline_parts(planted)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_every_icon_named_in_a_template_exists(template: Path) -> None:
    assert set(icons_in(template.read_text())) <= icons.names()


def inline_parts(source: str) -> list[str]:
    """What a strict content security policy would refuse in a template."""
    return [what for what, pattern in INLINE.items() if pattern.search(source)]


def icons_in(source: str) -> Iterator[str]:
    """The names of icons that a template gives in so many words."""
    yield from re.findall(r'{% icon "([^"]+)"', source)


def test_a_page_is_as_long_as_it_says() -> None:
    """Something is put into each form on the way out; a browser cuts a page off where its length ends."""
    page = HttpResponse('<form method="post"></form>' * 5 + "end")
    page["Content-Length"] = str(len(page.content))  # as Django's own middleware says it
    answer = NothingIsStored(lambda request: page)(RequestFactory().get("/"))
    assert int(answer["Content-Length"]) == len(answer.content)
    assert answer.content.count(b'autocomplete="off"') == 5, "the alarm: it grew"
