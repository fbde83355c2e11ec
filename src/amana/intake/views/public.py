"""The page for anybody: tell what was seen, get a code, come back with it. No script, no session, no name.

The language stands in the address, so that nothing has to be kept on a stranger's phone.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from amana.countrypacks import pack
from amana.intake import commands, queries
from amana.intake.errors import NobodyReads
from amana.intake.forms import CodeForm, PublicForm
from amana.intake.words import CODE_UNKNOWN, STATUS
from amana.trust import rows, vault
from amana.trust.clock import now


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Three questions; what is written is sealed and stored before the receipt is shown."""
    if request.method != "POST":
        return _page(request, "report", {"form": PublicForm()})
    form, status = PublicForm(request.POST), 422
    if form.is_valid():
        values = form.cleaned_data
        try:
            _sign, code = commands.receive_public_sign(
                text=values["text"],
                governorate=values["place"],
                danger=values["danger"] or "unknown",
                language=(translation.get_language() or "").split("-")[0],
                now=now(),
            )
        except NobodyReads as refusal:
            form.add_error(None, refusal.message)
            status = refusal.status
        else:
            return _page(request, "receipt", {"groups": vault.groups(code)})
    return _page(request, "report", {"form": form}, status)


@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """The code opens one word about what was told, and the answers; a wrong one is told so on the same page."""
    if request.method != "POST":
        return _page(request, "follow", {"form": CodeForm()})
    form, found = CodeForm(request.POST), None
    if form.is_valid():
        values = form.cleaned_data
        with rows.acting_as(rows.SYSTEM):  # nobody signs in here: the code alone opens
            found = commands.follow_by_code(values["code"], text=values["text"], now=now())
            status = queries.status_of(found[0]) if found is not None else ""
        if found is None:
            form.add_error("code", str(CODE_UNKNOWN))
    if found is None:
        return _page(request, "follow", {"form": form}, 422)
    _sign, replies = found
    context = {
        "form": CodeForm(),
        "status": STATUS[status],
        "replies": [(row.written_by is not None, row.written_at, text) for row, text in replies],
        "added": bool(form.cleaned_data["text"]),
    }
    return _page(request, "follow", context)


def _page(request: HttpRequest, page: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    urgencies = sorted(pack().urgencies, key=lambda each: each.acknowledge_hours)
    lines = sorted(pack().hotlines.values(), key=lambda line: (not line.emergency, not line.day_and_night))
    first = [line for line in lines if line.emergency or line.day_and_night]
    return render(
        request,
        f"intake/public/{page}.html",
        {
            "calls": first,
            "other_calls": [line for line in lines if line not in first],
            "soonest_hours": urgencies[0].acknowledge_hours,
            "latest_hours": urgencies[-1].acknowledge_hours,
            **context,
        },
        status=status,
    )
