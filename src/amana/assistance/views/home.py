"""Money and items: what waits, what was given lately, the stock."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from amana.assistance import queries
from amana.assistance.registrations import names_in
from amana.cases import queries as cases
from amana.countrypacks.dates import day_of
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """My money and items: what I may approve, what I requested, what was given, what my unit gave for referrals."""
    actor, at = actor_of(request), now()
    waiting, asked, given = queries.waiting_for(actor), queries.asked_by(actor), queries.lately_given(actor)
    names = names_in(row for pairs in (waiting, asked, given) for _delivery, row in pairs)

    def rows(pairs: list[queries.Pair]) -> list[dict[str, object]]:
        return [
            {
                "help": row,
                "reference": cases.reference(delivery.procedure),
                "asked_by": names.get(row.asked_by, "") if row.asked_by else "",
            }
            for delivery, row in pairs
        ]

    return render(
        request,
        "assistance/home.html",
        {
            "waiting": rows(waiting),
            "asked": rows(asked),
            "given": rows(given),
            "served": queries.served_now(actor),
            "for_referrals": queries.recorded_for_referrals(actor),
            "ending": queries.ending_soon(actor, day_of(at)),
            "keeps_stock": actor.can("stock.keep"),
            "keeps_money": actor.can("cash.approve"),
            "works_in_cases": actor.can("cases.read"),
            "now": at,
        },
    )
