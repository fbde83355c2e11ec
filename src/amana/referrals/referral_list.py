"""The list of referrals, from either side: its columns and its filters."""

from collections.abc import Mapping
from typing import Final

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, ngettext, pgettext

from amana.lists.declaring import Choice, Column, Days, ListOf, place_among
from amana.referrals import pack, queries
from amana.referrals.queries import Referral
from amana.trust.actor import Actor

RECEIVED: Final = "received"
SENT: Final = "sent"
OVER: Final = "over"


def referral_list(actor: Actor, side: str, *, over: bool) -> ListOf[Referral]:
    """The referrals that the actor's side sent or received; what is late or due first, and of those that are over the last.

    `side` and `over` are what the address asks for; a side that the actor does not have is the one that the actor has. What
    was asked for is a locked fact, so nothing is sorted by it.
    """
    sides = _sides(actor)
    usual = next(iter(sides), SENT)
    side = side if side in sides else usual
    track = pack.machine().tracks[pack.TRACK]
    states = [(state.id, str(state.name)) for state in track.states if (state.id in track.terminal) == over]
    sent = side == SENT
    return ListOf(
        code="referrals",
        name=gettext("Referrals"),
        columns=(
            Column("number", gettext("Number"), ("reference",)),
            Column("service", gettext("Asked for")),
            Column("whom", gettext("Of whom"), (queries.provider_name_column(),))
            if sent
            else Column("by", gettext("Asked by")),
            Column("state", gettext("Where it stands"), (place_among("state", [id for id, _name in states]),)),
            Column("since", gettext("Since"), ("state_since",), moments=True, shown=False),
        ),
        filters=(
            Choice("side", gettext("Which referrals"), list(sides.items()), usual=usual, tabs=True),
            Choice(
                "which",
                gettext("Under way or over"),
                [("", gettext("Under way")), (OVER, pgettext("referrals that ended", "Over"))],
                tabs=True,
            ),
            Choice("state", gettext("Where it stands"), states, lambda it: Q(state=it)),
            *([Choice("whom", gettext("Of whom"), _providers(actor), lambda it: Q(provider=it))] if sent else []),
            Days("since", gettext("Since, first day"), gettext("Since, last day"), "state_since"),
        ),
        rows=lambda values: _rows(actor, values),
        first="-since" if over else "",
        first_order=None if over else queries.most_pressing_first,
        count=lambda n: ngettext("%(n)s referral.", "%(n)s referrals.", n) % {"n": n},
    )


def list_by_address(actor: Actor, address: Mapping[str, str]) -> ListOf[Referral]:
    """The list of the side and the part that an address asks for."""
    return referral_list(actor, address.get("side", ""), over=address.get("which") == OVER)


def _sides(actor: Actor) -> dict[str, str]:
    """The sides from which the actor sees referrals, each with its name."""
    sends = actor.can("referrals.send") or actor.can("cases.read")
    received = {RECEIVED: gettext("Asked of us")} if actor.can("referrals.answer") else {}
    return received | ({SENT: gettext("Asked by us")} if sends else {})


def _rows(actor: Actor, values: Mapping[str, str]) -> QuerySet[Referral]:
    rows = queries.received_by(actor) if values["side"] == RECEIVED else queries.sent_by(actor)
    terminal = pack.machine().tracks[pack.TRACK].terminal
    return rows.filter(state__in=terminal) if values["which"] == OVER else rows.exclude(state__in=terminal)


def _providers(actor: Actor) -> list[tuple[str, str]]:
    """Who was asked in one of the referrals that the actor sent, by name."""
    found = queries.names(queries.providers_in(queries.sent_by(actor)))
    return sorted(((str(id), name) for id, name in found.items()), key=lambda pair: pair[1])
