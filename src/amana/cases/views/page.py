"""The list of cases, the case page, its sealed sections and its coded facts."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from amana.cases import commands, confirming, queries
from amana.cases.case_list import case_list, case_rows
from amana.cases.deeds import by_group, deeds_for
from amana.cases.display import pairs_of
from amana.cases.forms import CorrectionForm, SourceForm
from amana.cases.page import agreed_rows, careful_of, case_head, section_rows, team_rows
from amana.cases.panels import panels_for
from amana.cases.proposing import proposal_for
from amana.cases.queries import Procedure
from amana.cases.safe_contact import SECTION
from amana.cases.sources import show_sources
from amana.cases.states import StepState
from amana.cases.story import story_of
from amana.consent import commands as consents
from amana.consent import queries as consent
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt, form_class, succeeds
from amana.errors import Conflict, NotAllowed, NotFound
from amana.lists.pages import ListPage
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Cases I may know of: mine, all open ones or closed ones, narrowed and sorted by the address."""
    actor = actor_of(request)
    shown = ListPage(case_list(actor), request.GET, actor)
    return render(request, "cases/list.html", {"rows": case_rows(actor, shown.rows), "list": shown})


@require_GET
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """The case: where it stands, what is next, what was agreed, what is sealed, what was done."""
    actor = actor_of(request)
    return _page(request, actor, queries.one(actor, id), opened=None)


def _page(
    request: HttpRequest,
    actor: Actor,
    procedure: Procedure,
    opened: tuple[str, dict[str, Any]] | None,
    limits: Sequence[str] = (),
) -> HttpResponse:
    at = now()
    deeds = deeds_for(actor, procedure, at)
    ground = queries.grounds(actor, "cases.read", procedure)
    # A consent opens sections. What happened to her, who else helps and what was done is not among them.
    shared = queries.only_by_consent(actor, procedure)
    return render(
        request,
        "cases/case.html",
        {
            "procedure": procedure,
            "reference": queries.reference(procedure),
            "shared": shared,
            "limits": limits,
            "earlier_facts_url": reverse("cases:earlier_facts", args=[procedure.id])
            if procedure.number and queries.may_as_own(actor, "cases.read", procedure)
            else "",
            "has_limits": shared and bool(consent.answers_with_words(actor, procedure.id, None, at)),
            "head": case_head(actor, procedure, at, with_facts=not shared),
            "next": proposal_for(actor, procedure, deeds),
            "deed_groups": by_group(deed for deed in deeds if not deed.ends),
            "endings": [deed for deed in deeds if deed.ends],
            "agreed": None if shared else agreed_rows(actor, procedure, at),
            "sections": section_rows(actor, procedure, opened, at) if procedure.number else [],
            "team": team_rows(actor, procedure),
            "waiting": _list_unconfirmed_steps(procedure),
            "may_confirm": bool(confirming.waiting_for(actor, procedure)),
            "main_panels": panels_for("main", actor, procedure, at),
            "side_panels": [] if shared else panels_for("side", actor, procedure, at),
            "story": [] if shared else story_of(actor, procedure),
            "may_agree": actor.can("consent.record") and ground is not None and ground.ground == "team",
            "now": at,
        },
    )


def _list_unconfirmed_steps(procedure: Procedure) -> list[dict[str, Any]]:
    """Steps of the case that wait for a second person, for everybody who reads its page."""
    return [
        {"name": pack().machine(step.machine).transition(step.transition).name, "due": step.confirm_due}
        for step in queries.steps_of(procedure)
        if step.confirm_due and not step.confirmed_by and step.state != StepState.REJECTED
    ]


@require_http_methods(["GET", "POST"])
def open_section(request: HttpRequest, id: UUID, code: str) -> HttpResponse:
    """One section opened on the case page, for five minutes; the opening is in the trail. GET leads back, closed."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    if request.method == "GET":
        return redirect("cases:one", id)
    at = now()
    fields, _revision = commands.open_section(actor, procedure, code, at)
    limits = consents.limits_for(actor, procedure.id, now=at) if queries.only_by_consent(actor, procedure) else ()
    return _page(request, actor, procedure, opened=(code, fields), limits=limits)


@require_http_methods(["GET", "POST"])
def change_section(request: HttpRequest, id: UUID, code: str) -> HttpResponse:
    """The fields of a section; who wrote first is never overwritten."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    if code not in pack().section_codes:
        raise NotFound
    if not actor.can("cases.manage"):
        raise NotAllowed
    kind = form_class(pack().section_fields(code))
    back = reverse("cases:one", args=[id])
    conflict: Conflict | None = None
    if request.method == "POST":
        form, why, whence = kind(request.POST, prefix="section"), CorrectionForm(request.POST), SourceForm(request.POST)
        seen = _revision_in(request)
        revision = str(seen)
        if form.is_valid() & why.is_valid() & whence.is_valid():
            values = {**form.facts(), **form.collect_sealed(), **form.working()}
            asked = why.cleaned_data["correction"]
            done = attempt(
                form,
                lambda: commands.change_section(
                    actor,
                    procedure,
                    code,
                    fields=values,
                    revision=seen,
                    now=now(),
                    correction=asked,
                    source=whence.cleaned_data["source"],
                ),
            )
            if done is not None:
                return redirect(back)
            conflict = form.refusal if isinstance(form.refusal, Conflict) else None
            if conflict is not None:
                revision = str(conflict.details["revision"])
    else:
        fields, current = commands.open_section(actor, procedure, code, now())
        form, why, whence = kind(initial=fields, prefix="section"), CorrectionForm(), SourceForm()
        show_sources(form, fields, queries.sources_in(procedure, code))
        revision = str(current)
    return render(
        request,
        "cases/section.html",
        {
            "form": form,
            "revision": revision,
            "name": pack().section_name(code),
            "corrections_url": reverse("cases:corrections", args=[id, code]),
            "earlier_url": reverse("cases:earlier_values", args=[id, code])
            if queries.may_as_own(actor, "cases.read", procedure)
            else "",
            "why": why,
            "whence": whence,
            "careful": careful_of(queries.facts_of(procedure)) if code == SECTION else "",
            "reference": queries.reference(procedure),
            "back": back,
            "conflict": conflict,
        },
        status=409 if conflict else 422 if form.errors or why.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def facts(request: HttpRequest, id: UUID) -> HttpResponse:
    """The coded facts about the person; who wrote first is never overwritten."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    queries.require_own(actor, "cases.manage", procedure)
    form = form_class(pack().case_facts)(
        request.POST if request.method == "POST" else None, initial=queries.facts_of(procedure), prefix="facts"
    )
    whence = SourceForm(request.POST if request.method == "POST" else None, prefix="whence")
    back = reverse("cases:one", args=[id])
    revision, conflict = queries.facts_revision(procedure), None
    show_sources(form, queries.facts_of(procedure), queries.source_of(procedure))
    if request.method == "POST" and form.is_valid() & whence.is_valid():
        filled = form.facts()
        told = {field.id: filled.get(field.id) for field in pack().case_facts}
        seen = _revision_in(request)
        source = whence.cleaned_data["source"]
        if succeeds(
            form, lambda: commands.correct_facts(actor, procedure, facts=told, now=now(), seen=seen, source=source)
        ):
            return redirect(back)
        conflict = form.refusal if isinstance(form.refusal, Conflict) else None
    elif request.method == "POST":
        revision = _revision_in(request)
    return render(
        request,
        "cases/form.html",
        {
            "form": form,
            "more_forms": [whence],
            "heading": gettext("What counts, without a name"),
            "deed": gettext("Keep"),
            "reference": queries.reference(procedure),
            "back": back,
            "version": revision,
            "earlier_url": reverse("cases:earlier_facts", args=[id]),
            "theirs": dict(pairs_of(pack().case_facts, conflict.theirs)) if conflict else None,
            "mine": dict(pairs_of(pack().case_facts, conflict.mine)) if conflict else None,
        },
        status=409 if conflict else 422 if form.errors else 200,
    )


def _revision_in(request: HttpRequest) -> int:
    """The revision that the page showed; 0, which was never stored, for anything that is no number."""
    text = request.POST.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0
