"""Pairs of files that may be one person's: those a supervisor decides, and what stands beside a file."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Q, QuerySet

from amana.cases.models import Procedure
from amana.duplicates.models import Link as Link  # faces know it by its type
from amana.duplicates.queries import likeness
from amana.duplicates.queries.finding import counts_of
from amana.duplicates.queries.likeness import Scored
from amana.duplicates.states import LinkState
from amana.trust.actor import Actor


def links_for(actor: Actor) -> QuerySet[Link]:
    """Pairs of files of the actor's organisation of which the actor supervises at least one, the newest first."""
    if not actor.can("cases.review"):
        return Link.objects.none()
    mine = Q(one__supervisors_unit__in=actor.unit_ids) | Q(other__supervisors_unit__in=actor.unit_ids)
    rows = Link.objects.filter(mine, organisation=actor.organisation_id).select_related("one", "other")
    return rows.order_by("-proposed_at", "id")


def link(actor: Actor, link_id: UUID) -> Link | None:
    """One of these pairs, or None."""
    return links_for(actor).filter(id=link_id).first()


def links_of(procedure: Procedure) -> list[tuple[Link, Procedure]]:
    """The files that a supervisor linked with this one, or that intake took for hers, each with its link."""
    rows = Link.objects.filter(Q(one=procedure) | Q(other=procedure), state__in=(LinkState.SAME, LinkState.CHOSEN))
    return [
        (row, row.other if row.one_id == procedure.id else row.one)
        for row in rows.select_related("one", "other").order_by("proposed_at")
    ]


def taken_for(actor: Actor, most: int = 20) -> list[tuple[Link, Procedure, Procedure]]:
    """(link, file, the other file) where somebody at the desk was taken for the person of a file that the actor manages."""
    mine = Q(one__manager=actor.user_id) | Q(other__manager=actor.user_id)
    rows = (
        Link.objects.filter(mine, state=LinkState.CHOSEN).select_related("one", "other").order_by("proposed_at")[:most]
    )
    return [
        (row, row.one, row.other) if row.one.manager == actor.user_id else (row, row.other, row.one) for row in rows
    ]


def pair_score(organisation_id: UUID, facts: Mapping[UUID, bytes], one: UUID, other: UUID) -> Scored | None:
    """What the fields of two files say; None where one of them has no codes."""
    if one not in facts or other not in facts:
        return None
    return likeness.score_others(facts[one], [facts[other]], counts_of(organisation_id))[0]
