"""Whether a page that was opened in an emergency may stay open."""

from uuid import UUID

from amana.emergencies import queries
from amana.trust.actor import Actor


def glass_runs(actor: Actor, grant_id: UUID) -> bool:
    """Whether this emergency is the actor's own and still opens something, by database and key store. Raises NotFound."""
    return queries.runs(queries.one(actor, grant_id))
