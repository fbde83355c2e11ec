"""The page of witnesses: who keeps our checkpoints, a checkpoint on paper, whose checkpoints we keep; and the protocol."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.countrypacks.forms import attempt
from amana.errors import NotFound
from amana.oversight import witness_paper as paper
from amana.oversight import witnesses, witnessing
from amana.oversight.errors import NothingToSign
from amana.oversight.witness_forms import InstanceForm, MailboxForm, WatchForm
from amana.trust import queries
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now
from amana_methods.trail import Note


def _who_sees(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not witnesses.may_see(actor):
        raise NotFound
    return actor


def _keeper(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.can("accounts.keep"):
        raise NotFound
    return actor


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    """Shows up to which line the log is signed, who has it, what was handed out lately, and which logs we witness."""
    actor = _who_sees(request)
    trail_key, witness_key = witnesses.keys()
    handed = witnesses.handed_out_lately(actor)
    names = queries.users([each.by for each in handed if each.by])
    add_url = request.build_absolute_uri(reverse("oversight:add_checkpoint"))
    return render(
        request,
        "oversight/witnesses.html",
        {
            "state": witnesses.state(),
            "witnesses": witnesses.witnesses_for(actor),
            "handed": [(each, names[each.by].name if each.by in names else "") for each in handed],
            "watched": witnesses.watched_for(actor),
            "trail_key": trail_key,
            "witness_key": witness_key,
            "earlier_keys": witnesses.earlier_witness_keys(),
            "address": add_url.removesuffix("/add-checkpoint"),
            "keeps": actor.can("accounts.keep"),
        },
    )


@require_POST
def print_checkpoint(request: HttpRequest) -> HttpResponse:
    """Prints the newest checkpoint as a page with its code, and records that it was taken. Raises NothingToSign."""
    actor = _who_sees(request)
    point = witnesses.take_on_paper(actor, now=now())
    if point is None:
        raise NothingToSign
    pdf = paper.page(Note.parse(point.note), at=point.at, language=get_language() or "en")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = content_disposition_header(True, f"checkpoint-{point.size}.pdf") or ""
    return answer


@require_http_methods(["GET", "POST"])
def add_mailbox(request: HttpRequest) -> HttpResponse:
    """Adds a mailbox that gets our checkpoints."""
    actor, form = _keeper(request), MailboxForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        witnesses.add_witness(actor, kind="mail", address=form.cleaned_data["address"], key=None, now=now())
        return redirect("oversight:witnesses")
    return _form(request, form, gettext("A mailbox as witness"), gettext("Send checkpoints there"))


@require_http_methods(["GET", "POST"])
def add_instance(request: HttpRequest) -> HttpResponse:
    """Adds another instance that gets our checkpoints, and signs what it saw."""
    actor, form = _keeper(request), InstanceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        added = attempt(
            form,
            lambda: witnesses.add_witness(
                actor, kind="instance", address=values["address"], key=values["key"], now=now()
            ),
        )
        if added:
            return redirect("oversight:witnesses")
    return _form(request, form, gettext("Another instance as witness"), gettext("Send checkpoints there"))


@require_http_methods(["GET", "POST"])
def watch(request: HttpRequest) -> HttpResponse:
    """Makes this instance a witness of somebody else's audit log."""
    actor, form = _keeper(request), WatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if attempt(form, lambda: witnesses.watch(actor, name=values["name"], key=values["key"], now=now())):
            return redirect("oversight:witnesses")
    return _form(request, form, gettext("Witness an audit log"), gettext("Keep their checkpoints"))


def _form(request: HttpRequest, form: forms.Form, heading: str, deed: str) -> HttpResponse:
    context = {"form": form, "heading": heading, "deed": deed, "back": reverse("oversight:witnesses")}
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)


@require_POST
def end_witness(request: HttpRequest, id: UUID) -> HttpResponse:
    """Ends a witness, which gets no more checkpoints."""
    witnesses.end_witness(_keeper(request), witness_id=id, now=now())
    return redirect("oversight:witnesses")


@require_POST
def stop_watching(request: HttpRequest, id: UUID) -> HttpResponse:
    """Stops signing for that audit log."""
    witnesses.stop_watching(_keeper(request), log_id=id, now=now())
    return redirect("oversight:witnesses")


@require_GET
def download_notes(request: HttpRequest, id: UUID) -> HttpResponse:
    """Returns all that we stored of one audit log, as a text file for its auditor."""
    text = witnesses.kept_notes(_who_sees(request), id)
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = content_disposition_header(True, "checkpoints.txt") or ""
    return answer


@csrf_exempt  # requested by a server; what it sends is signed
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """Receives another instance's checkpoint (C2SP tlog-witness). Open to anybody; answered only for logs we watch."""
    size = request.META.get("CONTENT_LENGTH") or ""
    if not size.isdecimal() or int(size) > witnessing.REQUEST_BYTES:
        return HttpResponse(status=404)
    answer = witnessing.add_checkpoint(request.body, now())
    return HttpResponse(answer.text, status=answer.status, content_type=answer.kind)
