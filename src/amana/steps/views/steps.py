"""Steps of the procedure, and entries as they were recorded."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from amana.cases import queries
from amana.cases.subjects import ProcedureSubject
from amana.steps.pages import step_page, step_view
from amana.trust.actor import actor_of


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, id: UUID, transition: str) -> HttpResponse:
    """One step of the procedure."""
    procedure = queries.one(actor_of(request), id)
    return step_page(request, ProcedureSubject(procedure), transition, back=reverse("cases:one", args=[id]))


@require_GET
def entry(request: HttpRequest, id: UUID, step: UUID) -> HttpResponse:
    """One entry with its words: who decided, who recorded, who confirmed."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    row = queries.step_in(procedure, step)
    return render(
        request,
        "steps/entry.html",
        {
            "view": step_view(actor, procedure, row, opened=True),
            "procedure": procedure,
            "reference": queries.reference(procedure),
            "back": reverse("cases:one", args=[id]),
        },
    )
