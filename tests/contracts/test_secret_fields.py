"""A field that holds a secret is on the one list of those that no page repeats and no draft keeps; nothing else is."""

import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from django import forms

import amana
from amana.drafts.views import NOT_KEPT
from amana.signin.reauth import NEVER_REPEATED

SOURCE = Path(amana.__file__).parent
SECRET = frozenset({"one-time-code", "current-password", "new-password"})
# The code of a second factor holds for one use, and is asked where no page gives a form back and none is kept. Elsewhere a
# field of this name is no secret: the number of a paper sheet, the code of a trainee.
NO_SECRET_ELSEWHERE = frozenset({"code"})
_INPUT = re.compile(r"<input\b[^>]*>")
_ATTRIBUTE = re.compile(r'\b(name|type|autocomplete)="([^"]*)"')


def all_forms() -> Iterator[type[forms.BaseForm]]:
    """Every form class that a module of the product defines."""
    for module in pkgutil.walk_packages([str(SOURCE)], "amana."):
        if module.name.endswith("forms") and ".tests" not in module.name:
            importlib.import_module(module.name)
    waiting = list(forms.BaseForm.__subclasses__())
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.startswith("amana."):
            yield form


def fields_of(form: type[forms.BaseForm]) -> Mapping[str, forms.Field]:
    """The fields of a form class by name, those aside that a form adds when it is made."""
    found: Mapping[str, forms.Field] = vars(form).get("base_fields", {})
    return found


def is_secret(field: forms.Field) -> bool:
    """Whether a browser is told that the field holds a password or a code."""
    return isinstance(field.widget, forms.PasswordInput) or field.widget.attrs.get("autocomplete") in SECRET


def secret_fields(found: Iterable[type[forms.BaseForm]]) -> dict[str, str]:
    """The fields of these forms that hold a secret: name, and a form that has it."""
    return {name: str(form) for form in found for name, field in fields_of(form).items() if is_secret(field)}


def secret_inputs(pages: Mapping[str, str]) -> dict[str, str]:
    """The inputs of these templates that hold a secret: name, and a template that has it."""
    found = {}
    for page, text in pages.items():
        for each in map(dict, map(_ATTRIBUTE.findall, _INPUT.findall(text))):
            if each.get("type") == "password" or each.get("autocomplete") in SECRET:
                found[each.get("name", "")] = page
    return found


def templates() -> dict[str, str]:
    """Every template of the product, by path."""
    return {str(file.relative_to(SOURCE)): file.read_text() for file in SOURCE.glob("*/templates/**/*.html")}


def test_every_secret_is_on_the_list() -> None:
    found = secret_fields(all_forms()) | secret_inputs(templates())
    assert len(found) > 3
    assert {name: where for name, where in found.items() if name not in NEVER_REPEATED}.keys() == NO_SECRET_ELSEWHERE
    assert NEVER_REPEATED < NOT_KEPT


def test_nothing_that_somebody_would_miss_is_on_the_list() -> None:
    lost = {
        f"{form.__module__}.{form.__name__}.{name}"
        for form in all_forms()
        for name, field in fields_of(form).items()
        if name in NOT_KEPT and not is_secret(field) and "password" not in name
    }
    assert lost == set()


def test_a_secret_of_another_name_and_a_harmless_field_would_be_found() -> None:
    class Planted(forms.Form):
        phrase = forms.CharField(widget=forms.PasswordInput)
        harmless = forms.CharField()

    assert secret_fields([Planted]) == {"phrase": str(Planted)}
    planted = '<input class="a" name="shown"><input\n  name="hidden" type="password">'
    assert secret_inputs({"a.html": planted}) == {"hidden": "a.html"}
