"""The frame's addresses, and three pages that show its components to a browser."""

from types import SimpleNamespace

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from amana.web.tests import frame_urls

PLACES = [
    SimpleNamespace(label="My day", url="/form/", icon="home", current=True, group="work"),
    SimpleNamespace(label="Figures", url="/form/", icon="chart", current=False, group="account"),
]


class Told(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Name", help_text="As she says it")
    words = forms.CharField(label="The person’s own words", widget=forms.Textarea, required=False)
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    danger = forms.ChoiceField(label="Danger today", choices=[("y", "Yes"), ("n", "No")], widget=forms.RadioSelect)
    place = forms.ChoiceField(label="Where", choices=[("e", "Erbil"), ("b", "Basra")])
    read_back = forms.BooleanField(label="Read back to her", required=False)


def _frame() -> dict[str, object]:
    return {
        "actor": SimpleNamespace(name="Rawan"),
        "actor_place": "Hawa Centre, Erbil",
        "places": PLACES,
        "tabs": PLACES,
        "demo": True,
    }


def form(request: HttpRequest) -> HttpResponse:
    """A form that came back with its mistakes after a POST, and empty before."""
    told = Told(request.POST) if request.method == "POST" else Told()
    return render(
        request, "web/confirm.html", _frame() | {"heading": "Told", "what": "x", "deed": "Keep", "form": told}
    )


def more(request: HttpRequest) -> HttpResponse:
    """The places of a phone."""
    return render(request, "web/more.html", _frame())


def public(request: HttpRequest) -> HttpResponse:
    """The public face's frame."""
    return render(request, "public.html", {"demo": True, "public": True})


urlpatterns = [
    *frame_urls.urlpatterns,
    path("form/", form, name="form"),
    path("more/", more, name="more"),
    *i18n_patterns(path("public/", public, name="public")),
]
