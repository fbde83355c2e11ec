"""The page for anybody: tell what was seen, get a code, come back with it. No script, no session, no name."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST

from amana.countrypacks import pack
from amana.intake import commands, queries
from amana.intake.errors import NobodyReads
from amana.intake.forms import CodeForm, PublicForm
from amana.intake.words import CODE_UNKNOWN, STATUS
from amana.trust import vault
from amana.trust.clock import now


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str = "") -> HttpResponse:
    """Three questions; what is written is sealed and stored before the receipt is shown."""
    language = _language(code)
    with translation.override(language):
        if request.method != "POST":
            return _page(request, "report", {"form": PublicForm()}, language)
        form, status = PublicForm(request.POST), 422
        if form.is_valid():
            values = form.cleaned_data
            try:
                _sign, receipt = commands.receive_public_sign(
                    text=values["text"],
                    governorate=values["place"],
                    danger=values["danger"] or "unknown",
                    language=language,
                    now=now(),
                )
            except NobodyReads as refusal:
                form.add_error(None, refusal.message)
                status = refusal.status
            else:
                return _page(request, "receipt", {"groups": vault.groups(receipt)}, language)
        return _page(request, "report", {"form": form}, language, status)


@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest, code: str = "") -> HttpResponse:
    """The code opens one word about what was told, and the answers; a wrong one is told so on the same page."""
    language = _language(code)
    with translation.override(language):
        if request.method != "POST":
            return _page(request, "follow", {"form": CodeForm()}, language)
        form, found = CodeForm(request.POST), None
        if form.is_valid():
            values = form.cleaned_data
            found = commands.follow_by_code(values["code"], text=values["text"], now=now())
            if found is None:
                form.add_error("code", str(CODE_UNKNOWN))
        if found is None:
            return _page(request, "follow", {"form": form}, language, 422)
        sign, replies = found
        context = {
            "form": CodeForm(),
            "status": STATUS[queries.status_of(sign)],
            "replies": [(row.written_by is not None, row.written_at, text) for row, text in replies],
            "added": bool(form.cleaned_data["text"]),
        }
        return _page(request, "follow", context, language)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The same page in the language chosen, by its own address; nothing is kept for it."""
    chosen = request.POST.get("language", "")
    page = urlsplit(request.POST.get("next", "/")).path
    name = "follow_in" if page.rstrip("/").endswith("code") else "report_in"
    return redirect(name, code=chosen if chosen in dict(settings.LANGUAGES) else _language(""))


def _language(code: str) -> str:
    """The language of the address, else the one that the browser asks for."""
    return code or (translation.get_language() or settings.LANGUAGE_CODE).split("-")[0]


def _page(request: HttpRequest, page: str, context: dict[str, Any], language: str, status: int = 200) -> HttpResponse:
    here = "follow_in" if page == "follow" else "report_in"
    urgencies = sorted(pack().urgencies, key=lambda each: each.acknowledge_hours)
    response = render(
        request,
        f"intake/public/{page}.html",
        {
            "links": [(key, name, reverse(here, args=[key])) for key, name in settings.LANGUAGES],
            "shown": language,
            "report_url": reverse("report_in", args=[language]),
            "follow_url": reverse("follow_in", args=[language]),
            "calls": _calls(first=True),
            "other_calls": _calls(first=False),
            "soonest_hours": urgencies[0].acknowledge_hours,
            "latest_hours": urgencies[-1].acknowledge_hours,
            **context,
        },
        status=status,
    )
    response["Content-Language"] = language
    return response


def _calls(*, first: bool) -> list[Any]:
    """Numbers of the pack: those for danger or at any hour first, the others after the form."""
    lines = sorted(pack().hotlines.values(), key=lambda line: (not line.emergency, not line.day_and_night))
    return [line for line in lines if (line.emergency or line.day_and_night) == first]
