"""The goals of a person's plan."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from amana.assistance import commands, queries
from amana.assistance.forms import GoalForm
from amana.cases import queries as cases
from amana.cases.queries import Procedure
from amana.countrypacks.forms import attempt
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, id: UUID) -> HttpResponse:
    """The goals so far, and one more."""
    actor, at = actor_of(request), now()
    procedure = cases.one(actor, id)
    cases.require_own(actor, "cases.manage", procedure)
    form = GoalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def keep() -> UUID:
            return commands.set_goal(actor, procedure, category=values["category"], words=values["words"], now=at)

        if attempt(form, keep) is not None:
            return redirect("assistance:plan", id)
    return _page(request, actor, procedure, form, status=422 if request.method == "POST" else 200)


def _page(
    request: HttpRequest,
    actor: Actor,
    procedure: Procedure,
    form: GoalForm,
    *,
    opened: UUID | None = None,
    text: str = "",
    status: int = 200,
) -> HttpResponse:
    return render(
        request,
        "assistance/plan.html",
        {
            "form": form,
            "goals": queries.goals_of(procedure),
            "procedure": procedure,
            "reference": cases.reference(procedure),
            "back": reverse("cases:one", args=[procedure.id]),
            "opened": opened,
            "opened_text": text,
            "may_change": True,
            "now": now(),
        },
        status=status,
    )


@require_POST
def close_goal(request: HttpRequest, id: UUID, goal: UUID) -> HttpResponse:
    """Records whether the goal was met."""
    actor = actor_of(request)
    procedure = cases.one(actor, id)
    commands.close_goal(actor, procedure, goal, met=request.POST.get("met") == "yes", now=now())
    return redirect("assistance:plan", id)


@require_POST
def goal_words(request: HttpRequest, id: UUID, goal: UUID) -> HttpResponse:
    """Shows the words of one goal; records the opening."""
    actor, at = actor_of(request), now()
    procedure = cases.one(actor, id)
    cases.require_own(actor, "cases.manage", procedure)
    text = commands.open_goal(actor, procedure, goal, at)
    return _page(request, actor, procedure, GoalForm(), opened=goal, text=text)
