"""The stock: balances, the book of a batch, what came in, what was counted, the slip of a hand-over."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from amana.assistance import commands, queries
from amana.assistance.forms import CountForm, ReceiveForm
from amana.assistance.stock_list import stock_list
from amana.assistance.views.deliveries import form_page
from amana.cases.page import careful_of
from amana.cases.safe_contact import CARE
from amana.countrypacks.dates import day_of
from amana.countrypacks.forms import attempt
from amana.errors import NotAllowed
from amana.lists.pages import ListPage
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_GET
def stock(request: HttpRequest) -> HttpResponse:
    """Every batch of the organisation with its balance, narrowed and sorted by the address."""
    actor, today = actor_of(request), day_of(now())
    shown = ListPage(stock_list(actor, today), request.GET, actor)
    return render(request, "assistance/stock.html", {"list": shown, "cards": queries.batch_cards(shown.rows, today)})


@require_GET
def batch(request: HttpRequest, id: UUID) -> HttpResponse:
    """The book of one batch, which contains case numbers and no names."""
    row = queries.batch(actor_of(request), id)
    card = queries.batch_card(row, day_of(now()))
    return render(request, "assistance/batch.html", {"card": card, "movements": queries.movements_of(row)})


@require_GET
def slip(request: HttpRequest, id: UUID) -> HttpResponse:
    """The slip of a hand-over, to print and sign: a case number, never a name."""
    row, line, store = queries.handed_out(actor_of(request), id)
    card = queries.batch_card(store, row.day)
    careful = careful_of({CARE: queries.prohibitions_for(line)})
    page = {"line": line, "card": card, "how_many": -line.quantity, "careful": careful}
    return render(request, "assistance/slip.html", page)


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest) -> HttpResponse:
    """Things came in."""
    actor, at = actor_of(request), now()
    if not actor.can("stock.keep"):
        raise NotAllowed
    form = ReceiveForm(request.POST or None, initial={"on": day_of(at)})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def keep() -> UUID:
            return commands.receive(
                actor,
                service_code=values["service"],
                variant=values["variant"],
                number=values["number"],
                counted_in=values["counted_in"],
                quantity=values["quantity"],
                expires_on=values["expires_on"],
                on=values["on"],
                now=at,
            )

        stored = attempt(form, keep)
        if stored is not None:
            return redirect("assistance:batch", stored)
    return form_page(
        request,
        forms_=[form],
        heading=gettext("Things came in"),
        deed=gettext("Put them into the stock"),
        reference="",
        back=reverse("assistance:stock"),
    )


@require_http_methods(["GET", "POST"])
def count(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records what was counted on the shelf; a difference needs a reason."""
    actor, at = actor_of(request), now()
    row = queries.batch(actor, id)
    card = queries.batch_card(row, day_of(at))
    typed = request.POST.copy()
    form = CountForm(typed or None, initial={"seen": row.balance})
    back = reverse("assistance:batch", args=[id])
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data

        def keep() -> int:
            return commands.count(
                actor,
                row,
                counted=values["counted"],
                seen=values["seen"],
                reason=values["reason"],
                words=values["words"],
                now=at,
            )

        if attempt(form, keep) is not None:
            return redirect(back)
        row = queries.batch(actor, id)
        typed["seen"] = str(row.balance)  # the next attempt is compared with the book as it is now
    return form_page(
        request,
        forms_=[form],
        heading=gettext("Count: %(item)s") % {"item": card.item},
        deed=gettext("Write the count into the book"),
        lead=gettext("The book says %(n)s.") % {"n": row.balance},
        reference=card.number,
        back=back,
    )
