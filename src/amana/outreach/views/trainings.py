"""Trainings: the sealed register, and the tests under anonymous codes."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from amana.countrypacks.forms import attempt
from amana.errors import CannotOpen
from amana.outreach import commands, queries, rules
from amana.outreach import pack as kinds
from amana.outreach.errors import NotATraining
from amana.outreach.forms import TestsForm, TraineeForm
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


def _training(actor: Actor, id: UUID) -> queries.Activity:
    row = queries.activity(actor, id)
    if row.type != kinds.TRAINING:
        raise NotATraining
    return row


@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, id: UUID) -> HttpResponse:
    """The register of a training. Its names are opened on request for the unit that keeps it."""
    actor, at = actor_of(request), now()
    row = _training(actor, id)
    names, sealed = None, False
    opening = request.POST.get("deed") == "open"
    form = TraineeForm(request.POST if request.method == "POST" and not opening else None)
    if opening:
        try:
            names = commands.open_register(actor, row, now=at)
        except CannotOpen:
            sealed = True
    elif request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: commands.add_trainee(actor, row, **values, now=at)) is not None:
            return redirect("outreach:register", id)
    return render(
        request,
        "outreach/register.html",
        {
            "row": row,
            "form": form,
            "lines": [
                (card, kinds.label("sex", card.sex), kinds.label("institution", card.institution))
                for card in queries.register_of(row, names)
            ],
            "opened": names is not None,
            "sealed": sealed,
        },
        status=422 if form.is_bound else 200,
    )


@require_POST
def mark(request: HttpRequest, id: UUID, trainee: UUID) -> HttpResponse:
    """Records whether the trainee finished."""
    actor = actor_of(request)
    finished = request.POST.get("finished") == "yes"
    commands.mark_finished(actor, _training(actor, id), trainee, finished=finished, now=now())
    return redirect("outreach:register", id)


@require_POST
def remove(request: HttpRequest, id: UUID, trainee: UUID) -> HttpResponse:
    """Deletes a line of the register with its name."""
    actor = actor_of(request)
    commands.remove_trainee(actor, _training(actor, id), trainee, now=now())
    return redirect("outreach:register", id)


@require_http_methods(["GET", "POST"])
def tests(request: HttpRequest, id: UUID) -> HttpResponse:
    """The tests of a training, in pairs, and how many trainees became better."""
    actor = actor_of(request)
    row = _training(actor, id)
    form = TestsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: commands.add_tests(actor, row, **values, now=now())) is not None:
            return redirect("outreach:tests", id)
    cards = queries.tests_of(row)
    better, pairs = rules.count_improved(rules.Paired(card.code, card.pre, card.post) for card in cards)
    return render(
        request,
        "outreach/tests.html",
        {
            "row": row,
            "form": form,
            "cards": [(card, kinds.label("sex", card.sex) if card.sex else "") for card in cards],
            "better": better,
            "pairs": pairs,
        },
        status=422 if request.method == "POST" else 200,
    )


@require_POST
def remove_tests(request: HttpRequest, id: UUID, test: UUID) -> HttpResponse:
    """Deletes a pair of tests."""
    actor = actor_of(request)
    commands.remove_tests(actor, _training(actor, id), test, now=now())
    return redirect("outreach:tests", id)
