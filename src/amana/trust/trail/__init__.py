"""The audit log: who did what to which record, when. Lines hold ids and never a word about a person."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, Protocol, cast
from uuid import UUID

from django.db import DatabaseError, transaction

from amana.errors import Conflict
from amana.trust.answers import check_asked
from amana.trust.errors import TrailShut
from amana.trust.models import Line
from amana.trust.trail.exporting import export_rows
from amana.trust.trail.log import sequence
from amana.vault.clock import now

if TYPE_CHECKING:
    from amana.trust.actor import Actor

__all__ = ["export_rows", "record", "sequence", "shown_on_conflict"]


class About(Protocol):
    """A record that a line can be about."""

    id: UUID


def record(actor: "Actor", verb: str, object_id: UUID | None, at: datetime, **ids: UUID | str | int | None) -> None:
    """Adds a line about `verb` on `object_id` in the action's own transaction. Values are ids, codes of states, counts.

    Raises TrailShut while lines cannot be written; then the action must not happen, and its transaction is rolled back.
    Raises DecisionNotAsked inside a command that has to ask for a permission first and did not.
    """
    check_asked()
    try:
        Line.objects.create(
            happened_at=at,
            recorded_at=now(),
            actor=actor.user_id,
            verb=verb,
            object=object_id,
            ids={
                name: value if isinstance(value, int) else str(value)
                for name, value in ids.items()
                if value is not None
            },
        )
    except DatabaseError as error:
        raise TrailShut from error


def shown_on_conflict[Record: "About", **P, R](
    verb: str,
) -> Callable[
    [Callable[Concatenate["Actor", Record, P], R]],
    Callable[Concatenate["Actor", Record, P], R],
]:
    """Works like `transaction.atomic`, for a command `(actor, record, ..., now=)` whose change may be too late.

    A Conflict shows the writer what a colleague wrote meanwhile. That is an opening: its line, with this verb, is
    written after the change was rolled back. While no line can be written, TrailShut replaces the Conflict.
    """

    def decorate(
        command: Callable[Concatenate["Actor", Record, P], R],
    ) -> Callable[Concatenate["Actor", Record, P], R]:
        @wraps(command)
        def call_guarded(actor: "Actor", about: Record, *args: P.args, **kwargs: P.kwargs) -> R:
            try:
                with transaction.atomic():
                    return command(actor, about, *args, **kwargs)
            except Conflict as conflict:
                if conflict.theirs:
                    file = getattr(about, "procedure_id", about.id)
                    record(actor, verb, file, cast(datetime, kwargs["now"]), record=about.id, why="conflict")
                raise

        return cast(Callable[Concatenate["Actor", Record, P], R], call_guarded)

    return decorate
