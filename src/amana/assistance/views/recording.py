"""Recording help: first which one, then the fields the pack asks for.

The choice is part of the form, never of the address.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from amana.assistance import commands, queries
from amana.assistance import pack as helps
from amana.assistance.errors import ConsentMissing
from amana.assistance.forms import WhatForm, moment_of
from amana.assistance.views.deliveries import status_of
from amana.cases import queries as cases
from amana.cases.page import careful_of
from amana.cases.queries import Procedure
from amana.countrypacks.dates import day_of
from amana.countrypacks.forms import attempt, form_class
from amana.countrypacks.values import Category, Service
from amana.errors import NotFound
from amana.referrals import queries as referrals
from amana.steps.commands import Told
from amana.trust.actor import Actor, actor_of
from amana.trust.authorise import authorise
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, id: UUID) -> HttpResponse:
    """A service for the person of this case: asked for, begun or given."""
    return _record_help(request, id, ())


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, id: UUID) -> HttpResponse:
    """Money, or an item from the stock, for the person of this case."""
    return _record_help(request, id, (helps.CASH, helps.ITEMS))


def _record_help(request: HttpRequest, id: UUID, categories: tuple[str, ...]) -> HttpResponse:
    actor, at = actor_of(request), now()
    procedure = cases.one(actor, id)
    allowed = {verb for verb in ("help.deliver", "cash.ask") if authorise(actor, verb, procedure).allow}
    if cases.only_by_consent(actor, procedure):
        allowed -= {"cash.ask"}  # money is requested by the organisation that holds the case
    if not allowed or (not categories and "help.deliver" not in allowed):
        raise NotFound
    page = Page(
        heading=gettext("Give money or an item") if categories else gettext("Record a service"),
        reference=cases.reference(procedure),
        careful=careful_of(cases.facts_of(procedure)),
        back=reverse("cases:one", args=[id]),
    )
    chosen = request.POST.get("service") or request.POST.get("what-service")
    groups = [
        (category, rows)
        for category, rows in helps.offered_services(*categories)
        if ("cash.ask" if category.id == helps.CASH else "help.deliver") in allowed
    ]
    service = next((each for _category, rows in groups for each in rows if each.code == chosen), None)
    if service is None:
        doors = [_list_services(procedure, category, rows, at) for category, rows in groups]
        status = 422 if request.method == "POST" else 200
        return render(
            request,
            "assistance/choose.html",
            {"page": page, "groups": doors, "long": not categories, "nothing_chosen": status == 422},
            status=status,
        )
    refusal = queries.why_not(procedure, service, at)
    without = refusal is ConsentMissing and helps.is_urgent(service)
    if refusal is not None and not without:
        raise refusal
    batches = queries.to_hand_out(actor, service.code, day_of(at)) if helps.is_item(service) else []
    blocks = Blocks(request, service, at, batches=batches, without_asking=without)

    def keep() -> UUID:
        return _keep(actor, procedure, service, blocks, at)

    return blocks.answer(request, page, keep, page.back)


def _list_services(procedure: Procedure, category: Category, rows: list[Service], at: datetime) -> dict[str, Any]:
    """Returns the services of a category that can be chosen, and why the others cannot yet."""
    refusals = {each.code: queries.why_not(procedure, each, at) for each in rows}
    shut = {
        each.code: refusal
        for each in rows
        if (refusal := refusals[each.code]) and not (refusal is ConsentMissing and helps.is_urgent(each))
    }
    why = next(iter(shut.values()), None)
    return {
        "category": category,
        "open": [each for each in rows if each.code not in shut],
        "shut": bool(shut),
        "why": why().message if why else "",
    }


def _keep(actor: Actor, procedure: Procedure, service: Service, blocks: "Blocks", at: datetime) -> UUID:
    values, told = blocks.what.cleaned_data, blocks.collect_values()
    if helps.is_cash(service):
        return commands.ask_for_cash(
            actor,
            procedure,
            service.code,
            amount=Decimal(str(told.facts.get("amount") or 0)),
            currency=str(told.facts.get("currency") or values.get("currency", "")),
            risk_checked=bool(told.facts.get("risk_check_done") or values.get("risk_check_done")),
            told=told,
            now=at,
        )
    on = moment_of(values["on"], at)
    if helps.is_item(service):
        return commands.give_item(
            actor,
            procedure,
            service.code,
            quantity=values["quantity"],
            batch_id=blocks.what.batch_id(),
            told=told,
            on=on,
            now=at,
        )
    return commands.record_service(
        actor,
        procedure,
        service.code,
        stand=values["stand"],
        told=told,
        on=on,
        without_asking=blocks.what.without_asking(),
        now=at,
    )


@require_http_methods(["GET", "POST"])
def for_referral(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records what my unit gave for a referral it serves; the case itself stays closed."""
    actor, at = actor_of(request), now()
    if not actor.can("help.deliver"):
        raise NotFound
    referral = referrals.served_by(actor, id)
    service = helps.service(queries.service_of(referral))
    page = Page(
        gettext("Record what you gave"),
        referral.reference,
        reverse("referrals:one", args=[id]),
        careful_of(cases.facts_of(referral.procedure)),
    )
    blocks = Blocks(request, service, at, for_referral=True)

    def keep() -> UUID:
        told = blocks.collect_values()
        quantity = blocks.what.cleaned_data.get("quantity")
        if quantity is not None:
            told = Told({**told.facts, "quantity": quantity}, told.sealed, told.working)
        on = moment_of(blocks.what.cleaned_data["on"], at)
        return commands.deliver_for_referral(actor, referral, told=told, on=on, now=at)

    return blocks.answer(request, page, keep, page.back)


class Page:
    """The heading of a page of this module, and where it leads back to."""

    def __init__(self, heading: str, reference: str, back: str, careful: str = "") -> None:
        self.heading = heading
        self.careful = careful
        self.reference = reference
        self.back = back


class Blocks:
    """Our questions and the pack's, filled in together: one page, one button."""

    def __init__(
        self,
        request: HttpRequest,
        service: Service,
        at: datetime,
        *,
        batches: list[queries.BatchCard] | None = None,
        without_asking: bool = False,
        for_referral: bool = False,
    ) -> None:
        self.typed = request.method == "POST" and "what-service" in request.POST
        data = request.POST if self.typed else None
        given = not helps.is_cash(service) and request.POST.get("what-stand", "delivered") == "delivered"
        own, common = helps.own_fields(service), helps.common_fields(service, given=given)
        if not given and not helps.is_cash(service):
            own, common = helps.not_required(own), helps.not_required(common)
        self.service = service
        self.what = WhatForm(
            data,
            prefix="what",
            service=service,
            batches=batches or [],
            without_asking=without_asking,
            today=day_of(at),
            for_referral=for_referral,
        )
        first = {"quantity": 1}
        needed = tuple(field for field in common if field.required)
        self.asked = form_class((*own, *needed))(data, prefix="told", initial=first)
        others = tuple(field for field in common if not field.required)
        self.more = form_class(others)(data, prefix="told", initial=first)

    def collect_values(self) -> Told:
        """Returns the values, by section."""
        asked, more = self.asked, self.more
        return Told(
            {**asked.facts(), **more.facts()},
            {**asked.collect_sealed(), **more.collect_sealed()},
            {**asked.working(), **more.working()},
        )

    def answer(self, request: HttpRequest, page: Page, keep: Callable[[], UUID], done: str) -> HttpResponse:
        """Returns the page with both forms, or a redirect once everything is stored; what was typed stays."""
        if self.typed:
            valid = all([self.what.is_valid(), self.asked.is_valid(), self.more.is_valid()])
            if valid and attempt(self.what, keep) is not None:
                return redirect(done)
        deed = gettext("Ask for this money") if helps.is_cash(self.service) else gettext("Keep this record")
        return render(
            request,
            "assistance/record.html",
            {"page": page, "blocks": self, "service": self.service, "deed": deed},
            status=status_of(request, [self.what]) if self.typed else 200,
        )
