"""What the country pack calls unconfirmed, and the administrator who vouches for it on this instance."""

import json
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from amana.countrypacks import pack, queries
from amana.countrypacks.forms import Words, attempt
from amana.errors import NotFound
from amana.trust import commands
from amana.trust.actor import Actor, actor_of
from amana.trust.clock import now


def _keeper(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.can("pack.confirm"):
        raise NotFound
    return actor


class ReasonForm(forms.Form):
    """Why the value is right: what was read, or whom somebody asked."""

    path = forms.CharField(widget=forms.HiddenInput, max_length=200)
    reason = Words(
        label=_("What it rests on"), help_text=_("The document you read, or the authority you asked, with its date."),
        max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


def _words(value: Any) -> str:
    """A value as an administrator can read it: its name or text where it has one, else its data."""
    if isinstance(value, dict):
        named = value.get("name") or value.get("title") or value.get("text")
        if isinstance(named, dict) and "en" in named:
            return str(named.get(get_language()) or named["en"])
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 240 else text[:240] + "…"


@require_GET
def values(request: HttpRequest) -> HttpResponse:
    """Everything in the pack that nobody has confirmed yet; it cannot stand in an official letter."""
    _keeper(request)
    rows = [(value, _words(value.value)) for value in queries.unconfirmed_values()]
    return render(request, "trust/pack.html", {"rows": rows, "pack": pack()})


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """One value, its source, and the reason for which it is vouched for here."""
    actor = _keeper(request)
    path = request.POST.get("path") or request.GET.get("path", "")
    try:
        value = pack().value(path)
    except KeyError:
        raise NotFound from None
    form = ReasonForm(request.POST or None, initial={"path": path})
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(form, lambda: commands.confirm_pack_value(actor, path=path, reason=reason, now=now()))
        if done is not None:
            return redirect("trust:pack")
    return render(
        request,
        "trust/pack_confirm.html",
        {"form": form, "value": value, "words": _words(value.value)},
        status=422 if form.errors else 200,
    )
