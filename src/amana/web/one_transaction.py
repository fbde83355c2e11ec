"""On PostgreSQL, a request is one transaction from its first question to the end of its page, and says who acts.

SQLite has one writer at a time, and there a command alone is the transaction.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from amana.trust import rows
from amana.trust.queries import User

type Next = Callable[[HttpRequest], HttpResponseBase]


class OneTransaction:
    """Nobody acts until a session says who; what a view did before it failed is taken back, and the rest is kept."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, whose page was made in the transaction; a file that streams has one of its own, by the same person."""
        if connection.vendor != "postgresql":
            return self.get_response(request)
        with rows.acting_as(rows.NOBODY):
            response = self.get_response(request)
            if response.status_code >= 500 and _begin_of(request) is not None:
                transaction.set_rollback(True)  # an error that nobody turned into a page of ours
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _streamed(_who(request), iter(response))
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """From here on the one who signed in acts, and this is the point to which a failing view goes back."""
        if connection.vendor == "postgresql":
            rows.act_as(_who(request))
            request.amana_begin = transaction.savepoint_create(), len(connection.run_on_commit)  # type: ignore[attr-defined]


def take_back(request: HttpRequest) -> None:
    """Nothing that the view did remains, nor is done after the commit; the transaction goes on, for a refusal's line."""
    begin = _begin_of(request)
    if begin is not None:
        savepoint, due = begin
        transaction.set_rollback(False)
        transaction.savepoint_rollback(savepoint)
        # Keys are destroyed and put away after a commit. Django forgets that by itself for its own savepoints only.
        del connection.run_on_commit[due:]
        request.amana_begin = None  # type: ignore[attr-defined]


def _begin_of(request: HttpRequest) -> tuple[str, int] | None:
    """The view's savepoint, and how many deeds waited for the commit before it."""
    begin: tuple[str, int] | None = getattr(request, "amana_begin", None)
    return begin


def _who(request: HttpRequest) -> Any:
    user = getattr(request, "user", None)
    return user.id if isinstance(user, User) else rows.NOBODY


def _streamed(who: Any, pieces: Iterator[bytes]) -> Iterator[bytes]:
    with rows.acting_as(who):
        yield from pieces
