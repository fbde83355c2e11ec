"""Commands of saved views: keeping one and removing it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from amana.errors import NotFound
from amana.lists.declaring import list_page
from amana.lists.rules import Asked, address_of
from amana.oversight import pace
from amana.saved_views import queries
from amana.saved_views.errors import TooManyViews
from amana.saved_views.models import SavedView
from amana.trust.actor import Actor
from amana.trust.authorise import anybody_signed_in

AT_MOST: Final = 12  # views of one list


@anybody_signed_in("a view keeps codes for the one who saves it, and opens nothing")
@transaction.atomic
def keep_view(actor: Actor, code: str, address: Mapping[str, str], *, now: datetime) -> str:
    """Saves what an address asks of a list, as far as the list declares it; returns the address that it leads to.

    A view that is there already stays as it is. Raises NotFound for an unknown list and for an address that asks for
    nothing, and TooManyViews.
    """
    page = list_page(code)
    asked = page.build(actor, address).read(address)
    if asked == Asked():
        raise NotFound
    query = address_of(asked)
    pace.take_turns(actor)  # two at once are counted together
    mine = queries.views_of(actor, code)
    if not mine.filter(address=query).exists():
        if mine.count() >= AT_MOST:
            raise TooManyViews(most=AT_MOST)
        SavedView.objects.create(account=actor.account, list=code, address=query, kept_at=now)
    return page.address + query


@anybody_signed_in("only a view that they saved is found")
@transaction.atomic
def remove_view(actor: Actor, id: UUID) -> str:
    """Removes a view that the actor saved; returns the address of its list. Raises NotFound."""
    row = queries.view(actor, id)
    row.delete()
    return list_page(row.list).address
