"""Steps of the procedure, and what waits for a second person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from amana.cases import queries
from amana.cases.commands.steps import ProcedureSubject
from amana.cases.step_pages import confirm_page, step_page, step_view
from amana.cases.subjects import subject_of
from amana.trust.actor import actor_of


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, id: UUID, transition: str) -> HttpResponse:
    """One step of the procedure."""
    procedure = queries.one(actor_of(request), id)
    return step_page(request, ProcedureSubject(procedure), transition, back=reverse("cases:one", args=[id]))


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Entries that wait for a second person, and may be looked at by me."""
    actor = actor_of(request)
    rows = [(row.procedure, step_view(actor, row.procedure, row)) for row in queries.steps_to_confirm(actor)[:100]]
    return render(request, "cases/waiting.html", {"rows": rows})


@require_GET
def entry(request: HttpRequest, id: UUID, step: UUID) -> HttpResponse:
    """One entry with its words: who decided, who recorded, who confirmed."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    row = queries.step_in(procedure, step)
    return render(
        request,
        "cases/entry.html",
        {
            "view": step_view(actor, procedure, row, opened=True),
            "procedure": procedure,
            "reference": queries.reference(procedure),
            "back": reverse("cases:one", args=[id]),
        },
    )


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, id: UUID, step: UUID) -> HttpResponse:
    """The second person's look at an entry of any machine."""
    procedure = queries.one(actor_of(request), id)
    row = queries.step_in(procedure, step)
    return confirm_page(request, subject_of(procedure, row), step, back=reverse("cases:one", args=[id]))
