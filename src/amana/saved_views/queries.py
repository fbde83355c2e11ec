"""Whose saved views there are."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict

from amana.errors import NotFound
from amana.saved_views.models import SavedView
from amana.trust.actor import Actor


def views_of(actor: Actor, code: str) -> QuerySet[SavedView]:
    """The views that the actor saved of one list, in the order in which they were saved."""
    return _own(actor).filter(list=code).order_by("kept_at", "id")


def view(actor: Actor, id: UUID) -> SavedView:
    """A view that the actor saved. Raises NotFound."""
    found = _own(actor).filter(id=id).first()
    if found is None:
        raise NotFound
    return found


def asked_by(row: SavedView) -> Mapping[str, str]:
    """What a saved view asks for, as parameters of an address; the list still ignores what it does not declare."""
    return QueryDict(row.address.removeprefix("?")).dict()


def _own(actor: Actor) -> QuerySet[SavedView]:
    return SavedView.objects.filter(account=actor.account)
