"""On PostgreSQL, a request is one transaction from its first query to the end of its page, and names its actor.

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
    """Starts without an actor until a session names one; a failing view is rolled back, and the rest is kept."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, whose page was built in the transaction; a streamed file has its own, for the same user."""
        if connection.vendor != "postgresql":
            return self.get_response(request)
        with rows.acting_as(rows.NOBODY):
            response = self.get_response(request)
            if response.status_code >= 500 and _begin_of(request) is not None:
                transaction.set_rollback(True)  # an error that nobody turned into a page of ours
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _stream(_who(request), iter(response))
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Sets the signed-in user as the actor, and the savepoint to which a failing view is rolled back."""
        if connection.vendor == "postgresql":
            rows.act_as(_who(request))
            request.amana_begin = transaction.savepoint_create(), len(connection.run_on_commit)  # type: ignore[attr-defined]


def take_back(request: HttpRequest) -> None:
    """Rolls back what the view did, also what waits for the commit; the transaction continues, for a refusal's line."""
    begin = _begin_of(request)
    if begin is not None:
        savepoint, due = begin
        transaction.set_rollback(False)
        transaction.savepoint_rollback(savepoint)
        # Keys are destroyed and stored after a commit. Django drops such callbacks by itself for its own savepoints
        # only.
        del connection.run_on_commit[due:]
        request.amana_begin = None  # type: ignore[attr-defined]


def _begin_of(request: HttpRequest) -> tuple[str, int] | None:
    """Returns the view's savepoint, and how many callbacks waited for the commit before it."""
    begin: tuple[str, int] | None = getattr(request, "amana_begin", None)
    return begin


def _who(request: HttpRequest) -> Any:
    user = getattr(request, "user", None)
    return user.id if isinstance(user, User) else rows.NOBODY


def _stream(who: Any, pieces: Iterator[bytes]) -> Iterator[bytes]:
    with rows.acting_as(who):
        yield from pieces
