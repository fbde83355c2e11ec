"""Money: a second person reviews it, it is paid out, and the book of the organisation is reconciled."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from amana.assistance import commands, queries
from amana.assistance.forms import MoneyInForm, PayForm, moment_of
from amana.assistance.views.deliveries import form_page, with_reason
from amana.cases import queries as cases
from amana.countrypacks.dates import day_of
from amana.countrypacks.forms import attempt, succeeds
from amana.errors import NotAllowed
from amana.trust.actor import actor_of
from amana.trust.authorise import require
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, id: UUID) -> HttpResponse:
    """Refuses as a second person, with the reason."""
    actor = actor_of(request)
    delivery = queries.one(actor, id)
    require(actor, "cash.approve", delivery)
    return with_reason(
        request,
        delivery,
        heading=gettext("Do not agree to this money"),
        deed=gettext("Do not agree"),
        act=lambda reason: commands.refuse_cash(actor, delivery, reason=reason, now=now()),
    )


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, id: UUID) -> HttpResponse:
    """Pays out the money, with a receipt."""
    actor, at = actor_of(request), now()
    delivery = queries.one(actor, id)
    require(actor, "cash.ask", delivery)
    form = PayForm(request.POST or None, initial={"on": day_of(at)})
    back = reverse("assistance:one", args=[id])
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "on": moment_of(form.cleaned_data["on"], at)}
        if succeeds(form, lambda: commands.pay_out(actor, delivery, **told, now=at)):
            return redirect(back)
    return form_page(
        request,
        forms_=[form],
        heading=gettext("Pay out"),
        deed=gettext("Record the payment"),
        lead=gettext("The person signs, or a witness stands by. Nobody is photographed for help."),
        reference=cases.reference(delivery.procedure),
        back=back,
    )


@require_GET
def money(request: HttpRequest) -> HttpResponse:
    """What came in, was paid out and came back, month by month."""
    actor = actor_of(request)
    return render(
        request,
        "assistance/money.html",
        {"months": queries.money_by_month(actor)[::-1], "received": queries.money_received(actor)},
    )


@require_http_methods(["GET", "POST"])
def money_in(request: HttpRequest) -> HttpResponse:
    """Adds money that came in."""
    actor, at = actor_of(request), now()
    if not actor.can("cash.approve"):
        raise NotAllowed
    form = MoneyInForm(request.POST or None, initial={"day": day_of(at)})
    back = reverse("assistance:money")
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def keep() -> UUID:
            return commands.record_money_in(
                actor,
                amount=values["amount"],
                currency=values["currency"],
                day=values["day"],
                budget_line=values["budget_line"],
                now=at,
            )

        if attempt(form, keep) is not None:
            return redirect(back)
    return form_page(
        request,
        forms_=[form],
        heading=gettext("Money received"),
        deed=gettext("Record the money"),
        reference="",
        back=back,
    )
