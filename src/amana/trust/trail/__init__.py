"""The trail: who did what to which record, when. Lines hold ids and never a word about a person."""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from amana.trust.clock import now
from amana.trust.models import Line
from amana.trust.trail.log import Verdict, sequence, verify

if TYPE_CHECKING:
    from amana.trust.actor import Actor

__all__ = ["Verdict", "record", "sequence", "verify"]


def record(actor: "Actor", verb: str, object_id: UUID | None, at: datetime, **ids: UUID | str | int | None) -> None:
    """A line about `verb` on `object_id`, inserted in the act's own transaction. Values are ids, codes of states, counts."""
    Line.objects.create(
        happened_at=at,
        recorded_at=now(),
        actor=actor.user_id,
        verb=verb,
        object=object_id,
        ids={name: value if isinstance(value, int) else str(value) for name, value in ids.items() if value is not None},
    )
