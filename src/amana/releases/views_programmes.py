"""Programmes on the desk: creating one, what it spent, and a cap that two people approve."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from amana.countrypacks.forms import attempt
from amana.errors import NotAllowed
from amana.releases import commands, queries
from amana.releases.faces import form_page, may_prepare
from amana.releases.forms import CapForm, ProgrammeForm
from amana.reporting.counting import in_words
from amana.trust import queries as trust
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def new_programme(request: HttpRequest) -> HttpResponse:
    """Creates a programme, with no budget yet."""
    actor = actor_of(request)
    may_prepare(actor)
    form = ProgrammeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = attempt(form, lambda: commands.open_programme(actor, values["key"], values["title"], now=now()))
        if made is not None:
            return redirect("releases:programme", made)
    return form_page(
        request,
        form,
        heading=gettext("A programme of releases"),
        lead=gettext(
            "People about whom data are published from one budget. If the same people were in two programmes, what is "
            "spent on them would add up unseen: have one for the same people."
        ),
        deed=gettext("Open the programme"),
        back=reverse("releases:releases"),
    )


@require_http_methods(["GET", "POST"])
def programme(request: HttpRequest, id: UUID) -> HttpResponse:
    """What a programme may spend and spent, and a new cap, which a second person approves."""
    actor = actor_of(request)
    row = queries.programme(actor, id)
    form = CapForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        may_prepare(actor)
        if form.is_valid():
            epsilon = form.cleaned_data["epsilon"]
            kept = attempt(form, lambda: commands.propose_cap(actor, row, epsilon=epsilon, delta=form.delta, now=now()))
            if kept is not None:
                return redirect("releases:programme", id)
    waiting = [
        (cap, trust.user_name(cap.proposed_by), in_words(round(1 / cap.delta))) for cap in queries.caps_that_wait(row)
    ]
    budget = queries.budget_or_none(row)
    return render(
        request,
        "releases/programme.html",
        {
            "row": row,
            "form": form,
            "budget": budget,
            "one_in": in_words(round(1 / budget.cap.delta)) if budget else None,
            "waiting": waiting,
            "ledger": queries.ledger(actor, row),
            "prepares": actor.can("releases.prepare"),
            "approves": actor.can("releases.approve"),
            "me": actor.account,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def agree_to_cap(request: HttpRequest, id: UUID) -> HttpResponse:
    """Approves a cap as the second person."""
    actor = actor_of(request)
    if not actor.can("releases.approve"):
        raise NotAllowed
    cap = queries.waiting_cap(actor, id)
    if request.method == "POST":
        commands.agree_to_cap(actor, cap, now=now())
    return redirect("releases:programme", cap.programme_id)
