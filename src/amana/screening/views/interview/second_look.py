"""Screenings that need a second look, because a wording of a question could store its answer reversed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from amana.intake import queries as intake_queries
from amana.screening import commands, queries
from amana.screening import pack as says
from amana.screening.views.interview.sofar import result_name
from amana.trust.actor import actor_of
from amana.vault.clock import now


@require_GET
def second_look(request: HttpRequest) -> HttpResponse:
    """Lists the screenings of my units whose advice rests on a doubtful answer."""
    found = commands.look_again(actor_of(request), now())
    return render(
        request,
        "screening/second_look.html",
        {
            "rows": [
                {
                    "screening": each.screening,
                    "reference": intake_queries.case_reference(each.screening.procedure),
                    "before": result_name(str(each.kept.get("result", ""))),
                    "after": result_name(each.advice.result),
                    "changes": each.changes,
                    "labels": [says.question(item).label for item in each.items],
                }
                for each in found
            ],
            "more": len(found) == commands.AT_ONCE,
        },
    )


@require_POST
def second_looked(request: HttpRequest, id: UUID) -> HttpResponse:
    """Records that a colleague has reviewed it, and that it stays as it is."""
    actor = actor_of(request)
    commands.second_look_done(actor, queries.screening(actor, id), now())
    return redirect("intake:second_look")
