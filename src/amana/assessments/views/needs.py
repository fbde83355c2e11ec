"""What somebody needs at once and what makes harm more or less likely; one page, whatever a screening says."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from amana.assessments import pack as assessing
from amana.assessments import queries, rules
from amana.assessments.commands import assessments as commands
from amana.assessments.forms import KINDS, LEVELS, NeedsForm, OutcomeForm
from amana.assessments.queries import assessments
from amana.assessments.views import children, violence
from amana.assessments.views._tasks import shown_tasks, ways_to_help
from amana.cases.queries import Procedure
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.errors import Conflict
from amana.intake import queries as intake_queries
from amana.intake.forms import compare_with_newer
from amana.intake.pack_sections import SCREENING
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def needs(request: HttpRequest, procedure: UUID) -> HttpResponse:
    """Shows and saves the page of a person's needs and factors."""
    actor = actor_of(request)
    return _page(request, actor, assessments.person(actor, procedure))


@require_http_methods(["GET", "POST"])
def assessment(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows something that was noted: an incident, or the page of needs."""
    actor = actor_of(request)
    row = assessments.assessment(actor, id)
    if assessments.kind_of(row) == rules.VIOLENCE:
        return violence.incident(request, row)
    if assessments.kind_of(row) == rules.CHILD:
        return children.notice(request, row)
    return _page(request, actor, row.procedure, row)


def _page(request: HttpRequest, actor: Actor, person: Procedure, row: queries.Assessment | None = None) -> HttpResponse:
    row, at = row or assessments.needs(actor, person), now()
    content, revision = commands.open_assessment(actor, row, at) if row is not None else ({}, 0)
    kept = rules.relied_on(content.get("answers", {}), content.get("wording", 0), assessing.doubtful_before())
    data = request.POST if request.method == "POST" else None
    form = NeedsForm(data, answers=kept, words=content.get("words", ""), initial={"revision": revision})
    status = 200
    if request.method == "POST":
        assessments.require_writer(actor)
        status = 422
        if form.is_valid():
            values = form.cleaned_data
            done = attempt(
                form,
                lambda: commands.note_needs(
                    actor, person, form.answers(), words=values["words"], row=row, revision=values["revision"], now=at
                ),
            )
            if done is not None:
                return redirect("intake:needs", person.id)
            if isinstance(form.refusal, Conflict):
                status = 409
                compare_with_newer(form, request.POST, _readable(form.refusal))
    screening = SCREENING.of(pack()).entry
    sign = intake_queries.sign_of(person)
    sex = intake_queries.facts_of(person).get("sex")
    return render(
        request,
        "assessments/needs.html",
        {
            "form": form,
            "person": person,
            "reference": intake_queries.case_reference(person),
            "sign": sign if sign is not None and intake_queries.may_read(actor, sign) else None,
            "writes": assessments.may_write(actor),
            "rows": form.rows(screening.needs, sex),
            "levels": [
                {
                    "title": title,
                    "kinds": [
                        {
                            "title": KINDS[kind],
                            "rows": form.rows(
                                (k for k, e in screening.vulnerability.items() if (e.level, e.kind) == (level, kind)),
                                sex,
                            ),
                        }
                        for kind in KINDS
                    ],
                    "known": sum(kept.get(k) == "yes" for k, e in screening.vulnerability.items() if e.level == level),
                }
                for level, title in LEVELS.items()
            ],
            "tasks": shown_tasks(actor, [row] if row is not None else [], at),
            "help": ways_to_help(actor, person),
            "written": row,
            "now": at,
        },
        status=status,
    )


def _readable(conflict: Conflict) -> Conflict:
    """Returns the same conflict, with the words of questions and answers instead of their codes."""

    def describe_answers(content: dict[str, Any]) -> dict[str, str]:
        answers = {str(assessing.label_of(k)): assessing.finding(k, a) for k, a in content.get("answers", {}).items()}
        return {**answers, "words": str(content.get("words", ""))}

    return type(conflict)(
        theirs=describe_answers(conflict.theirs), mine=describe_answers(conflict.mine), **conflict.details
    )


@require_POST
def task_done(request: HttpRequest, id: UUID) -> HttpResponse:
    """Finishes a task, with its outcome."""
    actor = actor_of(request)
    row = assessments.task(actor, id)
    form = OutcomeForm(request.POST)
    commands.finish_task(actor, row, form.data.get("outcome", ""), now())
    return redirect("intake:assessment", row.assessment_id)
