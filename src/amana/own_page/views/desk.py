"""The desk's side of a person's own page: it is made and renewed by the team; complaints are answered above it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana import vault
from amana.cases import queries as cases
from amana.countrypacks.forms import attempt
from amana.errors import NotAllowed
from amana.intake.tabs import desk_tabs
from amana.own_page import commands as commands
from amana.own_page import queries
from amana.own_page.forms import AnswerForm, CopyForm, NewPageForm
from amana.trust.actor import actor_of
from amana.vault.clock import now


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "POST"])
def own_page(request: HttpRequest, procedure: UUID) -> HttpResponse:
    """Her page: made with the PIN that she chooses, renewed, or ended. Its code is shown once."""
    actor = actor_of(request)
    case = cases.one(actor, procedure)
    page = queries.page_of(actor, case)
    deed = request.POST.get("do", "")
    data = request.POST if request.method == "POST" else None
    form: CopyForm = NewPageForm(data) if page is None or deed == "new" else CopyForm(data)
    if deed == "end":
        commands.end_own_page(actor, case, now())
        return redirect("intake:own_page", procedure=procedure)
    if data is not None and form.is_valid():
        words, dates = form.cleaned_data["words"], form.dates()
        if isinstance(form, NewPageForm):
            pin = form.cleaned_data["pin"]
            code = attempt(
                form,
                lambda: commands.make_own_page(actor, case, pin=pin, dates=dates, words=words, now=now()),
            )
            if code is not None:
                shown = {"groups": vault.codes.in_groups(code), "back": reverse("cases:one", args=[procedure])}
                return render(request, "own_page/code.html", {"reference": cases.reference(case), **shown})
        else:
            commands.renew_own_page(actor, case, dates=dates, words=words, now=now())
            return redirect("intake:own_page", procedure=procedure)
    wants_new = page is not None and (deed == "new" or request.GET.get("new") == "1")
    if wants_new and data is None:
        form = NewPageForm()
    return render(
        request,
        "own_page/page.html",
        {"page": page, "form": form, "wants_new": wants_new, "case": case, "reference": cases.reference(case)},
        status=422 if data is not None else 200,
    )


@require_http_methods(["GET", "POST"])
def own_order(request: HttpRequest, id: UUID) -> HttpResponse:
    """She withdrew by herself: what the team has to know, and that it has read it."""
    actor = actor_of(request)
    if request.method == "POST":
        return redirect("cases:one", id=commands.saw_order(actor, id, now()))
    row = queries.order(actor, id)
    page = {"word": row, "case": row.page.procedure, "reference": cases.reference(row.page.procedure)}
    return render(request, "own_page/order.html", {**page, "ended": queries.ended_by(row)})


@require_GET
def voices(request: HttpRequest) -> HttpResponse:
    """Complaints of people, and what they think of the help."""
    actor = actor_of(request)
    if not actor.can("voices.read"):
        raise NotAllowed
    page = {"complaints": queries.complaints_for(actor)[:100], "feedback": queries.feedback_for(actor)[:200]}
    return render(request, "own_page/voices.html", {**page, "here": "voices", **desk_tabs(actor)})


@require_http_methods(["GET", "POST"])
def complaint(request: HttpRequest, id: UUID) -> HttpResponse:
    """One complaint: opened by POST, which is in the trail."""
    actor = actor_of(request)
    row = queries.complaint(actor, id)
    opened = commands.open_word(actor, row, now()) if request.method == "POST" else None
    return render(request, "own_page/complaint.html", {"word": row, "opened": opened, "form": AnswerForm()})


@require_POST
def answer_complaint(request: HttpRequest, id: UUID) -> HttpResponse:
    """She is answered on her page."""
    actor = actor_of(request)
    row = queries.complaint(actor, id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        page = {"word": row, "opened": None, "form": form}
        return render(request, "own_page/complaint.html", page, status=422)
    commands.answer_complaint(actor, row, text=form.cleaned_data["text"], now=now())
    return redirect("intake:voices")


@require_POST
def feedback(request: HttpRequest, id: UUID) -> HttpResponse:
    """What somebody thinks of the help, opened."""
    actor = actor_of(request)
    text = commands.open_feedback(actor, id, now())
    return render(request, "own_page/feedback.html", {"text": text})
