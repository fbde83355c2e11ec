"""What the pages of releases share: who may prepare, and the page of one form."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amana.errors import NotAllowed
from amana.trust.actor import Actor


def may_prepare(actor: Actor) -> None:
    """Raises NotAllowed for users who may not prepare releases."""
    if not actor.can("releases.prepare"):
        raise NotAllowed


def form_page(
    request: HttpRequest, form: forms.Form, *, heading: str, lead: str, deed: str, back: str, **more: Any
) -> HttpResponse:
    """The page of one form: a heading, what happens next, the action, the way back."""
    return render(
        request,
        "releases/form.html",
        {"form": form, "heading": heading, "lead": lead, "deed": deed, "back": back, **more},
        status=422 if form.errors else 200,
    )
