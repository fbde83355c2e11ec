"""The list of lines of the audit log: its columns and its filters."""

from django.db.models import Q
from django.utils.translation import gettext, ngettext

from amana.lists.declaring import Choice, Column, Days, ListOf
from amana.trust import queries
from amana.trust.actor import Actor
from amana.trust.queries import Line


def trail_list(actor: Actor) -> ListOf[Line]:
    """The lines of the audit log, for those who watch, newest first. They are sorted in the order of their arrival alone."""
    workers = [(str(card.id), card.name) for card in queries.workers_in_trail(actor)]
    return ListOf(
        code="trail",
        name=gettext("Audit log"),
        columns=(
            Column("line", gettext("Line"), ("id",), moments=True),
            Column("who", gettext("Who")),
            Column("what", gettext("What")),
            Column("when", gettext("When")),
        ),
        filters=(
            Choice("who", gettext("Who"), workers, lambda it: Q(actor=it)),
            Days("when", gettext("When, first day"), gettext("When, last day"), "happened_at"),
        ),
        rows=lambda _values: queries.trail_for(actor),
        first="-line",
        count=lambda n: ngettext("%(n)s line.", "%(n)s lines.", n) % {"n": n},
    )
