"""What of cases can leave as a file: the list of one's own work, and one file for a unit that she let in."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amana.cases import commands, queries
from amana.cases.display import pairs_of
from amana.cases.queries import Procedure
from amana.consent import queries as consent
from amana.countrypacks import dates, pack
from amana.errors import NotFound
from amana.exports.kinds import Content, ExportKind, Sheet, Story, register_kind
from amana.exports.of_lists import register_list_kind
from amana.trust import queries as trust
from amana.trust import wall
from amana.trust.actor import Actor


def _day(moment: datetime | None) -> str:
    return dates.day_of(moment).isoformat() if moment else ""


def _own(actor: Actor, cases: Iterable[Procedure]) -> Iterator[Procedure]:
    """Yields those of the cases that the actor's team works in or that the actor supervises."""
    for case in cases:
        ground = queries.grounds(actor, "cases.read", case)
        if ground is not None and ground.ground in ("team", "supervision"):
            yield case


def _number_and_places(case: Procedure) -> list[str]:
    machine = pack().machine("procedure")
    places = (str(machine.state(state).name) for state in (case.identification, case.help))
    return [queries.reference(case), *places]


def my_cases(actor: Actor, chosen: Mapping[str, Any], now: datetime) -> Content:
    """The cases of the actor's team or supervision: numbers, places and days. No name, and nothing that was told."""
    rows: list[list[str | int]] = []
    people: dict[UUID, UUID | None] = {}
    for case in _own(actor, queries.visible_to(actor).filter(number__isnull=False).order_by("number")):
        people[case.id] = None
        due = queries.next_deadline(case)
        days = [_day(case.opened_at), _day(case.changed_at), _day(due.due_at) if due else ""]
        rows.append([*_number_and_places(case), *days])
    heads = [
        gettext("Case"),
        gettext("Identification"),
        gettext("Help"),
        gettext("Opened"),
        gettext("Changed"),
        gettext("Next by"),
    ]
    fields = ["number", "identification", "help", "opened_at", "changed_at", "next_deadline"]
    return Content(gettext("My cases"), Sheet(heads, rows), people, fields=fields)


def list_cells(actor: Actor, cases: Sequence[Procedure], now: datetime) -> Iterator[tuple[UUID, list[str | int]]]:
    """Yields the cells of the list of cases, for those of the actor's team or supervision."""
    managers = trust.users([case.manager for case in cases if case.manager])
    for case in _own(actor, cases):
        manager = managers[case.manager].name if case.manager in managers else ""
        yield case.id, [*_number_and_places(case), manager, _day(case.changed_at)]


def one_file(actor: Actor, chosen: Mapping[str, Any], now: datetime) -> Content:
    """The sections of one case that she opened to the unit which gets the file, and nothing else.

    Every section is opened by the actor, with a line. Raises NotFound where the actor is not of the team, CannotOpen.
    """
    case = queries.by_number(actor, str(chosen.get("case", "")))
    if case is None:
        raise NotFound
    queries.require_own(actor, "cases.read", case)
    agreed = _this_side_of_the_wall(case, UUID(str(chosen["unit"])), str(chosen["purpose"]), now)
    country = pack()
    sections = [code for code in country.section_codes if code in agreed]
    parts = []
    for code in sections:
        told, _revision = commands.open_section(actor, case, code, now)
        lines = pairs_of(country.section_fields(code), told)
        parts.append((str(country.section_name(code)), lines or [("", gettext("Nothing is written here."))]))
    relied_on = {agreed[code] for code in sections}
    title = gettext("File %(number)s") % {"number": queries.reference(case)}
    people = {case.id: min(relied_on, key=str)} if relied_on else {}
    return Content(title, Story(parts), people, sections=sections, also={case.id: relied_on})


def _this_side_of_the_wall(case: Procedure, unit_id: UUID, purpose: str, now: datetime) -> dict[str, UUID]:
    """The sections that she opened to the unit for this purpose, each with its consent; none that the access rules forbid by now."""
    kind = trust.house_kind_of(unit_id)
    agreed = consent.sections_agreed(case.id, [unit_id], now, purposes={purpose})
    return {code: by for code, by in agreed.items() if not wall.in_the_way_of([kind], [code], purpose)}


def register() -> None:
    """Registers the kinds of this room."""
    register_list_kind("cases", _("The list of cases"), verb="cases.read", cells=list_cells)
    register_kind(
        ExportKind(
            "my_cases",
            _("List of my cases"),
            _(
                "Numbers, places and days of the cases that you work in or supervise. No name, and nothing that was told."
            ),
            my_cases,
            verb="cases.read",
        )
    )
    register_kind(
        ExportKind(
            "one_file",
            _("One file, for a unit that the person let in"),
            _(
                "For a court, a lawyer or whoever takes the case over. Only what the person opened to that unit goes "
                "into it."
            ),
            one_file,
            asks=frozenset({"case", "unit"}),
            formats=("pdf",),
            verb="cases.manage",
        )
    )
