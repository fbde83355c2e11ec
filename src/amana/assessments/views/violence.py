"""Incidents of violence: noted as they are reported, with the care that cannot wait on top and the type at the end."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from amana.assessments import pack as assessing
from amana.assessments import queries, rules
from amana.assessments.commands import assessments as commands
from amana.assessments.forms import incident_form
from amana.assessments.pack_sections import VIOLENCE
from amana.assessments.queries import assessments
from amana.assessments.views._tasks import shown_tasks, ways_to_help
from amana.cases.pack_sections import CHILDREN
from amana.cases.queries import Procedure
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.errors import Conflict
from amana.intake import findings
from amana.intake import pack as says
from amana.intake import queries as intake_queries
from amana.intake.forms import compare_with_newer
from amana.screening import queries as screening_queries
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now
from amana_methods.violence import Care, consent_at


@require_GET
def incidents(request: HttpRequest, procedure: UUID) -> HttpResponse:
    """Lists the incidents of a person, what is still to do, and what should be asked next."""
    actor = actor_of(request)
    person = assessments.person(actor, procedure)
    rows = assessments.incidents(actor, person)
    sign = intake_queries.sign_of(person)
    return render(
        request,
        "assessments/incidents.html",
        {
            **_about(actor, person),
            "incidents": [{"row": row, **_describe_facts(facts)} for row, facts in rows],
            "tasks": shown_tasks(actor, [row for row, _facts in rows], now()),
            "prompts_incident": assessments.prompts_incident(actor, person),
            "screen_url": (
                assessments.screening_address(sign)
                if sign is not None and actor.can("screening.run") and assessments.prompts_screening(actor, person)
                else ""
            ),
            "rules": VIOLENCE.of(pack()).rules,
            "limits": VIOLENCE.of(pack()).reporting_limits,
            "now": now(),
        },
    )


def _about(actor: Actor, person: Procedure) -> dict[str, Any]:
    sign = intake_queries.sign_of(person)
    return {
        "person": person,
        "reference": intake_queries.case_reference(person),
        "sign": sign if sign is not None and intake_queries.may_read(actor, sign) else None,
        "writes": assessments.may_write(actor),
        "help": ways_to_help(actor, person),
    }


def _describe_facts(facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": assessing.type_name(facts["type"]) if facts.get("type") else "",
        "possible": [assessing.type_name(kind) for kind in facts.get("possible", ())],
        "contexts": [assessing.context_name(name) for name in facts.get("contexts", ())],
    }


@require_http_methods(["GET", "POST"])
def incident_new(request: HttpRequest, procedure: UUID) -> HttpResponse:
    """Notes another incident; nothing of it has to be known."""
    actor = actor_of(request)
    person = assessments.person(actor, procedure)
    assessments.require_writer(actor)
    form = incident_form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        row = attempt(form, lambda: commands.note_incident(actor, person, form.incident(), now=now()))
        if row is not None:
            return redirect("intake:assessment", row.id)
    return render(
        request,
        "assessments/incident_new.html",
        {**_about(actor, person), "form": form, "rules": VIOLENCE.of(pack()).rules},
        status=422 if request.method == "POST" else 200,
    )


def incident(request: HttpRequest, row: queries.Assessment) -> HttpResponse:
    """Shows one incident: urgent care, who agrees to it, the type and the contexts with their reasons, the answers."""
    actor, at = actor_of(request), now()
    content, revision = commands.open_assessment(actor, row, at)
    kept = rules.Incident.from_data(content)
    status = 200
    form = incident_form(request.POST if request.method == "POST" else None, incident=kept, revision=revision)
    if request.method == "POST":
        assessments.require_writer(actor)
        status = 422
        if form.is_valid():
            done = attempt(
                form,
                lambda: commands.note_incident(
                    actor, row.procedure, form.incident(), row=row, revision=form.cleaned_data["revision"], now=at
                ),
            )
            if done is not None:
                return redirect("intake:assessment", row.id)
            if isinstance(form.refusal, Conflict):
                status = 409
                theirs = rules.Incident.from_data(form.refusal.theirs)
                compare_with_newer(form, request.POST, _readable(form.refusal, theirs, form.incident()))
    return render(
        request,
        "assessments/incident.html",
        {
            **_about(actor, row.procedure),
            **_describe_findings(actor, row.procedure, kept, at),
            "row": row,
            "form": form,
            "editing": request.method == "POST",
            "tasks": shown_tasks(actor, [row], at),
            "now": at,
        },
        status=status,
    )


def _readable(conflict: Conflict, theirs: rules.Incident, mine: rules.Incident) -> Conflict:
    """Returns the same conflict, with the words of questions and answers instead of their codes."""
    return type(conflict)(theirs=_in_words(theirs), mine=_in_words(mine), **conflict.details)


def _in_words(incident: rules.Incident) -> dict[str, str]:
    fields = {field.id: field for field in assessing.context_fields()}
    types = VIOLENCE.of(pack()).types
    said = {
        str(types[kind.id].question): str(
            findings.word(types[kind.id].answers, incident.answers.get(kind.id, "not_asked"))
        )
        for kind in assessing.guide().kinds
    }
    known = {
        str(fields[name].label): says.describe_value(fields[name], value)
        for name, value in (incident.facts or {}).items()
        if name in fields
    }
    moments = {"happened_first": incident.first, "happened_last": incident.last}
    when = {
        str(fields[name].label): says.describe_value(fields[name], moment.isoformat())
        for name, moment in moments.items()
        if moment is not None
    }
    return {**when, **said, **known, "words": incident.words}


def _describe_findings(actor: Actor, person: Procedure, incident: rules.Incident, at: datetime) -> dict[str, Any]:
    """Returns clocks, consent, type and contexts of an incident as the page shows them."""
    country, facts = pack(), intake_queries.facts_of(person)
    violence = VIOLENCE.of(country)
    found = rules.found_in(assessing.guide(), incident, now=at, sex=facts.get("sex"))
    windows, types = violence.time_windows, violence.types

    def list_care(*, called_for: bool) -> list[dict[str, Any]]:
        care = [each for each in found.care if each.called_for is called_for]
        return [{"care": each, "window": windows[each.id], "hours": _hours(each)} for each in care]

    oldest = assessing.guide().ages[-1].to_years
    span = rules.age_span(facts, adult_from=CHILDREN.of(country).adult_from_years, oldest=oldest)
    rows = consent_at(assessing.guide().ages, span[0], oldest=span[1])
    ages = {age.from_years: age for age in violence.consent_by_age.ages}
    return {
        "care_now": list_care(called_for=True),
        "care_else": list_care(called_for=False),
        "consent": [ages[row.from_years] for row in rows],
        "consent_open": len(rows) > 1,
        "asks_caregiver": any(row.caregiver != "none" for row in rows),
        "excluded": violence.consent_by_age.excluded_caregivers.values(),
        "limits": violence.reporting_limits,
        "type": assessing.type_name(found.classified.kind) if found.classified.kind else "",
        "possible": [assessing.type_name(kind) for kind in found.classified.possible],
        "because": [
            (types[kind].question, findings.word(types[kind].answers, answer))
            for kind, answer in found.classified.because
        ],
        "open_questions": [violence.types[kind].question for kind in found.classified.ask],
        "by_reason": found.classified.by_reason,
        "contexts": [assessing.context_name(name) for name, holds in found.contexts.items() if holds],
        "contexts_open": [assessing.context_name(name) for name, holds in found.contexts.items() if holds is None],
        "screen_url": _screen_url(actor, person) if found.contexts.get(rules.PROMPTS_SCREENING) else "",
        "words": incident.words,
    }


def _hours(care: Care) -> int:
    """Returns the whole hours that are left, rounded down; under one hour it is none."""
    return int(care.left.total_seconds() // 3600) if care.left is not None else 0


def _screen_url(actor: Actor, person: Procedure) -> str:
    sign = intake_queries.sign_of(person)
    if sign is None or not actor.can("screening.run") or screening_queries.latest_screening(person) is not None:
        return ""
    return assessments.screening_address(sign)
