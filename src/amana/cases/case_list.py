"""The list of cases: its columns, its filters, and what its rows show."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext, ngettext

from amana.cases import queries
from amana.cases.display import describe_value
from amana.cases.queries import Procedure
from amana.countrypacks import pack
from amana.lists.declaring import Choice, Column, Days, ListOf, place_among
from amana.trust import queries as trust
from amana.trust.actor import Actor


def case_list(actor: Actor) -> ListOf[Procedure]:
    """The cases that the actor may know of, last changed first: the place of each, who manages it."""
    machine = pack().machine("procedure")
    places = {track: [(state.id, str(state.name)) for state in machine.tracks[track].states] for track in _TRACKS}
    order = {track: place_among(track, [state for state, _name in places[track]]) for track in _TRACKS}
    return ListOf(
        code="cases",
        name=gettext("Cases"),
        columns=(
            Column("number", gettext("Number"), ("number",)),
            Column("identification", gettext("What is known"), (order["identification"],)),
            Column("help", gettext("Help"), (order["help"],)),
            Column("manager", gettext("Case manager"), (trust.name_in("manager"),)),
            Column("changed", gettext("Last change"), ("changed_at",), moments=True),
        ),
        filters=(
            Choice(
                "which",
                gettext("Which cases"),
                [("mine", gettext("Mine")), ("open", gettext("All open ones")), ("closed", gettext("Closed"))],
                usual="mine",
                tabs=True,
            ),
            Choice(
                "identification", gettext("What is known"), places["identification"], lambda it: Q(identification=it)
            ),
            Choice("help", gettext("Help"), places["help"], lambda it: Q(help=it)),
            Choice("manager", gettext("Case manager"), _managers(actor), lambda it: Q(manager=it)),
            Days("changed", gettext("Changed, first day"), gettext("Changed, last day"), "changed_at"),
        ),
        rows=lambda values: queries.part_of_list(actor, values["which"]),
        first="-changed",
        count=lambda n: ngettext("%(n)s case.", "%(n)s cases.", n) % {"n": n},
    )


_TRACKS = ("identification", "help")


def _managers(actor: Actor) -> list[tuple[str, str]]:
    """Who manages one of the cases that the actor may know of, by name."""
    cards = trust.users(queries.managers_of(queries.visible_to(actor)))
    return sorted(((str(card.id), card.name) for card in cards.values()), key=lambda pair: pair[1])


def case_rows(actor: Actor, procedures: list[Procedure]) -> list[dict[str, Any]]:
    """The rows of one page; coded facts only of cases that the actor knows by more than a consent."""
    machine = pack().machine("procedure")
    names = trust.users([row.manager for row in procedures if row.manager])
    facts = queries.facts_of_many(queries.own_among(actor, procedures))
    shown_facts = {field.id: field for field in pack().case_facts}
    rows = []
    for row in procedures:
        told = facts.get(row.id, {})
        person = [
            describe_value(shown_facts[key], told[key])
            for key in ("sex", "age_group")
            if told.get(key) and key in shown_facts
        ]
        rows.append(
            {
                "id": row.id,
                "number": row.number,
                "person": person,
                "identification": machine.state(row.identification).name,
                "help": machine.state(row.help).name,
                "manager": names[row.manager].name if row.manager in names else "",
                "changed_at": row.changed_at,
            }
        )
    return rows
