"""At the desk: what may be sent to the person of a case, what would be sent, and what became of it."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.cases import queries as files
from amana.cases.page import careful_of
from amana.countrypacks.forms import attempt, status_of
from amana.messages import commands, pack, queries, words
from amana.messages.commands import Preview
from amana.messages.forms import MessageForm
from amana.messages.queries import Procedure
from amana.messages.states import MessageState
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_GET
def messages(request: HttpRequest, id: UUID) -> HttpResponse:
    """Lists what can be sent, and what was. Does not open her contact."""
    procedure = queries.to_write_to(actor_of(request), id)
    return _page(request, procedure, MessageForm())


@require_POST
def preview(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows what would be sent and when, or why not; opens her contact, which the page announces."""
    actor, at = actor_of(request), now()
    procedure = queries.to_write_to(actor, id)
    form, shown = MessageForm(request.POST), None
    if form.is_valid():
        template, wanted = form.cleaned_data["template"], form.wanted_at(at)
        shown = attempt(form, lambda: commands.look(actor, procedure, template=template, wanted=wanted, now=at))
    return _page(request, procedure, form, shown)


@require_POST
def send(request: HttpRequest, id: UUID) -> HttpResponse:
    """Queues the message, or makes it a task for a human."""
    actor, at = actor_of(request), now()
    procedure = queries.to_write_to(actor, id)
    form = MessageForm(request.POST)
    if form.is_valid():
        template, wanted = form.cleaned_data["template"], form.wanted_at(at)
        if attempt(form, lambda: commands.notify(actor, procedure, template=template, wanted=wanted, now=at)):
            return redirect("messages:case", id)
    return _page(request, procedure, form)


@require_http_methods(["GET", "POST"])
def call_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """Calls back a message that waits."""
    return _confirm_page(
        request, id, commands.call_back, gettext("Call the message back"),
        gettext("It is not sent. The number and the text are deleted from what waits."), gettext("Call it back"),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def mark_done(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records that a human took care of it."""
    return _confirm_page(
        request, id, commands.say_done, gettext("It is taken care of"),
        gettext("You reached the person in a safe way, or nothing is to be done any more. It leaves your day."),
        gettext("It is taken care of"),
    )  # fmt: skip


def _confirm_page(
    request: HttpRequest, id: UUID, deed: Callable[..., None], heading: str, what: str, label: str
) -> HttpResponse:
    """Shows a page that explains the action; a POST does it."""
    actor = actor_of(request)
    message = queries.one(actor, id)
    back = reverse("messages:case", args=[message.procedure_id])
    if request.method == "POST":
        deed(actor, message, now=now())
        return redirect(back)
    page = {
        "case_ref": files.reference(message.procedure), "heading": heading, "what": what, "deed": label, "cancel_url": back,
    }  # fmt: skip
    return render(request, "web/confirm.html", page)


def _page(
    request: HttpRequest, procedure: Procedure, form: MessageForm, preview: Preview | None = None
) -> HttpResponse:
    texts = pack.templates()
    rows = [
        {
            "card": card,
            "name": str(texts[card.template].name) if card.template in texts else "",
            "channel": pack.option_name("message_channel", card.channel) if card.channel else "",
            "state": str(words.STATES[card.state]),
            "chip": words.CHIPS[card.state],
            "to_take_care_of": card.state == MessageState.HUMAN
            or (card.state == MessageState.CANCELLED and not card.ended_by),
            "reasons": words.reasons(card.reasons) if card.reasons else [],
        }
        for card in queries.history(procedure)
    ]
    context = {
        "form": form,
        "rows": rows,
        "preview": preview,
        "reasons": words.reasons(preview.verdict.reasons) if preview else [],
        "channel": pack.option_name("message_channel", preview.channel) if preview and preview.channel else "",
        "procedure": procedure,
        "reference": files.reference(procedure),
        "careful": careful_of(files.facts_of(procedure)),
        "back": reverse("cases:one", args=[procedure.id]),
    }
    return render(request, "messages/case.html", context, status=status_of(form))
