"""Evidence: the original as it came, its chain of custody to be read and printed, and its hand-over."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from amana.cases import commands, queries
from amana.cases.forms import HandOverForm
from amana.cases.queries import Procedure
from amana.cases.queries.evidence import FileCard, file_cards
from amana.cases.views.files import download
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.errors import NotFound
from amana.trust import queries as trust
from amana.trust.actor import Actor, actor_of
from amana.vault.clock import now

DEEDS = {"received": _("Received"), "opened": _("Original opened"), "handed_over": _("Handed over")}


def _evidence(actor: Actor, id: UUID, file: UUID) -> tuple[Procedure, FileCard]:
    """A piece of evidence in a section that the actor may open. Raises NotFound."""
    procedure = queries.one(actor, id)
    for card in file_cards(procedure, queries.sections_open_to(actor, procedure)):
        if card.id == file and card.evidence:
            return procedure, card
    raise NotFound


@require_http_methods(["GET", "POST"])
def evidence(request: HttpRequest, id: UUID, file: UUID) -> HttpResponse:
    """What is known of the original while it is sealed, and its hand-over to somebody."""
    actor = actor_of(request)
    procedure, card = _evidence(actor, id, file)
    form = HandOverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        to, why, moment = form.cleaned_data["to"], form.cleaned_data["reason"], now()
        done = attempt(
            form, lambda: commands.hand_over_evidence(actor, procedure, file, to=to, why=why, now=moment) or True
        )
        if done:
            return redirect("cases:evidence", id, file)
    return render(
        request, "cases/evidence.html", _page(procedure, card) | {"form": form}, status=422 if form.errors else 200
    )


@require_POST
def custody(request: HttpRequest, id: UUID, file: UUID) -> HttpResponse:
    """The chain of custody with its words, to be printed; reading it is in the trail."""
    actor = actor_of(request)
    procedure, card = _evidence(actor, id, file)
    chain = commands.read_chain(actor, procedure, file, now())
    rows = [
        {
            "deed": DEEDS[link.deed],
            "at": link.at,
            "by": trust.user_name(link.by),
            **{name: words.get(name, "") for name in ("from", "to", "reason")},
        }
        for link, words in chain
    ]
    return render(request, "cases/custody.html", _page(procedure, card) | {"rows": rows, "made_at": now()})


@require_POST
def open_original(request: HttpRequest, id: UUID, file: UUID) -> HttpResponse:
    """The original exactly as it came, as a download in a sandbox; one more link of the chain."""
    actor = actor_of(request)
    procedure, _card = _evidence(actor, id, file)
    name, content = commands.open_original(actor, procedure, file, now())
    return download(name, "application/octet-stream", content)


def _page(procedure: Procedure, card: FileCard) -> dict[str, Any]:
    return {
        "procedure": procedure,
        "card": card,
        "section": pack().section_name(card.section),
        "by": trust.user_name(card.added_by),
        "reference": queries.reference(procedure),
        "back": reverse("cases:files", args=[procedure.id]),
    }
