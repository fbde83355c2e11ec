"""Professional notes of my unit in one case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases import queries as cases
from amana.cases.forms import NoteForm
from amana.countrypacks.forms import clean_text
from amana.errors import NotFound
from amana.justice import commands, queries
from amana.trust import queries as trust
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def notes(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows the notes of my own unit, and adds one. Nobody else of the team can open them."""
    actor = actor_of(request)
    procedure = queries.case_in_reach(actor, id)
    if not actor.can("notes.keep"):
        raise NotFound
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        commands.write_note(actor, procedure, text=clean_text(form.cleaned_data["text"]), now=now())
        return redirect("justice:notes", id)
    return _page(request, id, form, {})


@require_POST
def open_note(request: HttpRequest, id: UUID, note: UUID) -> HttpResponse:
    """Shows one opened note; records the opening."""
    actor = actor_of(request)
    procedure = queries.case_in_reach(actor, id)
    row = queries.note(actor, procedure, note)
    return _page(request, id, NoteForm(), {note: commands.open_note(actor, procedure, row, now())})


def _page(request: HttpRequest, id: UUID, form: NoteForm, opened: dict[UUID, str]) -> HttpResponse:
    actor = actor_of(request)
    procedure = queries.case_in_reach(actor, id)
    rows = queries.notes_for(actor, procedure)
    names = queries.names_of(row.written_by for row in rows)
    return render(
        request,
        "justice/notes.html",
        {
            "form": form,
            "rows": [
                {
                    "id": row.id,
                    "by": names.get(row.written_by, "") if row.written_by else "",
                    "at": row.written_at,
                    "text": opened.get(row.id, ""),
                }
                for row in rows
            ],
            "unit": trust.unit(actor.unit_id).full_name,
            "procedure": procedure,
            "reference": cases.reference(procedure),
            "back": reverse("cases:one", args=[id]) if actor.can("cases.read") else reverse("justice:list"),
        },
        status=422 if form.errors else 200,
    )
