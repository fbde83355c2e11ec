"""One help: its state, what was said, what can still be done."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from amana.assistance import commands, queries
from amana.assistance import pack as helps
from amana.assistance.forms import DayForm, ReasonForm, TakeBackForm, moment_of
from amana.assistance.labels import STATES
from amana.assistance.pairs import coded_pairs, opened_pairs
from amana.assistance.registrations import lines
from amana.assistance.states import DeliveryState
from amana.cases import queries as cases
from amana.cases.page import careful_of
from amana.countrypacks.dates import day_of
from amana.countrypacks.forms import attempt, form_class, succeeds
from amana.errors import NotFound
from amana.steps.commands import Told
from amana.trust.actor import Actor, actor_of
from amana.trust.authorise import authorise, require
from amana.vault.clock import now


@require_GET
def one(request: HttpRequest, id: UUID) -> HttpResponse:
    """One help as a record: its facts, who did what, and the next action."""
    actor = actor_of(request)
    return _page(request, actor, queries.one(actor, id), {})


@require_POST
def words(request: HttpRequest, id: UUID) -> HttpResponse:
    """The same page with its sealed words opened; records the opening."""
    actor = actor_of(request)
    delivery = queries.one(actor, id)
    return _page(request, actor, delivery, commands.open_words(actor, delivery, now()))


def _page(
    request: HttpRequest, actor: Actor, delivery: queries.Delivery, opened: dict[str, dict[str, Any]]
) -> HttpResponse:
    row = queries.load_help(delivery)
    may_give = authorise(actor, "help.deliver", delivery).allow
    may_ask = authorise(actor, "cash.ask", delivery).allow
    may_agree = authorise(actor, "cash.approve", delivery).allow
    own_request = row.asked_by == actor.user_id
    sees_case = cases.reachable_by(actor).filter(id=row.procedure_id).exists()
    return render(
        request,
        "assistance/delivery.html",
        {
            "help": row,
            "careful": careful_of(cases.facts_of(delivery.procedure)) if sees_case or row.is_open else "",
            "line": lines(actor, delivery.procedure, [row])[0],
            "reference": _reference(actor, delivery),
            "back": reverse("cases:one", args=[row.procedure_id]) if sees_case else reverse("assistance:home"),
            "state": STATES[row.state],
            "pairs": coded_pairs(row),
            "has_words": bool(row.facts.get("texts")),
            "closed": queries.is_closed_to(actor, delivery, now()),
            "opened": opened_pairs(row, opened),
            "may_begin": may_give and row.state == DeliveryState.REQUESTED,
            "may_finish": may_give and row.state in (DeliveryState.REQUESTED, DeliveryState.RUNNING),
            "may_cancel": row.is_open and (may_ask if row.is_cash else may_give),
            "may_agree": may_agree and row.state == DeliveryState.WAITS and not own_request,
            "own_request": may_agree and row.state == DeliveryState.WAITS and own_request,
            "may_pay": may_ask and row.state == DeliveryState.AGREED,
            "may_take_back": (may_ask if row.is_cash else may_give)
            and row.state == DeliveryState.DELIVERED
            and not row.reverses
            and not row.is_reversed,
            "may_look": may_give and row.next_followup_at is not None and row.followed_up_at is None,
            "may_print_slip": bool(row.facts.get("movement"))
            and queries.may_print_slip(actor, UUID(str(row.facts["movement"]))),
            "now": now(),
        },
    )


def _reference(actor: Actor, delivery: queries.Delivery) -> str:
    """Returns the case number for those who see the case; for a provider the reference of its referral."""
    if cases.reachable_by(actor).filter(id=delivery.procedure_id).exists():
        return cases.reference(delivery.procedure)
    return queries.reference_for(actor, delivery)


@require_POST
def begin(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records that the help started today."""
    actor, at = actor_of(request), now()
    commands.begin(actor, queries.one(actor, id), on=at, now=at)
    return redirect("assistance:one", id)


@require_POST
def record_follow_up(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records that the follow-up was done."""
    actor = actor_of(request)
    commands.looked_again(actor, queries.one(actor, id), now=now())
    return redirect("assistance:one", id)


@require_http_methods(["GET", "POST"])
def finish(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records that what was requested was given: the day, and the fields the pack asks for."""
    actor, at = actor_of(request), now()
    delivery = queries.one(actor, id)
    require(actor, "help.deliver", delivery)
    row = queries.load_help(delivery)
    if row.service is None or row.is_cash:
        raise NotFound
    data = request.POST if request.method == "POST" else None
    day = DayForm(data, prefix="what", initial={"on": day_of(at)})
    known = {"quantity": 1, **row.facts, **row.facts.get("fields", {})}
    asked: Any = form_class((*helps.own_fields(row.service), *helps.common_fields(row.service, given=True)))(
        data, prefix="told", initial=known
    )
    if data is not None and all([day.is_valid(), asked.is_valid()]):
        told, on = Told(asked.facts(), asked.collect_sealed(), asked.working()), moment_of(day.cleaned_data["on"], at)
        if succeeds(day, lambda: commands.finish(actor, delivery, told=told, on=on, now=at)):
            return redirect("assistance:one", id)
    return form_page(
        request,
        forms_=[day, asked],
        heading=row.name,
        deed=gettext("It was given"),
        careful=careful_of(cases.facts_of(delivery.procedure)),
        reference=_reference(actor, delivery),
        back=reverse("assistance:one", args=[id]),
    )


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, id: UUID) -> HttpResponse:
    """Cancels a request; the reason is sealed."""
    actor = actor_of(request)
    delivery = queries.one(actor, id)
    require(actor, "cash.ask" if queries.load_help(delivery).is_cash else "help.deliver", delivery)
    return with_reason(
        request,
        delivery,
        heading=gettext("This will not be given"),
        deed=gettext("Cancel it"),
        act=lambda reason: commands.cancel(actor, delivery, reason=reason, now=now()),
    )


def with_reason(
    request: HttpRequest, delivery: queries.Delivery, *, heading: str, deed: str, act: Callable[[str], None]
) -> HttpResponse:
    """The page of an action that ends something and needs a sealed reason."""
    actor, form = actor_of(request), ReasonForm(request.POST or None)
    back = reverse("assistance:one", args=[delivery.id])
    if request.method == "POST" and form.is_valid() and succeeds(form, lambda: act(form.cleaned_data["reason"])):
        return redirect(back)
    return form_page(
        request,
        forms_=[form],
        heading=heading,
        deed=deed,
        reference=_reference(actor, delivery),
        back=back,
        stop=True,
    )


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """Takes back a mistake, or records a return; the entry stays, and a reversal is added to it."""
    actor, at = actor_of(request), now()
    delivery = queries.one(actor, id)
    row = queries.load_help(delivery)
    require(actor, "cash.ask" if row.is_cash else "help.deliver", delivery)
    form = TakeBackForm(request.POST or None, things=row.is_item, money=row.is_cash)
    back = reverse("assistance:one", args=[id])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def keep() -> UUID:
            return commands.take_back(
                actor,
                delivery,
                mistake=values["how"] == "mistake",
                reason=values["reason"],
                quantity=values.get("quantity") or 0,
                amount=Decimal(values.get("amount") or 0),
                now=at,
            )

        if attempt(form, keep) is not None:
            return redirect(back)
    return form_page(
        request,
        forms_=[form],
        heading=gettext("Take back an entry"),
        deed=gettext("Take it back"),
        lead=gettext("Nothing is deleted: the entry stays, and what you write here stands beside it."),
        reference=_reference(actor, delivery),
        back=back,
        stop=True,
    )


def form_page(
    request: HttpRequest,
    *,
    forms_: list[forms.Form],
    heading: str,
    deed: str,
    reference: str,
    back: str,
    lead: str = "",
    careful: str = "",
    stop: bool = False,
) -> HttpResponse:
    return render(
        request,
        "assistance/form.html",
        {
            "forms": forms_,
            "heading": heading,
            "deed": deed,
            "reference": reference,
            "back": back,
            "lead": lead,
            "careful": careful,
            "stop": stop,
        },
        status=status_of(request, forms_),
    )


def status_of(request: HttpRequest, forms_: list[forms.Form]) -> int:
    """Returns 200 for a page that was opened; for a refusal its own status, 422 for invalid input."""
    if request.method != "POST":
        return 200
    refusals = (getattr(each, "refusal", None) for each in forms_)
    return next((refusal.status for refusal in refusals if refusal is not None), 422)
