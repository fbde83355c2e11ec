"""Several reports about one thing: looked at side by side, joined, parted again."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from amana.errors import NotFound, Refused
from amana.intake import commands, queries
from amana.intake.queries import Sign
from amana.intake.views.signs import describe_facts, pairs_of
from amana.intake.words import COMMON
from amana.trust.actor import Actor, actor_of
from amana.trust.authorise import require
from amana.vault.clock import now


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, id: UUID) -> HttpResponse:
    """Signs that look alike by their codes. With `beside`, both texts are opened; with `into`, the two become one."""
    actor = actor_of(request)
    row = queries.readable_sign(actor, id)
    require(actor, "signs.triage", row)
    if request.method != "POST":
        return _page(request, actor, row)
    other = _other(actor, request.POST.get("into") or request.POST.get("beside") or "")
    if other is None:
        return _page(request, actor, row, unknown=True, status=422)
    if "into" not in request.POST:
        return _page(request, actor, row, beside=other)
    try:
        commands.join_sign(actor, row, other, now=now())
    except Refused as refusal:
        return _page(request, actor, row, refusal=refusal, status=refusal.status)
    return redirect("intake:sign", other.id)


def _other(actor: Actor, named: str) -> Sign | None:
    """The sign with this id, or with this number as somebody reads it out."""
    named = named.strip()
    try:
        return queries.readable_sign(actor, UUID(named))
    except NotFound:
        return None
    except ValueError:
        return queries.signs_for(actor).filter(number__iexact=named).first()


def _page(
    request: HttpRequest,
    actor: Actor,
    row: Sign,
    *,
    beside: Sign | None = None,
    unknown: bool = False,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    both: list[dict[str, Any]] = []
    if beside is not None:
        for each in (row, beside):
            text = commands.open_sign(actor, each, now())
            both.append({"sign": each, "facts": describe_facts(each), "pairs": pairs_of(text)})
    return render(
        request,
        "intake/join.html",
        {
            "sign": row,
            "facts": describe_facts(row),
            "joinable": queries.joinable(row),
            "alike": [
                {
                    "sign": each.sign,
                    "facts": describe_facts(each.sign),
                    "common": [COMMON[name] for name in each.common],
                }
                for each in queries.alike(actor, row)
            ],
            "beside": beside,
            "both": both,
            "unknown": unknown,
            "refusal": refusal,
        },
        status=status,
    )


@require_POST
def part_sign(request: HttpRequest, id: UUID) -> HttpResponse:
    """The report is on its own again."""
    actor = actor_of(request)
    commands.part_sign(actor, queries.readable_sign(actor, id), now=now())
    return redirect("intake:sign", id)
