"""Campaigns: planning one, and how far it has come."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from amana.countrypacks.forms import attempt
from amana.outreach import commands, queries
from amana.outreach import pack as kinds
from amana.outreach.forms import CampaignForm
from amana.outreach.views.activities import must_keep, row_of
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_GET
def campaign(request: HttpRequest, id: UUID) -> HttpResponse:
    """The stops of a campaign, and the governorates it has reached of those it goes to."""
    row = queries.campaign(actor_of(request), id)
    activities = queries.activities_of(row)
    reached, to_come = queries.coverage(row, activities)
    return render(
        request,
        "outreach/campaign.html",
        {
            "row": row,
            "rows": [row_of(each) for each in activities],
            "reached": [kinds.place_name(code) for code in reached],
            "to_come": [kinds.place_name(code) for code in to_come],
            "people": sum(each.people or 0 for each in activities),
            "stop": kinds.STOP,
        },
    )


@require_http_methods(["GET", "POST"])
def plan_campaign(request: HttpRequest) -> HttpResponse:
    """Plans a new campaign."""
    actor = actor_of(request)
    must_keep(actor)
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        stored = attempt(form, lambda: commands.plan_campaign(actor, **values, now=now()))
        if stored is not None:
            return redirect("outreach:campaign", stored)
    return render(
        request,
        "outreach/form.html",
        {
            "form": form,
            "heading": gettext("Plan a campaign"),
            "deed": gettext("Put it into the plan"),
            "back": reverse("outreach:list"),
        },
        status=422 if request.method == "POST" else 200,
    )
