"""The list of letters about fines: its columns and its filters."""

from django.db.models import Q
from django.utils.translation import gettext, ngettext

from amana.countrypacks import pack
from amana.justice import queries
from amana.justice.pack import LETTER
from amana.justice.queries import Letter
from amana.lists.declaring import Choice, Column, Days, ListOf, place_among
from amana.trust.actor import Actor


def letter_list(actor: Actor) -> ListOf[Letter]:
    """The letters that the actor may see, last moved first: number, case and place of each."""
    states = [(state.id, str(state.name)) for track in pack().machine(LETTER).tracks.values() for state in track.states]
    return ListOf(
        code="letters",
        name=gettext("Letters about fines"),
        columns=(
            Column("letter", gettext("Letter"), ("number",)),
            Column("case", gettext("Case"), ("procedure__number",)),
            Column("state", gettext("Where it stands"), (place_among("state", [id for id, _name in states]),)),
            Column("since", gettext("Since"), ("state_since",), moments=True),
        ),
        filters=(
            Choice("state", gettext("Where it stands"), states, lambda it: Q(state=it)),
            Days("since", gettext("Since, first day"), gettext("Since, last day"), "state_since"),
        ),
        rows=lambda _values: queries.letters_for(actor),
        first="-since",
        count=lambda n: ngettext("%(n)s letter.", "%(n)s letters.", n) % {"n": n},
    )
