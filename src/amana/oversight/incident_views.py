"""Pages of the register of incidents: the list, a new one, one with its clocks and words."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from amana.countrypacks.forms import attempt
from amana.errors import NotFound
from amana.oversight import incidents
from amana.oversight.incident_forms import IncidentForm, WordsForm
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.trust.capabilities import CapabilityId
from amana.vault.clock import now


def _watcher(request: HttpRequest, capability: CapabilityId | None = None) -> Actor:
    """Returns the actor, who watches. Raises NotFound for others: the pages do not exist for them."""
    actor = actor_of(request)
    wanted: list[CapabilityId] = [capability] if capability else ["protection.watch", "incidents.confirm"]
    if not any(actor.can(each) for each in wanted):
        raise NotFound
    return actor


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """Lists all incidents, newest first."""
    actor = _watcher(request)
    page = Paginator(incidents.incidents_for(actor), 25).get_page(request.GET.get("page"))
    context = {
        "rows": incidents.describe_incidents(page),
        "page": page,
        "now": now(),
        "alarms": incidents.alarms(actor),
        "may_record": actor.can("protection.watch"),
    }
    return render(request, "oversight/incidents.html", context)


@require_http_methods(["GET", "POST"])
def new_incident(request: HttpRequest) -> HttpResponse:
    """Records an incident; its kind may be in the address, from an alarm."""
    actor = _watcher(request, "protection.watch")
    form = IncidentForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        row = attempt(form, lambda: incidents.record_incident(actor, **form.cleaned_data, now=now()))
        if row is not None:
            return redirect("oversight:incident", row.id)
    context = {
        "form": form,
        "heading": gettext("A new incident"),
        "lead": gettext(
            "Write what you know now. Measures and who was told are added later. No names of people we help."
        ),
        "deed": gettext("Keep the incident"),
        "back": reverse("oversight:incidents"),
    }
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def incident(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows one incident: clocks, words for the data-protection officer, the next action. Prints as a report."""
    actor = _watcher(request)
    row = incidents.one(actor, id)
    deed = request.POST.get("deed", "")
    form = WordsForm(request.POST if deed == "note" else None)
    if request.method == "POST" and deed != "note":
        _do(actor, row, deed, request.POST.get("who", ""))
        return redirect("oversight:incident", id)
    if request.method == "POST" and form.is_valid():
        incidents.note(actor, row.id, words=form.cleaned_data["words"], now=now())
        return redirect("oversight:incident", id)
    asked_by = trust.user_name(row.close_asked_by)
    context: dict[str, Any] = {
        "incident": incidents.describe_incidents([incidents.one(actor, id)])[0],
        "form": form,
        "words": incidents.words_of(actor, row, now=now()) if actor.can("protection.watch") else None,
        "may_write": actor.can("protection.watch") and row.closed_at is None,
        "may_confirm": row.close_asked_by is not None
        and row.closed_at is None
        and actor.can("incidents.confirm")
        and actor.user_id not in (row.close_asked_by, row.recorded_by),
        "asked_by": asked_by,
        "closed_by": trust.user_name(row.closed_by),
        "now": now(),
    }
    return render(request, "oversight/incident.html", context, status=422 if form.errors else 200)


def _do(actor: Actor, row: incidents.Incident, deed: str, who: str) -> None:
    at = now()
    match deed:
        case "told":
            incidents.record_notified(actor, row.id, who=who, now=at)
        case "ask":
            incidents.ask_to_close(actor, row.id, now=at)
        case "close":
            incidents.confirm_close(actor, row.id, now=at)
        case _:
            raise NotFound
