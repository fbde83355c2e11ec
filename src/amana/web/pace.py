"""Stops guessing of addresses and copying of lists page by page: users who try are stopped, notified and reported."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amana.lists.declaring import narrows
from amana.oversight import pace
from amana.trust import trail
from amana.trust.actor import actor_of
from amana.trust.queries import User
from amana.vault.clock import now
from amana.web.middleware import Next

# What a user who was stopped still needs: my day, their own page, asking to continue.
_ALWAYS = frozenset({"oversight:go_on", "accounts:me", "my_day"})


class KeepsPace:
    """Counts requests for an id that does not exist, for every further page of a list, and for a list in another way."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Returns the response; counts one more when a record was not found."""
        response = self.get_response(request)
        if response.status_code == 404 and _names_a_record(request):
            self._count(request, pace.MISSING)
        return response

    def process_view(self, request: HttpRequest, _view: object, _args: object, _kwargs: Any) -> HttpResponse | None:
        """Returns the page that says why nothing more is shown this hour, for users over the limit."""
        kind = _kind(request)
        if not kind:
            return None
        if kind == pace.PAGES:
            self._count(request, kind)
        user = request.user
        assert isinstance(user, User)
        if not pace.is_over(user.id, kind, now()):
            return None
        return render(request, "held_back.html", {"kind": kind}, status=429)

    def _count(self, request: HttpRequest, kind: str) -> None:
        actor = actor_of(request)
        at = now()
        pace.once_over(
            actor.account,
            kind,
            at,
            lambda: trail.record(actor, pace.HELD, None, at, of=kind, after=pace.limit_of(kind)),
        )


def _kind(request: HttpRequest) -> str:
    """Returns the limit that applies to this request; an empty text for none."""
    match = request.resolver_match
    if match is None or match.view_name in _ALWAYS or not isinstance(request.user, User):
        return ""
    if _names_a_record(request):
        return pace.MISSING
    further = _is_further(request.GET.get("page", "")) or narrows(match.view_name, request.GET)
    return pace.PAGES if further else ""


def _is_further(page: str) -> bool:
    """Whether a list shows another than its first page: +2, 2_0 and 0 are numbers to it as well."""
    try:
        return int(page) != 1
    except ValueError:
        return False


def _names_a_record(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or not isinstance(getattr(request, "user", None), User):
        return False
    return any(isinstance(value, UUID) for value in match.kwargs.values())
