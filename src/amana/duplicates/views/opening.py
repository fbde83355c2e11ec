"""A case is opened after the duplicate check; somebody whose case was closed gets a new one, linked to it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from amana.cases import queries
from amana.cases.asking import SaidForm, aloud_for, language_of
from amana.cases.commands import open_case
from amana.cases.forms import ColleagueForm, SourceForm
from amana.cases.queries import Procedure
from amana.cases.sources import show_sources
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt, form_class
from amana.duplicates import commands
from amana.duplicates.views.finding import Shown, ToldBefore, registration_of, shown_candidates, told_before
from amana.errors import NotFound
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, id: UUID) -> HttpResponse:
    """A case number, a manager and five sections: what is known already is written into the first two."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    if not actor.can("cases.open") or procedure.number is not None:
        raise NotFound
    country = pack()
    codes = ("identity", "contact")
    data = request.POST if request.method == "POST" else None
    known = told_before(actor, procedure) if data is None else ToldBefore()
    there = queries.facts_of(procedure)
    facts = form_class(country.case_facts)(data, initial={**known.facts, **there}, prefix="facts")
    show_sources(facts, there, queries.source_of(procedure))
    whence = SourceForm(data, prefix="whence")
    sections = {
        code: form_class(country.section_fields(code))(data, initial=known.sections.get(code, {}), prefix=code)
        for code in codes
    }
    who = ColleagueForm(
        data, actor=actor, role="case_manager", but=set(), prefix="who", initial={"user": actor.user_id}
    )
    filled = [form.is_valid() for form in (who, facts, whence, *sections.values())]  # each shows its own mistakes
    candidates: list[Shown] = []
    if request.method == "POST" and all(filled):
        values = {code: {**form.facts(), **form.collect_sealed(), **form.working()} for code, form in sections.items()}
        if not request.POST.get("looked"):
            asked = registration_of(procedure, values, facts.facts())
            candidates = shown_candidates(actor, procedure, asked)
        case = (
            None
            if candidates
            else attempt(
                who,
                lambda: _open_case(
                    actor,
                    procedure,
                    UUID(who.cleaned_data["user"]),
                    values,
                    facts.facts(),
                    whence.cleaned_data["source"],
                    request.POST.get("her", ""),
                ),
            )
        )
        if case is not None:
            return redirect("cases:one", id) if queries.visible_to(actor).filter(id=id).exists() else redirect("my_day")
    parts = [(gettext("Who holds the case"), who), (gettext("What counts, without a name"), facts)]
    parts += [(str(country.section_name(code)), form) for code, form in sections.items()]
    parts.append((gettext("From whom you know it"), whence))
    return render(
        request,
        "duplicates/begin.html",
        {
            "parts": parts,
            "reference": queries.reference(procedure),
            "back": reverse("cases:one", args=[id]),
            "candidates": candidates,
            "taken_over": known.reference,
        },
        status=422 if request.method == "POST" and not candidates else 200,
    )


@transaction.atomic
def _open_case(
    actor: Actor,
    procedure: Procedure,
    manager_id: UUID,
    sections: Mapping[str, Mapping[str, Any]],
    facts: Mapping[str, Any],
    source: str,
    her: str,
) -> Procedure:
    """The case is open; where the actor took an earlier file for hers (`her`), both are to be linked."""
    at = now()
    if her:
        commands.choose(actor, procedure, commands.chosen_of(actor, procedure, her), now=at)
    return open_case(actor, procedure, manager_id=manager_id, sections=sections, facts=facts, source=source, now=at)


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, id: UUID) -> HttpResponse:
    """The person was exploited again: a new case, linked to this closed one."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    queries.require_own(actor, "cases.open", procedure)
    form = SaidForm(request.POST or None, actor=actor, language=language_of(procedure))
    if request.method == "POST" and form.is_valid():
        opened = attempt(form, lambda: commands.open_linked_case(actor, procedure, said=form.build_answer(), now=now()))
        if opened is not None:
            return redirect("cases:one", opened.id)
    return render(
        request,
        "cases/form.html",
        {
            "form": form,
            "aloud": aloud_for(request, procedure, form),
            "heading": gettext("Open a new case linked to this one"),
            "lead": gettext(
                "For a person who was trafficked again. The closed case stays closed. Who the person is and how to reach"
                " them is copied; the screening begins anew."
            ),
            "deed": gettext("Open the new case"),
            "reference": queries.reference(procedure),
            "back": reverse("cases:one", args=[id]),
        },
        status=422 if form.errors else 200,
    )
