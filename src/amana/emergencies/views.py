"""Pages of an emergency: a case is found by its number, a few sections open for hours, and somebody else reviews it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.cases import queries
from amana.cases.page import careful_of, section_pairs
from amana.cases.safe_contact import SECTION, care_of
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt, succeeds
from amana.duplicates.queries import finding
from amana.emergencies import commands
from amana.emergencies import queries as glass
from amana.emergencies.forms import GlassForm, NumberForm, ReviewForm
from amana.errors import NotFound
from amana.signin.reauth import recently_proved
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now


def _in_need(request: HttpRequest) -> Actor:
    """Returns the actor, who may break the glass. Raises NotFound for others: the pages do not exist for them."""
    actor = actor_of(request)
    if not actor.can("glass.break"):
        raise NotFound
    return actor


@require_http_methods(["GET", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """Asks for the case number alone; then the danger, the sections and the reason, with a new proof."""
    _in_need(request)
    return _emergency(request)


@recently_proved
def _emergency(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if "word" in request.POST:
        return _break(request, actor)
    form = NumberForm(request.POST or None)
    missing = False
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        found = attempt(form, lambda: (commands.find_in_emergency(actor, number, now=now()),))
        if found is not None and found[0] is not None:
            word = commands.found_word(actor, found[0])
            return _emergency_page(request, GlassForm(initial={"word": word}), found[0])
        missing = found is not None
    return render(
        request,
        "emergencies/emergency.html",
        {"form": form, "missing": missing, "left": glass.looks_left(actor, now()), "own": _own_rows(actor)},
        status=422 if form.errors else 200,
    )


def _break(request: HttpRequest, actor: Actor) -> HttpResponse:
    procedure = commands.found_by(actor, request.POST["word"])
    form = GlassForm(request.POST)
    if form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("kind", "reason", "sections")}
        row = attempt(form, lambda: commands.break_glass(actor, procedure, **told, now=now()))
        if row is not None:
            return redirect("emergencies:glass", row.id)
    return _emergency_page(request, form, procedure)


def _emergency_page(request: HttpRequest, form: GlassForm, procedure: queries.Procedure) -> HttpResponse:
    rules = pack().glass
    return render(
        request,
        "emergencies/emergency_reason.html",
        {
            "form": form,
            "reference": queries.reference(procedure),
            "hours": rules.hours,
            "review_hours": glass.hours_of_review(actor_of(request), procedure),
            "least": rules.reason_letters,
            "back": reverse("emergencies:emergency"),
        },
        status=422 if form.errors else 200,
    )


def _own_rows(actor: Actor) -> list[dict[str, Any]]:
    return [
        {"id": row.id, "reference": queries.reference(row.procedure), "until": row.until}
        for row in glass.own_running(actor, now())
    ]


@require_GET
def one_glass(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows what may be opened under an emergency of mine, and until when."""
    actor = _in_need(request)
    return _glass_page(request, glass.one(actor, id), None)


@require_http_methods(["GET", "POST"])
def open_under_glass(request: HttpRequest, id: UUID, code: str) -> HttpResponse:
    """Opens one section, and records it in the audit log. GET redirects to the closed one."""
    actor = _in_need(request)
    row = glass.one(actor, id)
    if request.method == "GET":
        return redirect("emergencies:glass", id)
    fields = commands.open_under_glass(actor, row, code, now=now())
    return _glass_page(request, row, (code, fields))


def _glass_page(request: HttpRequest, row: glass.GlassGrant, opened: tuple[str, dict[str, Any]] | None) -> HttpResponse:
    country, broken, runs = pack(), glass.describe_grants([row])[0], glass.runs(row)
    back = reverse("emergencies:glass", args=[row.id])
    ready = {
        text.section for text in glass.texts_of(row, broken.sections).values() if text.id in glass.wrapped_sections(row)
    }
    facts, known = queries.facts_of(row.procedure), queries.sources_in(row.procedure, SECTION)
    rows = []
    for code in broken.sections:
        is_open = opened is not None and opened[0] == code
        pairs = section_pairs(code, opened[1], care_of(facts), known) if is_open and opened is not None else []
        note = (
            "" if code in ready else gettext("Not wrapped for emergencies yet. Ask the case manager to open it once.")
        )
        rows.append(
            {
                "name": str(country.section_name(code)),
                "note": note,
                "opened": is_open,
                "pairs": pairs,
                "open_url": reverse("emergencies:open_under_glass", args=[row.id, code]) if runs and not note else "",
                "close_url": back,
            }
        )
    return render(
        request,
        "emergencies/glass.html",
        {
            "reference": queries.reference(row.procedure),
            "until": row.until,
            "runs": runs,
            "kind": broken.kind,
            "careful": careful_of(facts),
            "sections": rows,
            "end_url": reverse("emergencies:end_glass", args=[row.id]),
            "asks": finding.contact_of(row.procedure),
        },
    )


@require_POST
def end_glass(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ends the emergency."""
    actor = _in_need(request)
    commands.end_glass(actor, glass.one(actor, id), now=now())
    return redirect("emergencies:glass", id)


@require_http_methods(["GET", "POST"])
def review_glass(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows somebody else's emergency for review: who, when, which sections, why; and records the result."""
    actor = actor_of(request)
    row = glass.reviewable(actor, id)
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        if succeeds(form, lambda: commands.review_glass(actor, id, **told, now=now())):
            return redirect("my_day")
    broken, card = glass.describe_grants([row])[0], trust.user(row.user)
    return render(
        request,
        "emergencies/glass_review.html",
        {
            "form": form,
            "reference": queries.reference(row.procedure),
            "who": card.name,
            "house": card.organisation_name,
            "row": row,
            "kind": broken.kind,
            "names": broken.names,
            "reason": commands.open_glass_reason(actor, row, now=now()),
            "opened": glass.openings(row),
            "reviewed": row.reviewed_at is not None,
            "outcome": broken.outcome,
            "reviewer": trust.user_name(row.reviewed_by) if row.reviewed_by else "",
            "now": now(),
        },
        status=422 if form.errors else 200,
    )
