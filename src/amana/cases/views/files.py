"""Notes and scans of a case."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases import commands, queries
from amana.cases.forms import FileForm, NoteForm
from amana.cases.queries import Procedure
from amana.cases.queries.evidence import file_cards
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.errors import NotAllowed, NotFound
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now

KINDS = {
    "image/jpeg": _("Picture"),
    "image/png": _("Picture"),
    "application/pdf": _("Pages (PDF)"),
    "text/plain": _("Text"),
    "audio/wav": _("Sound"),
}
SAID = {
    "first_frame": _("Only the first picture of several was kept."),
    "smaller": _("It was made smaller."),
    "active_parts": _("Scripts, forms or attachments in it were taken out."),
    "links": _("Links in it were taken out."),
    "office": _("An Office document: it was not opened, and may hold scripts or the name of its author."),
    "sound": _("A sound that could not be cleaned: it may say where and when it was made."),
    "unread_picture": _(
        "A picture in it could not be read: it was not cleaned, and may say where and when it was made."
    ),
    "film": _("A film: it was not opened, and may say where and when it was made."),
    "unscanned": _("The virus scanner gave no answer about it."),
}


@require_http_methods(["GET", "POST"])
def notes(request: HttpRequest, id: UUID) -> HttpResponse:
    """The notes of the team, each closed until it is opened, and a new one."""
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
    """One note, opened; the opening is in the trail. GET leads back to the closed notes."""
    actor = actor_of(request)
    procedure = _told_her_account(actor, id)
    if request.method == "GET":
        return redirect("cases:notes", id)
    text = commands.open_note(actor, procedure, note, now())
    return _notes_page(request, id, NoteForm(), {note: text})


@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, id: UUID) -> HttpResponse:
    """Files in the sections open to me, each closed until it is opened, and a new one."""
    actor = actor_of(request)
    procedure = queries.one(actor, id)
    if request.method == "POST" and not actor.can("cases.manage"):
        raise NotAllowed
    allowed = [code for code in pack().section_codes if code in queries.sections_open_to(actor, procedure)]
    form = FileForm(request.POST or None, request.FILES or None, sections=allowed)
    if request.method == "POST" and form.is_valid():
        scan, section, evidence = form.cleaned_data["scan"], form.cleaned_data["section"], form.evidence()
        content, moment = scan.read(), now()
        kept = attempt(
            form,
            lambda: commands.add_file(
                actor, procedure, section=section, name=scan.name, content=content, now=moment, evidence=evidence
            ),
        )
        if kept is not None:
            return redirect("cases:files", id)
    rows = [
        {
            "card": card,
            "kind": KINDS.get(card.type, _("File")),
            "section": pack().section_name(card.section),
            "by": trust.user_name(card.added_by),
            "said": [SAID[code] for code in card.said if code in SAID],
        }
        for card in file_cards(procedure, allowed)
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
    """One file, handed over as a download in a sandbox; the opening is in the trail."""
    actor = actor_of(request)
    as_it_is = request.POST.get("as_it_is") == "yes"
    name, kind, content = commands.open_attachment(actor, queries.one(actor, id), file, now(), as_it_is=as_it_is)
    return download(name, kind, content)


def download(name: str, type: str, content: bytes) -> HttpResponse:
    """A stranger's bytes as no browser runs, shows in a page of ours or keeps them."""
    return HttpResponse(
        content,
        content_type=type,
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
