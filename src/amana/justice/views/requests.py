"""Requests to a judge: written with her agreement, opened by the judge, answered by the judge's own decision."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.cases import queries as cases
from amana.cases.asking import aloud_for, language_of
from amana.cases.display import describe_value
from amana.cases.page import careful_of
from amana.cases.subjects import ProcedureSubject
from amana.consent import commands as consents
from amana.countrypacks import pack
from amana.countrypacks.forms import attempt
from amana.countrypacks.machines import possible_moves
from amana.errors import NotFound
from amana.justice import commands, queries
from amana.justice.errors import NoFormalRequest, RequestOpen
from amana.justice.forms import RequestForm
from amana.justice.pack import day_or_words, formal_fields, judges_steps
from amana.justice.queries import JudgeRequest
from amana.justice.states import RequestState
from amana.justice.views.entering import entry_page
from amana.trust import queries as trust
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def new_request(request: HttpRequest, id: UUID) -> HttpResponse:
    """Writes the request to a court: what she agrees that a judge may see, and nothing else."""
    actor, at = actor_of(request), now()
    procedure = queries.case_in_reach(actor, id)
    if not actor.can("consent.record") or not queries.is_own(actor, procedure):
        raise NotFound
    if procedure.identification != "fi_pending":
        raise NoFormalRequest
    if any(row.state == RequestState.OPEN for row in queries.requests_of(procedure)):
        raise RequestOpen
    form = RequestForm(request.POST if request.method == "POST" else None, actor=actor, language=language_of(procedure))
    back = reverse("cases:one", args=[id])
    if request.method == "POST" and form.is_valid():
        sent = attempt(
            form,
            lambda: commands.send_request(actor, procedure, form.build_request(), said=form.build_answer(), now=at),
        )
        if sent is not None:
            return redirect(back)
    return render(
        request,
        "cases/form.html",
        {
            "form": form,
            "aloud": aloud_for(request, procedure, form),
            "heading": gettext("Send the request to the court"),
            "lead": gettext(
                "The judge gets a copy of the lines that the person agrees to, and nothing else of the case."
            ),
            "deed": gettext("Send the request to the court"),
            "reference": cases.reference(procedure),
            "back": back,
        },
        status=422 if form.errors else 200,
    )


def _judges_page(
    request: HttpRequest, row: JudgeRequest, opened: dict[str, Any] | None, limits: Sequence[str] = ()
) -> HttpResponse:
    actor = actor_of(request)
    places = ProcedureSubject(row.procedure).places()
    moves = [move for move in possible_moves(pack().machine("procedure"), places) if move.id in judges_steps()]
    return render(
        request,
        "justice/request.html",
        {
            "row": row,
            "court": trust.unit(row.unit).full_name,
            "sender": trust.organisation(row.procedure.organisation).name,
            "opened": opened is not None,
            "limits": limits,
            "careful": careful_of(cases.facts_of(row.procedure)) if queries.request_opens(actor, row) else "",
            "pairs": _pairs(opened, actor.language) if opened is not None else [],
            "opens": queries.request_opens(actor, row),
            "moves": [{"name": move.name, "url": reverse("justice:decide", args=[row.id, move.id])} for move in moves]
            if row.state == RequestState.OPEN
            else [],
        },
    )


def _pairs(fields: dict[str, Any], language: str) -> list[tuple[str, str]]:
    """Returns the package, with coded values in the reader's language."""
    codes = {field.id: field for field in pack().case_facts}
    pairs = []
    for field in formal_fields():
        if field.id in fields:
            code = codes.get(field.source.partition(".")[2]) if field.source.startswith("facts.") else None
            value = fields[field.id]
            pairs.append(
                (str(field.label), describe_value(code, value) if code is not None else day_or_words(language, value))
            )
    return pairs


@require_GET
def judge_request(request: HttpRequest, id: UUID) -> HttpResponse:
    """A request to my court."""
    return _judges_page(request, queries.request_to(actor_of(request), id), None)


@require_POST
def open_request(request: HttpRequest, id: UUID) -> HttpResponse:
    """Shows what she agreed the judge may see; records the opening in the audit log of her case."""
    actor = actor_of(request)
    row, at = queries.request_to(actor, id), now()
    opened = commands.open_request(actor, row, at)
    limits = consents.limits_for(actor, row.procedure_id, referral_id=row.id, now=at)
    return _judges_page(request, row, opened, limits)


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, id: UUID, transition: str) -> HttpResponse:
    """Records the judge's own decision."""
    actor = actor_of(request)
    row = queries.request_to(actor, id)
    if transition not in judges_steps() or row.state != RequestState.OPEN:
        raise NotFound
    return entry_page(
        request,
        ProcedureSubject(row.procedure),
        transition,
        lambda entry: commands.judge_decides(actor, row, transition, told=entry.told, seen=entry.seen, now=now()),
        back=reverse("justice:request", args=[id]),
    )
