"""Notes and scans of a case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases import commands, queries
from amana.cases.forms import FileForm, NoteForm
from amana.cases.queries import Procedure
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.errors import NotAllowed, NotFound
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.trust.clock import now


@require_http_methods(["GET", "POST"])
def notes(request: HttpRequest, id: UUID) -> HttpResponse:
    """The notes of the team, each shut until it is opened, and a new one."""
    actor = actor_of(request)
    procedure = _told_her_account(actor, id)
    if request.method == "POST":
        queries.require_own(actor, "cases.manage", procedure)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        if attempt(form, lambda: commands.write_note(actor, procedure, text=text, now=now())) is not None:
            return redirect("cases:notes", id)
    return _notes_page(request, id, form)


def _told_her_account(actor: Actor, id: UUID) -> Procedure:
    """A case whose notes the actor may see: they belong to her account. Raises NotFound."""
    procedure = queries.one(actor, id)
    if "account" not in queries.sections_open_to(actor, procedure):
        raise NotFound
    return procedure


def _notes_page(request: HttpRequest, id: UUID, form: NoteForm, opened: dict[UUID, str] | None = None) -> HttpResponse:
    actor = actor_of(request)
    procedure = _told_her_account(actor, id)
    rows = [
        {"id": row.id, "by": trust.user_name(row.written_by), "at": row.written_at, "text": (opened or {}).get(row.id)}
        for row in queries.notes_of(procedure)
    ]
    return render(
        request,
        "cases/notes.html",
        {
            "form": form,
            "rows": rows,
            "procedure": procedure,
            "reference": queries.reference(procedure),
            "may_write": actor.can("cases.manage"),
            "back": reverse("cases:one", args=[id]),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def open_note(request: HttpRequest, id: UUID, note: UUID) -> HttpResponse:
    """One note, opened; the opening is in the trail. GET leads back to the shut notes."""
    actor = actor_of(request)
    procedure = _told_her_account(actor, id)
    if request.method == "GET":
        return redirect("cases:notes", id)
    text = commands.open_note(actor, procedure, note, now())
    return _notes_page(request, id, NoteForm(), {note: text})


@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, id: UUID) -> HttpResponse:
    """Scans in the sections open to me, and a new one."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    if request.method == "POST" and not actor.can("cases.manage"):
        raise NotAllowed
    allowed = [code for code in pack().section_codes if code in queries.sections_open_to(actor, procedure)]
    form = FileForm(request.POST or None, request.FILES or None, sections=allowed)
    if request.method == "POST" and form.is_valid():
        scan, section = form.cleaned_data["scan"], form.cleaned_data["section"]
        content = scan.read()
        kept = attempt(
            form,
            lambda: commands.attach(actor, procedure, section=section, name=scan.name, content=content, now=now()),
        )
        if kept is not None:
            return redirect("cases:files", id)
    rows = [
        {
            "id": row.id,
            "section": pack().section_name(row.section),
            "by": trust.user_name(row.added_by),
            "at": row.added_at,
        }
        for row in queries.attachments_of(procedure, allowed)
    ]
    return render(
        request,
        "cases/files.html",
        {
            "form": form,
            "rows": rows,
            "procedure": procedure,
            "may_add": actor.can("cases.manage"),
            "heading": gettext("Scans and files"),
            "reference": queries.reference(procedure),
            "back": reverse("cases:one", args=[id]),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def open_file(request: HttpRequest, id: UUID, file: UUID) -> HttpResponse:
    """One scan, handed over as a download in a sandbox; the opening is in the trail."""
    actor = actor_of(request)
    name, kind, content = commands.open_attachment(actor, queries.one(actor, id), file, now())
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )
