"""The two lists of signs at the desk, those that wait and all: their columns, their filters, and urgency first."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext, ngettext

from amana.countrypacks import pack
from amana.intake import pack as says
from amana.intake import queries, rules
from amana.intake.queries import Sign
from amana.lists.declaring import Choice, Column, Days, ListOf, place_among
from amana.trust.actor import Actor


def sign_list(actor: Actor, *, everything: bool) -> ListOf[Sign]:
    """The signs of the actor's units: all of them, newest first, or those before help, the most urgent first.

    Urgency is a locked fact. The desk's own order reads it, and nobody can sort or filter by it.
    """
    machine = pack().machine("procedure")
    places = [(state.id, str(state.name)) for state in machine.tracks["identification"].states]
    over = Q(procedure__help__in=machine.tracks["help"].terminal)
    return ListOf(
        code="all_signs" if everything else "signs",
        name=gettext("Reports") if everything else gettext("Reports before help"),
        columns=(
            Column("number", gettext("Number"), ("number",)),
            Column("came", gettext("Came"), ("came_at", "number"), moments=True),
            Column(
                "known",
                gettext("What is known"),
                (place_among("procedure__identification", [id for id, _name in places]),),
            ),
            Column("urgency", gettext("Urgency")),
            Column("due", gettext("Due"), (queries.next_clock(),)),
        ),
        filters=(
            Choice("known", gettext("What is known"), places, lambda it: Q(procedure__identification=it)),
            *([_closed_or_not(over)] if everything else []),
            Days("came", gettext("Came, first day"), gettext("Came, last day"), "came_at"),
        ),
        rows=lambda _values: (
            queries.signs_for(actor)
            if everything
            else queries.signs_for(actor).filter(procedure__number=None, joined=None).exclude(over)
        ),
        first="-came",
        first_order=None if everything else most_urgent_first,
        count=lambda n: ngettext("%(n)s report.", "%(n)s reports.", n) % {"n": n},
    )


def _closed_or_not(over: Q) -> Choice:
    pairs = [("open", gettext("not closed")), ("closed", gettext("closed"))]
    return Choice("which", gettext("Closed or not"), pairs, lambda it: over if it == "closed" else ~over)


def most_urgent_first(waiting: Iterable[Sign]) -> list[Sign]:
    """Danger that was said, then by urgency; among equals the clock that ends first, then whoever has waited longest."""
    rows = list(waiting)
    facts, order = queries.present_facts(rows), says.most_urgent_first()
    clocks = queries.next_clocks([row.procedure_id for row in rows])

    def place(row: Sign) -> tuple[int, bool, float, datetime]:
        due = clocks.get(row.procedure_id)
        return (
            rules.rank(facts.get(row.id, {}), order),
            due is None,
            due.timestamp() if due else 0.0,
            row.came_at,
        )

    return sorted(rows, key=place)


def sign_rows(records: Sequence[Sign]) -> list[dict[str, Any]]:
    """Reference, place, urgency, age and clock of each sign; nothing of what was written."""
    country, order = pack(), says.most_urgent_first()
    machine = country.machine("procedure")
    facts = queries.present_facts(list(records))
    clocks = queries.next_clocks([row.procedure_id for row in records])
    rows_of = queries.Joined.objects
    joined = dict(rows_of.filter(into__in=records).values_list("into").annotate(count=Count("sign")))
    gone_on: dict[UUID, str] = dict(rows_of.filter(sign__in=records).values_list("sign_id", "into__number"))
    urgencies = {each.id: str(each.name) for each in country.urgencies}
    languages = {option.id: str(option.label) for option in country.lists["language"]}
    rows = []
    for row in records:
        said = facts.get(row.id, {})
        urgency = urgencies.get(str(said.get("urgency")), "")
        danger, (spoken, written) = said.get("danger") == "yes", queries.languages_told(row, said)
        rows.append(
            {
                "sign": row,
                "place": machine.state(row.procedure.identification).name,
                "closed": queries.is_over(row),
                "urgency": urgency,
                "danger": danger,
                "child": said.get("child") == "yes",
                "area": _area(str(said.get("area_pcode") or "")),
                "language": languages.get(spoken, ""),
                "reporter_language": languages.get(written, ""),
                "prompted": said.get("screening_prompted", False),
                "due": clocks.get(row.procedure_id),
                "case": row.procedure.number,
                "reports": joined.get(row.id, 0),
                "joined_to": gone_on.get(row.id, ""),
                "rank": rules.rank(said, order),
                "group": gettext("Danger now") if danger else urgency or gettext("No urgency said"),
            }
        )
    return rows


def _area(code: str) -> str:
    country = pack()
    return str(country.place(code).name) if code in country.governorates or code in country.districts else ""
