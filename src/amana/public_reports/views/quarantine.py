"""Reports that came in a flood wait here until somebody has looked: one person lets one through, two put one aside."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.countrypacks import pack
from amana.errors import NotFound
from amana.intake import commands
from amana.intake.tabs import desk_tabs
from amana.intake.views.signs import pairs_of
from amana.public_reports import commands as letterbox
from amana.public_reports import queries
from amana.public_reports.forms import AsideForm
from amana.public_reports.queries import Waiting
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


@require_GET
def quarantine(request: HttpRequest) -> HttpResponse:
    """Reports that wait, danger first and then the newest; nothing of what was written."""
    actor = actor_of(request)
    rows = [_row(actor, each) for each in queries.in_quarantine(actor)]
    return render(request, "public_reports/quarantine.html", {"rows": rows, "here": "quarantine", **desk_tabs(actor)})


def _row(actor: Actor, each: Waiting) -> dict[str, Any]:
    country = pack()
    names = {name: {option.id: str(option.label) for option in country.lists[name]} for name in ("language", "channel")}
    known = each.governorate in country.governorates
    return {
        "letter": each,
        "area": str(country.place(each.governorate).name) if known else "",
        "language": names["language"].get(each.language, ""),
        "channel": names["channel"].get(each.channel, ""),
        "danger": each.danger == "yes",
        "proposed_by": trust.user_name(each.proposed_by) if each.proposed_by else "",
        "mine": each.proposed_by == actor.user_id,
    }


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, id: UUID) -> HttpResponse:
    """One report that waits; opened by POST, which is in the trail."""
    actor = actor_of(request)
    row = _waiting(actor, id)
    text = letterbox.open_letter(actor, id, now()) if request.method == "POST" else None
    return _page(request, actor, row, text=text)


def _page(
    request: HttpRequest,
    actor: Actor,
    row: Waiting,
    *,
    text: commands.SignText | None = None,
    aside: AsideForm | None = None,
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "public_reports/letter.html",
        {
            **_row(actor, row),
            "pairs": pairs_of(text) if text is not None else None,
            "aside": aside or AsideForm(),
        },
        status=status,
    )


def _waiting(actor: Actor, id: UUID) -> Waiting:
    found = next((each for each in queries.in_quarantine(actor) if each.id == id), None)
    if found is None:
        raise NotFound
    return found


@require_POST
def let_through(request: HttpRequest, id: UUID) -> HttpResponse:
    """It is a report: from now on it is a sign like any other."""
    return redirect("intake:sign", letterbox.let_through(actor_of(request), id, now()).id)


@require_POST
def put_aside(request: HttpRequest, id: UUID) -> HttpResponse:
    """It is none, says one person with a reason; a second one agrees, and then it is closed."""
    actor = actor_of(request)
    row = _waiting(actor, id)
    form = AsideForm(request.POST)
    if row.proposed_by is None and not form.is_valid():
        return _page(request, actor, row, aside=form, status=422)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    letterbox.put_aside(actor, id, reason, now())
    return redirect("intake:quarantine")
