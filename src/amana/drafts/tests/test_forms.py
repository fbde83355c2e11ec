"""Every long form of the desk is kept while somebody types, or somebody said here why it is not."""

import re
from collections.abc import Mapping
from pathlib import Path

import amana

SOURCE = Path(amana.__file__).parent
_FORM = re.compile(r'<form\b[^>]*method="post".*?</form>', re.DOTALL)
_ASKS = re.compile(r"{% fields? |<textarea")
_KEPT = re.compile(r"{% keep_typing[^%]* %}|web/_step_form\.html")
NOT_KEPT: Mapping[str, str] = {
    "duplicates/known.html": "the page says that what is written there is kept nowhere",
    "intake/observe.html": "the page says that nothing is stored yet",
    "intake/observed.html": "the last page of the same card, before anything is stored",
    "intake/call.html": "a call keeps its words by itself while they are typed",
    "screening/question.html": "an interview keeps each answer by itself",
    "screening/part.html": "an interview keeps each answer by itself",
    "steps/second_person.html": "nothing is confirmed by a draft that is put back",
    "own_page/page.html": "a code and a PIN are made here",
    "own_page/her_door.html": "a public page",
    "own_page/her_page.html": "a public page",
    "erasure/stop.html": "a reason, and nothing that a person writes",
    "erasure/forget.html": "a reason and a day, and nothing that a person writes",
    "releases/columns.html": "choices, and nothing that a person writes",
    "accounts/account.html": "roles and a unit of a colleague",
    "web/set_up.html": "nobody has an account yet, and there are passwords in it",
    "web/given_back.html": "a form that comes back holds all that was typed already",
    "signin/prove.html": "a code of a second factor",
    "account/login.html": "a password",
    "mfa/totp/activate_form.html": "a code of a second factor",
    "mfa/webauthn/add_form.html": "the name of a key",
    "mfa/webauthn/edit_form.html": "the name of a key",
    "account/password_change.html": "passwords",
}
PUBLIC = "public_reports/"


def unkept(templates: Mapping[str, str]) -> list[str]:
    """The templates, by name, with a form that somebody types into and that does not keep what is typed."""
    return sorted(
        name
        for name, text in templates.items()
        if any(_ASKS.search(form) and not _KEPT.search(form) for form in _FORM.findall(text))
    )


def test_every_form_is_kept_or_somebody_said_why_not() -> None:
    found = {
        "/".join(file.parts[file.parts.index("templates") + 1 :]): file.read_text()
        for file in SOURCE.glob("*/templates/**/*.html")
    }
    left = [name for name in unkept(found) if not name.startswith(PUBLIC) and name not in NOT_KEPT]
    assert not left, (
        f"put the tag keep_typing into the forms of {left}, or say in NOT_KEPT why what is typed is not kept"
    )
    assert {*NOT_KEPT} <= {*found}


def test_a_form_without_it_is_found() -> None:
    form = '<form method="post">{% csrf_token %}{% fields form %}</form>'
    assert unkept({"a.html": form, "b.html": form.replace("}{% f", "}{% keep_typing %}{% f")}) == ["a.html"]
