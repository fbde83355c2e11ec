"""Every form of the desk that posts carries a token of its own, or somebody said here why it does not."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.template import engines
from django.test import Client

import amana
from amana.drafts.commands.sent_forms import FIELD
from tests.cast import World
from tests.world import Desk

SOURCE = Path(amana.__file__).parent
_FORM = re.compile(r'<form\b[^>]*\bmethod="?post\b.*?</form>', re.DOTALL | re.IGNORECASE)
_FIELD = re.compile(rf'name="{FIELD}" value="([\w-]{{24}})"')
WITHOUT: Mapping[str, str] = {
    "public_reports/code.html": "the public face: it looks up a report",
    "public_reports/follow.html": "the public face, with a token of its own",
    "public_reports/receipt.html": "the public face: the code is typed back",
    "public_reports/report.html": "the public face, with a token of its own, from which the code follows",
    "own_page/her_door.html": "a public page: a code opens it, and nobody is signed in",
    "own_page/her_page.html": "a public page, with a token of its own",
    "web/_languages.html": "the language: choosing it twice is choosing it",
}


def without_token(templates: Mapping[str, str]) -> list[str]:
    """The templates, by name, with a form that posts and does not write the tag."""
    return sorted(
        name for name, text in templates.items() if any("{% csrf_token %}" not in form for form in _FORM.findall(text))
    )


def test_every_form_carries_a_token_or_somebody_said_why_not() -> None:
    found = {
        "/".join(file.parts[file.parts.index("templates") + 1 :]): file.read_text()
        for file in SOURCE.glob("*/templates/**/*.html")
    }
    message = "write the tag csrf_token into each form, or say in WITHOUT why it may be sent twice"
    assert without_token(found) == sorted(WITHOUT), message


@pytest.mark.parametrize(
    "form",
    [
        '<form method="post"><button>Send</button></form>',
        '<form class="sheet" method=post action="/x/">{% keep_typing %}</form>',
        '<form method="post">{% csrf_token %}</form><form method="post"><input type="hidden" name="csrfmiddlewaretoken"></form>',
    ],
)
def test_a_form_without_it_is_found(form: str) -> None:
    assert without_token({"a.html": form, "b.html": '<form method="post">{% csrf_token %}</form>'}) == ["a.html"]


def test_each_form_of_a_page_has_another_token_and_so_has_each_page() -> None:
    page = engines["django"].from_string("{% csrf_token %}{% csrf_token %}")
    shown = [_FIELD.findall(page.render({"csrf_token": "x"})) for _ in range(2)]
    tokens = [token for each in shown for token in each]
    assert [len(each) for each in shown] == [2, 2]
    assert len({*tokens}) == 4


def test_a_page_without_the_token_against_forged_requests_has_neither() -> None:
    assert engines["django"].from_string("{% csrf_token %}").render({}) == ""


def test_the_pages_of_the_desk_carry_one_in_each_form(world: World, desk: Desk) -> None:
    client: Client = desk("rawan")
    for address in ("/", f"/cases/{world.case().id}/", "/trust/me/"):
        forms = _FORM.findall(client.get(address).content.decode())
        assert forms
        without = [form for form in forms if not _FIELD.search(form) and 'action="/language/"' not in form]
        assert without == [], address
