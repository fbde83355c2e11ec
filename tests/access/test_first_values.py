"""No page sends a choice that nobody made: every form of the desk, and every field of the pack."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from django import forms

import amana
from amana.assessments.forms_children import ToldForm
from amana.cases.models import Procedure
from amana.countrypacks import pack
from amana.countrypacks.forms import Choice, form_class, offer
from amana.countrypacks.loader import pack_names
from amana.emergencies.forms import GlassForm
from amana.intake import queries as intake_queries
from amana.intake.forms import BeginTriageForm
from amana.intake.forms_desk import FeedbackForm
from amana.intake.forms_observing import EndForm
from amana.justice.forms import RequestForm
from amana.public_reports.forms import PhoneForm, ReportForm
from amana.web.forms import SetUpForm
from tests.access import walk
from tests.access.conftest import Scene
from tests.access.first_values import chosen_before

pytestmark = pytest.mark.django_db

TABLE = walk.table()
REVIEWED: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("first_values.yaml").read_text())
# One page is asked by this many of those whom the table lets in: from within, each in another role.
ASKERS = 3


def pages_of(scene: Scene, row: walk.Row) -> Iterator[str]:
    """The page of a route, as a few of those see it whom the table lets in."""
    near = sorted(row.let_in["GET"] & scene.askers.keys(), key=lambda key: (not key.startswith("own:"), key))
    for key in near[:ASKERS]:
        status, body = walk.knock(scene.askers[key].client, "GET", walk.address(row, scene.objects))
        if status == 200:
            yield body.decode(errors="replace")


def forms_with_a_choice() -> set[str]:
    """The name of each form class of the rooms in which one of several values is chosen, with its module."""
    for each in pkgutil.walk_packages(amana.__path__, "amana."):
        if (
            ".tests" not in each.name
            and ".migrations" not in each.name
            and ".settings" not in each.name
            and ("form" in each.name or "views" in each.name or "asking" in each.name or "step_pages" in each.name)
        ):
            importlib.import_module(each.name)
    found: set[type[forms.BaseForm]] = set()
    waiting: list[type[forms.BaseForm]] = [forms.BaseForm]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind not in found:
                found.add(kind)
                waiting.append(kind)
    return {
        f"{kind.__module__}.{kind.__qualname__}" for kind in found
        if kind.__module__.startswith("amana.") and ".tests." not in kind.__module__
        and not kind.__subclasses__() and _chooses(kind)
    }  # fmt: skip


def _chooses(kind: type[forms.BaseForm]) -> bool:
    fields = getattr(kind, "base_fields", {}).values()
    return any(
        isinstance(each, forms.ChoiceField) and not isinstance(each, forms.MultipleChoiceField) for each in fields
    )


def test_no_page_sends_a_choice_that_nobody_made(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: set[str] = set()
    begin = forms.BaseForm.__init__

    def noted(form: forms.BaseForm, *args: Any, **kwargs: Any) -> None:
        drawn.update(f"{kind.__module__}.{kind.__qualname__}" for kind in type(form).__mro__)
        begin(form, *args, **kwargs)

    monkeypatch.setattr(forms.BaseForm, "__init__", noted)
    # There is something to count in more than one month on any day, and not only on the first of one.
    Procedure.objects.filter(id=scene.objects["case"]).update(begun_at=scene.world.now - timedelta(days=40))
    silent, met = [], set()
    for route, row in TABLE.items():
        for page in pages_of(scene, row):
            for name, value in chosen_before(page).items():
                at = f"{route} {name}"
                met.add(at)
                if at not in REVIEWED["known"] and value not in REVIEWED["neutral"]:
                    silent.append(f"{at}: {value}")
    assert not silent, "\n".join(sorted(set(silent)))
    assert not (gone := REVIEWED["known"].keys() - met), f"allowed and no longer met: {sorted(gone)}"
    unseen = forms_with_a_choice() - drawn - forms_drawn_here(scene).keys()
    assert not unseen, "drawn neither by a page of the walk nor by hand: " + ", ".join(sorted(unseen))


def forms_drawn_here(scene: Scene) -> dict[str, forms.BaseForm]:
    """Forms that no page of the walk shows, because their record stands at another place or the page is public."""
    actor, units = scene.askers["own:case_manager"].actor, intake_queries.intake_units()
    made = (
        GlassForm(), BeginTriageForm(roles=["screener", "case_manager"]), ToldForm(), EndForm(units=units),
        RequestForm(actor=actor), ReportForm(), PhoneForm(), FeedbackForm(language="en"),
        SetUpForm(initial={"language": "en"}),
    )  # fmt: skip
    return {f"{type(form).__module__}.{type(form).__qualname__}": form for form in made}


def test_no_form_off_the_walk_has_a_silent_first_value(scene: Scene) -> None:
    silent = {
        name: found
        for name, form in forms_drawn_here(scene).items()
        if (found := chosen_before(f'<form method="post">{form.as_div()}</form>'))
    }
    # The first administrator reads the page in this language.
    assert silent == {"amana.web.forms.SetUpForm": {"language": "en"}}


def test_no_field_of_the_pack_has_a_silent_first_value() -> None:
    silent = {
        key: found
        for name in pack_names()
        for key, field in pack(name).fields.items()
        if (found := chosen_before(f'<form method="post">{form_class([field])().as_div()}</form>'))
    }
    assert not silent


class Planted(forms.Form):
    """A form with every mistake: a list that begins with its first value, one chosen on purpose, and a radio button."""

    service = forms.ChoiceField(choices=[("a", "A"), ("b", "B")])
    urgency = forms.ChoiceField(choices=[("", "—"), ("soon", "Soon"), ("late", "Late")], initial="late")
    answer = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect, initial="yes")
    asked = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect)
    only = forms.ChoiceField(choices=[("one", "One")])
    several = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")])


def test_a_planted_form_is_caught() -> None:
    page = f'<form method="post">{Planted().as_div()}</form>'
    assert chosen_before(page) == {"service": "a", "urgency": "late", "answer": "yes"}
    assert chosen_before(page.replace("post", "get")) == {}


def test_what_a_form_offers_begins_with_nothing() -> None:
    class Mended(forms.Form):
        service = forms.ChoiceField()
        grouped = forms.ChoiceField()
        only = forms.ChoiceField()
        kind = Choice(choices=[("a", "A"), ("b", "B")])

    form = Mended()
    offer(form, "service", [("a", "A"), ("b", "B")])
    offer(form, "grouped", [("of one kind", [("a", "A"), ("b", "B")])])
    offer(form, "only", [("one", "One")])
    page = f'<form method="post">{form.as_div()}</form>'
    assert chosen_before(page) == {}
    assert Mended({"service": "", "grouped": "", "only": "", "kind": ""}).is_valid() is False
