"""Proceedings: starting one, its steps and its milestones."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from amana.cases import queries as cases
from amana.cases.display import pairs_of
from amana.cases.story import StoryLine
from amana.countrypacks import pack
from amana.countrypacks.forms import succeeds
from amana.errors import NotFound
from amana.justice import commands, queries, words
from amana.justice.commands.steps import ProceedingSubject
from amana.justice.forms import MilestoneForm
from amana.justice.pack import PROCEEDING, money_in, state_name
from amana.justice.queries import Proceeding
from amana.justice.views.entering import entry_page
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, id: UUID) -> HttpResponse:
    """Starts following a proceeding. Help never depends on it."""
    actor = actor_of(request)
    procedure = queries.case_in_reach(actor, id)
    if not actor.can("proceedings.record") or not queries.may_record(actor, procedure):
        raise NotFound
    if request.method == "POST":
        row = commands.begin_proceeding(actor, procedure, now=now())
        return redirect("justice:proceeding", row.id)
    return render(
        request,
        "web/confirm.html",
        {
            "heading": gettext("Follow a proceeding"),
            "what": gettext("Complaint, investigation, trial and judgment are recorded as courts decide them."),
            "kept": gettext("The person’s help goes on whatever happens there."),
            "deed": gettext("Follow a proceeding"),
            "case_ref": cases.reference(procedure),
            "cancel_url": reverse("cases:one", args=[id]) if actor.can("cases.read") else reverse("justice:list"),
        },
    )


@require_GET
def proceeding(request: HttpRequest, id: UUID) -> HttpResponse:
    """A proceeding: its place, what can be recorded, its milestones and steps."""
    actor = actor_of(request)
    row = queries.proceeding(actor, id)
    facts = queries.proceeding_facts(row)
    fields = {
        field.id: field
        for step in pack().machine(PROCEEDING).transitions
        for field in step.required
        if field.kept == "facts"
    }
    story = words.step_lines(queries.steps_of(row.procedure, row.id))
    for at, told in queries.milestones_of(row):
        amount = told.get("amount")
        parts = [str(told.get("on", "")), money_in(get_language() or "en", amount) if amount is not None else ""]
        story.append(StoryLine(at, words.milestone_name(told["kind"]), " · ".join(part for part in parts if part)))
    return render(
        request,
        "justice/proceeding.html",
        {
            "proceeding": row,
            "reference": cases.reference(row.procedure),
            "state": state_name(PROCEEDING, row.state),
            "pairs": pairs_of(fields.values(), facts),
            "deeds": words.deeds_of(
                actor,
                ProceedingSubject(row),
                lambda move: (
                    (reverse("justice:proceeding_step", args=[row.id, move.id]), "")
                    if queries.may_record(actor, row.procedure)
                    else (None, gettext("The team and the lawyer of the person record this."))
                ),
            ),
            "papers": _papers(row) if actor.can("cases.read") else [],
            "story": sorted(story, key=lambda line: line.at, reverse=True),
            "may_record": actor.can("proceedings.record") and queries.may_record(actor, row.procedure),
            "case_url": reverse("cases:one", args=[row.procedure_id]) if actor.can("cases.read") else "",
        },
    )


def _papers(row: Proceeding) -> list[tuple[datetime, str, str]]:
    """Returns (when, of what, the file) of the papers scanned for this proceeding, newest first."""
    steps, milestones = queries.steps_of(row.procedure, row.id), queries.milestones_of(row)
    of_steps = [
        (step.recorded_at, state_name(PROCEEDING, step.to_state), str(step.scan)) for step in steps if step.scan
    ]
    others = [(at, words.milestone_name(told["kind"]), told["scan"]) for at, told in milestones if told.get("scan")]
    return sorted([*of_steps, *others], reverse=True)


@require_http_methods(["GET", "POST"])
def proceeding_step(request: HttpRequest, id: UUID, transition: str) -> HttpResponse:
    """Takes one step of a proceeding."""
    actor = actor_of(request)
    row = queries.proceeding(actor, id)
    if not actor.can("proceedings.record") or not queries.may_record(actor, row.procedure):
        raise NotFound
    return entry_page(
        request,
        ProceedingSubject(row),
        transition,
        lambda entry: commands.record_proceeding_step(actor, row, transition, entry, now=now()),
        back=reverse("justice:proceeding", args=[id]),
    )


@require_http_methods(["GET", "POST"])
def milestone(request: HttpRequest, id: UUID) -> HttpResponse:
    """Adds an event of the proceeding, or a hearing to come."""
    actor = actor_of(request)
    row = queries.proceeding(actor, id)
    if not actor.can("proceedings.record") or not queries.may_record(actor, row.procedure):
        raise NotFound
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = MilestoneForm(data, files)
    back = reverse("justice:proceeding", args=[id])
    if request.method == "POST" and form.is_valid():
        values, at = form.cleaned_data, now()
        upload = values.pop("scan")
        scan = (upload.name or "scan", upload.read()) if upload else None
        if succeeds(form, lambda: commands.add_milestone(actor, row, **values, scan=scan, now=at)):
            return redirect(back)
    return render(
        request,
        "cases/form.html",
        {
            "form": form,
            "heading": gettext("What happened in the proceeding"),
            "lead": gettext("A hearing to come stands in my day and feeds the plan of return."),
            "deed": gettext("Keep"),
            "reference": cases.reference(row.procedure),
            "back": back,
        },
        status=422 if form.errors else 200,
    )
