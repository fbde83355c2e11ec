"""Gives a form that could not be accepted back in the page, so that nobody types it again; the server keeps nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amana.signin.reauth import NEVER_REPEATED


def sent_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this form; if it does not, the form is not given back."""
    if request.headers.get("HX-Request") == "true":
        return False
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Returns (name, value) of each field that was typed, passwords aside."""
    return [(name, value) for name, values in request.POST.lists() if name not in NEVER_REPEATED for value in values]


def given_back(request: HttpRequest) -> HttpResponse:
    """Returns a page with all that was typed, passwords aside, and a button that sends it again."""
    context = {"kept": kept_fields(request), "files": bool(request.FILES), "target": request.get_full_path()}
    return render(request, "web/given_back.html", context, status=403)
