"""Triage at the desk: the card, and the ways on from it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from amana.cases.rules import may_record
from amana.cases.subjects import ProcedureSubject
from amana.countrypacks.forms import attempt
from amana.duplicates.queries import finding
from amana.errors import Conflict
from amana.intake import commands, queries, sign_page
from amana.intake import pack as says
from amana.intake.forms import CardForm, card_form, compare_with_newer
from amana.intake.rules import hindrances
from amana.intake.views.signs import describe_facts, help_now
from amana.steps.pages import step_page
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, id: UUID) -> HttpResponse:
    """The triage card of a person: written, read, written again; who wrote first is never overwritten."""
    actor = actor_of(request)
    row = queries.readable_sign(actor, id)
    conflict: Conflict | None = None
    if request.method == "POST":
        form = card_form(request.POST)
        if form.is_valid():
            done = attempt(
                form,
                lambda: commands.write_card(
                    actor, row.procedure, fields=form.values(), revision=form.cleaned_data["revision"], now=now()
                ),
            )
            if done is not None:
                return redirect("intake:sign", row.id)
            if isinstance(form.refusal, Conflict):
                conflict = form.refusal
                compare_with_newer(form, request.POST, _readable(form, conflict))
    else:
        fields, revision = commands.open_card(actor, row.procedure, now())
        known = queries.facts_of_signs([row]).get(row.id, {})
        form = card_form(
            initial={
                "immediate_danger_answer": known.get("danger"),
                "child_flag": known.get("child"),
                "interpreter_language": queries.languages_told(row, known)[0],
                **fields,
                "revision": revision,
            }
        )
    return render(
        request,
        "intake/card.html",
        {
            "form": form,
            "sign": row,
            "back": reverse("intake:sign", args=[row.id]),
            "hindrances": hindrances(queries.card_facts(row.procedure)) if queries.card_of(row.procedure) else (),
            "help": help_now(actor, row),
            "due": queries.next_clocks([row.procedure_id]).get(row.procedure_id),
            "panels": sign_page.panels_for("card", actor, row.procedure, now()),
            "told": describe_facts(row),
        },
        status=409 if conflict else 422 if request.method == "POST" else 200,
    )


def _readable(form: CardForm, conflict: Conflict) -> Conflict:
    """The same conflict, with the words of the answers instead of their codes."""
    fields = says.fields_by_id(form.pack_fields)

    def words(values: Mapping[str, Any]) -> dict[str, str]:
        return {
            name: says.describe_value(fields[name], value) if name in fields else str(value or "")
            for name, value in values.items()
            if name in form.fields
        }

    return type(conflict)(theirs=words(conflict.theirs), mine=words(conflict.mine), **conflict.details)


@require_http_methods(["GET", "POST"])
def screen(request: HttpRequest, id: UUID) -> HttpResponse:
    """The person agrees to be asked; then the screening begins. Refused while an emergency is open.

    Nobody asks her before somebody has looked if she is known, or has said that it is left out.
    """
    actor = actor_of(request)
    row = queries.readable_sign(actor, id)
    asks = may_record(frozenset(says.step(says.BEGIN_SCREENING).records), actor.roles)
    looked_up = finding.was_looked_up(row.procedure)
    if asks and request.method == "GET" and "looked" not in request.GET and not looked_up:
        return redirect("intake:known", row.id)
    fields, _revision = commands.open_card(actor, row.procedure, now())
    return step_page(
        request,
        ProcedureSubject(row.procedure),
        says.BEGIN_SCREENING,
        initial=fields,
        back=reverse("intake:latest", args=[row.id])
        if request.method == "POST"
        else reverse("intake:sign", args=[row.id]),
        context={"notice": _nobody_found() if looked_up and request.GET.get("looked") == "none" else ""},
    )


def _nobody_found() -> str:
    return gettext(
        "No file like this was found in your organisation. There may be one all the same, under another name or elsewhere."
    )


@require_http_methods(["GET", "POST"])
def other_need(request: HttpRequest, id: UUID) -> HttpResponse:
    """There is a need for protection and no sign of exploitation: help opens for that need."""
    actor = actor_of(request)
    row = queries.readable_sign(actor, id)
    back = reverse("intake:sign", args=[row.id])
    return step_page(request, ProcedureSubject(row.procedure), says.OTHER_AFTER_TRIAGE, back=back)


@require_http_methods(["GET", "POST"])
def close_duplicate(request: HttpRequest, id: UUID) -> HttpResponse:
    """A supervisor closes what was told twice or has plainly nothing to do with exploitation."""
    actor = actor_of(request)
    row = queries.readable_sign(actor, id)
    back = reverse("intake:signs") if request.method == "POST" else reverse("intake:sign", args=[row.id])
    return step_page(request, ProcedureSubject(row.procedure), says.CLOSE_DUPLICATE, back=back, section="")
