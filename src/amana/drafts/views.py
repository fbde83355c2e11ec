"""What a form asks while somebody types: keep this, give it back, throw it away. Each carries the pass of its page."""

import json
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from amana.countrypacks.dates import clock, day
from amana.drafts import commands
from amana.drafts.commands import Kept, KeptElsewhere
from amana.drafts.commands.sent_forms import FIELD
from amana.drafts.places import FormPlace, place_of
from amana.errors import NotFound
from amana.signin.reauth import NEVER_REPEATED
from amana.trust.actor import actor_of
from amana.vault.clock import now

MOST_BYTES: Final = 200_000
NOT_KEPT: Final = NEVER_REPEATED | {"draft_pass", FIELD}


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keeps what was typed so far. Answers with the other text where another window was quicker, 413 for too much."""
    place, text = _place(request), request.POST.get("fields", "")
    if len(text.encode()) > MOST_BYTES:
        return HttpResponse(status=413)
    fields = _fields_of(text)
    revision = request.POST.get("revision", "0")
    if fields is None or not (revision.isascii() and revision.isdecimal()):
        return HttpResponse(status=400)
    try:
        kept = commands.keep(actor_of(request), place, fields=fields, revision=int(revision), now=now())
    except KeptElsewhere as other:
        return JsonResponse({"elsewhere": _describe(other.kept)})
    return JsonResponse({"revision": kept.revision, "said": gettext("Saved %(time)s") % {"time": clock(kept.saved_at)}})


@require_POST
def open_draft(request: HttpRequest) -> HttpResponse:
    """Gives back what this user typed into the form and did not send; 204 where there is nothing."""
    kept = commands.open_draft(actor_of(request), _place(request), now=now())
    return JsonResponse(_describe(kept)) if kept is not None else HttpResponse(status=204)


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Deletes what was typed."""
    commands.discard(actor_of(request), _place(request))
    return HttpResponse(status=204)


def _place(request: HttpRequest) -> FormPlace:
    """The form of the request's pass. Raises NotFound."""
    place = place_of(actor_of(request).account, request.POST.get("draft_pass", ""), now())
    if place is None:
        raise NotFound
    return place


def _fields_of(text: str) -> list[tuple[str, str]] | None:
    """Returns (name, value) of each field of a form; None where the text is something else."""
    try:
        told: Any = json.loads(text)
    except ValueError:
        return None
    if not isinstance(told, list):
        return None
    fields = []
    for pair in told:
        match pair:
            case [str(name), str(value)] if name not in NOT_KEPT:
                fields.append((name, value))
            case [str(), str()]:
                pass
            case _:
                return None
    return fields


def _describe(kept: Kept) -> dict[str, Any]:
    said = gettext("You typed here on %(day)s at %(time)s and did not send it.") % {
        "day": day(kept.saved_at), "time": clock(kept.saved_at),
    }  # fmt: skip
    return {"revision": kept.revision, "fields": kept.fields, "said": said}
