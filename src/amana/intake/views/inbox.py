"""The inbox of the desk: signs by urgency, each with its age and its clock; and what the reader recorded for others."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from amana.countrypacks import pack
from amana.intake import pack as says
from amana.intake import queries, rules
from amana.intake.queries import Sign
from amana.intake.sign_list import sign_list
from amana.intake.tabs import desk_tabs
from amana.intake.words import STATUS
from amana.lists.pages import ListPage
from amana.trust.actor import actor_of
from amana.vault.clock import now

_AT_ONCE = 50


@require_GET
def waiting_signs(request: HttpRequest) -> HttpResponse:
    """Signs of my unit that have not become a case, the most urgent first; and the signs that I recorded."""
    return _list(request, everything=False)


@require_GET
def all_signs(request: HttpRequest) -> HttpResponse:
    """Every sign that my unit took in, newest first, and the signs that I recorded."""
    return _list(request, everything=True)


def _list(request: HttpRequest, *, everything: bool) -> HttpResponse:
    actor = actor_of(request)
    shown = ListPage(sign_list(actor, everything=everything), request.GET, actor)
    rows = _rows(shown.rows)
    by_urgency = not everything and not shown.asked.sort
    groups = [(title, list(group)) for title, group in groupby(rows, key=lambda row: row["group"])]
    return render(
        request,
        "intake/signs.html",
        {
            "list": shown,
            "groups": groups if by_urgency else [("", rows)] if rows else [],
            "mine": [(row, STATUS[queries.status_of(row)]) for row in queries.my_signs(actor)[:_AT_ONCE]],
            **desk_tabs(actor),
            "takes": actor.can("signs.take"),
            "contact_cards": queries.contact_cards_offered(actor, now()) if actor.can("signs.take") else 0,
            "here": "all" if everything else "waiting",
        },
    )


def _rows(records: list[Sign]) -> list[dict[str, Any]]:
    """Reference, place, urgency, age and clock of each sign; nothing of what was written."""
    country, order = pack(), says.most_urgent_first()
    machine = country.machine("procedure")
    facts = queries.present_facts(records)
    clocks = queries.next_clocks([row.procedure_id for row in records])
    joined = dict(
        queries.Joined.objects.filter(into__in=records).values_list("into").annotate(count=Count("sign"))
    )  # fmt: skip
    gone_on: dict[UUID, str] = dict(
        queries.Joined.objects.filter(sign__in=records).values_list("sign_id", "into__number")
    )
    urgencies = {each.id: str(each.name) for each in country.urgencies}
    languages = {option.id: str(option.label) for option in country.lists["language"]}
    rows = []
    for row in records:
        said = facts.get(row.id, {})
        urgency = urgencies.get(str(said.get("urgency")), "")
        danger = said.get("danger") == "yes"
        rows.append(
            {
                "sign": row,
                "place": machine.state(row.procedure.identification).name,
                "closed": row.procedure.help in machine.tracks["help"].terminal,
                "urgency": urgency,
                "danger": danger,
                "child": said.get("child") == "yes",
                "area": _area(str(said.get("area_pcode") or "")),
                "language": languages.get(queries.languages_told(row, said)[0], ""),
                "reporter_language": languages.get(queries.languages_told(row, said)[1], ""),
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
