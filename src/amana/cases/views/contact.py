"""Attempts to reach a person and searches for a child; a new case for somebody whose case was closed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from amana.cases import commands, queries
from amana.cases.conditions import known_adult
from amana.cases.display import pairs_of
from amana.cases.pack_sections import LOST_CONTACT
from amana.cases.queries import contact as contacts
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt, form_class
from amana.trust import queries as trust
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def contact(request: HttpRequest, id: UUID) -> HttpResponse:
    """What was tried to reach the person, and one more attempt; for child protection also a search for a child."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    queries.require_own(actor, "cases.read", procedure)
    rules = LOST_CONTACT.of(pack())
    searches = bool(actor.roles & set(rules.searched_by)) and not known_adult(procedure)
    wanted = request.POST.get("what", "") if request.method == "POST" else ""
    tried = form_class(rules.attempt)(request.POST if wanted == "attempt" else None, prefix="attempt")
    sought = form_class(rules.search)(request.POST if wanted == "search" else None, prefix="search")
    form, deed = (sought, commands.record_search) if wanted == "search" else (tried, commands.record_attempt)
    if request.method == "POST" and form.is_valid():
        kept = attempt(form, lambda: deed(actor, procedure, facts=form.facts(), now=now()))
        if kept is not None:
            return redirect("cases:contact", id)
    fields = (*rules.attempt, *rules.search)
    return render(
        request,
        "cases/contact.html",
        {
            "tried": tried,
            "sought": sought if searches else None,
            "rows": [
                {"on": line.on, "by": trust.user_name(line.by), "pairs": pairs_of(fields[1:], line.facts)}
                for line in contacts.lines_of(procedure)
            ],
            "reference": queries.reference(procedure),
            "back": reverse("cases:one", args=[id]),
        },
        status=422 if form.errors else 200,
    )
